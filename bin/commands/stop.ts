import { parseArgs } from "node:util"
import { and, eq, isNull } from "drizzle-orm"
import { drizzle } from "drizzle-orm/node-postgres"
import { sourceStops } from "@/db/schema/stops"
import type { Ctx, StaffActor } from "@/lib/context"
import { Expected } from "@/lib/errors"
import { normalLogin } from "@/lib/people/identifiers"
import { resumeSource, stopSource } from "@/lib/sources/resilience/stops"
import { administrator } from "./administrator"
import { withHouse, withOwner } from "./owner"

export const STOP_USAGE = `Stops all writing to a source, or lifts the stop: what an administrator does at /admin/sources.

  npm run ukuk -- source stop NAME|--all --reason WHY --as EMAIL
  npm run ukuk -- source resume NAME|--all --reason WHY --as EMAIL

  NAME          a source of the data map, or "portal" for the portal's own data
  --all         all sources. A stop of all and stops of single ones stand beside each other
  --reason WHY  at least ten characters, naming no person; officers read it
  --as EMAIL    the administrator who does it

Holds from the next writing on, in whatever runs, until it is lifted. Uses DATABASE_URL, or the embedded server of
UKUK_HOME. Exit 0: done; 1: it stands already, or none stands, or it was refused; 2: wrong usage.`

const OPTIONS = {
  all: { type: "boolean", default: false },
  reason: { type: "string" },
  as: { type: "string" },
  help: { type: "boolean", default: false },
} as const

type Asked = { verb: "stop" | "resume"; source: string | null; reason: string }

/** `source stop` and `source resume`. Returns the exit code: 0 done, 1 it could not be done, 2 wrong usage. */
export async function stopCommand(
  args: string[],
  env: NodeJS.ProcessEnv,
  out: (line: string) => void,
): Promise<0 | 1 | 2> {
  const given = question(args)
  const login = normalLogin(given?.values.as ?? "")
  const asked = given && wanted(given)
  if (!asked || !login || given.values.help) {
    out(STOP_USAGE)
    return given?.values.help ? 0 : 2
  }
  let isDone = false
  const ended = await withOwner(env, out, (client, deployment) =>
    withHouse(deployment, async (house) => {
      const db = drizzle(client)
      const actor = await administrator(db, house, login)
      if (!actor) return out("There is no administrator with this e-mail address.")
      const ctx = { db, actor, now: new Date(), requestId: "stop", vault: house.vault, appUrl: house.appUrl }
      await client.query("begin")
      isDone = await act(ctx, asked, out)
      await client.query(isDone ? "commit" : "rollback")
    }),
  )
  return ended === 0 && isDone ? 0 : 1
}

function question(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true })
  } catch {
    // An unknown option: the usage answers it.
    return null
  }
}

/** One source or all of them, never both or neither. */
function wanted({ positionals, values }: NonNullable<ReturnType<typeof question>>): Asked | null {
  const [verb, name, ...more] = positionals
  if ((verb !== "stop" && verb !== "resume") || more.length > 0) return null
  if (values.all === (name !== undefined) || !values.reason) return null
  return { verb, source: name ?? null, reason: values.reason }
}

async function act(
  ctx: Ctx<StaffActor>,
  { verb, source, reason }: Asked,
  out: (line: string) => void,
): Promise<boolean> {
  const name = source ?? "all sources"
  try {
    if (verb === "stop") await stopSource(ctx, { source, reason })
    else await resumeSource(ctx, { stop: await standing(ctx, source), lift: reason })
    out(`${name}: ${verb === "stop" ? "writing is stopped" : "the stop is lifted"}.`)
    return true
  } catch (error) {
    if (!(error instanceof Expected)) throw error
    out(`${name}: ${SENTENCES[error.code] ?? "it could not be done"}.`)
    return false
  }
}

const SENTENCES: Readonly<Record<string, string>> = {
  invalid: "no such source, or the reason is shorter than ten characters",
  stopped_already: "writing is stopped already",
  not_found: "no stop stands",
}

const NONE = "00000000-0000-0000-0000-000000000000"

async function standing({ db }: Ctx<StaffActor>, source: string | null): Promise<string> {
  const named = source === null ? isNull(sourceStops.source) : eq(sourceStops.source, source)
  const [row] = await db
    .select({ id: sourceStops.id })
    .from(sourceStops)
    .where(and(named, isNull(sourceStops.liftedAt)))
  return row?.id ?? NONE
}
