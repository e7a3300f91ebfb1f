import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import path from "node:path"
import { parseArgs } from "node:util"
import { drizzle } from "drizzle-orm/node-postgres"
import type { Ctx, StaffActor } from "@/lib/context"
import {
  checkText,
  type DraftKind,
  draftKinds,
  FILES,
  followed,
  newestEditions,
  profileBeside,
} from "@/lib/editions/check-text"
import { differencesBetween } from "@/lib/editions/differences"
import { readDraft, saveDraft } from "@/lib/editions/draft"
import { normalLogin } from "@/lib/people/identifiers"
import { faultLine } from "@/lib/policy/read"
import { administrator } from "./administrator"
import { withHouse, withOwner } from "./owner"

export const DRAFT_USAGE = `Sends a policy folder as the drafts of its next editions: what an administrator does at /admin/policy.

  npm run ukuk -- policy draft DIR --as EMAIL

  DIR         a folder with policy.yaml and data-map.yaml; a profile.yaml in it is the next legal profile. What equals the
              newest edition is passed over
  --as EMAIL  the administrator who writes it

Nothing is in force until somebody else approves it. Uses DATABASE_URL, or the embedded server of UKUK_HOME. Exit 0: kept;
1: a file has faults (it is kept all the same), or a draft is open already; 2: wrong usage.`

const OPTIONS = { as: { type: "string" }, help: { type: "boolean", default: false } } as const

/** `policy draft DIR --as EMAIL`. Returns the exit code: 0 kept, 1 not or with faults, 2 wrong usage. */
export async function draftCommand(
  args: string[],
  env: NodeJS.ProcessEnv,
  out: (line: string) => void,
): Promise<0 | 1 | 2> {
  const asked = question(args)
  const [dir, ...more] = asked?.positionals ?? []
  const login = normalLogin(asked?.values.as ?? "")
  if (!asked || !dir || more.length > 0 || !login || asked.values.help) {
    out(DRAFT_USAGE)
    return asked?.values.help ? 0 : 2
  }
  let isSound = true
  const ended = await withOwner(env, out, (client, deployment) =>
    withHouse(deployment, async (house) => {
      const db = drizzle(client)
      const actor = await administrator(db, house, login)
      if (!actor) {
        isSound = false
        return out("There is no administrator with this e-mail address.")
      }
      const ctx = { db, actor, now: new Date(), requestId: "draft", vault: house.vault, appUrl: house.appUrl }
      await client.query("begin")
      for (const kind of draftKinds) isSound = (await send(ctx, kind, dir, out)) && isSound
      await client.query("commit")
    }),
  )
  return ended === 0 && isSound ? 0 : 1
}

function question(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true })
  } catch {
    // An unknown option: the usage answers it.
    return null
  }
}

/** Keeps one file of the folder as a draft, unless it is absent or changes nothing. Returns whether all is well with it. */
async function send(
  ctx: Ctx<StaffActor>,
  kind: DraftKind,
  dir: string,
  out: (line: string) => void,
): Promise<boolean> {
  const file = path.join(dir, FILES[kind])
  if (!existsSync(file)) return true
  const bytes = await readFile(file)
  const beside = await newestEditions(ctx.db)
  const base = followed(kind, beside)
  const { document } = checkText(kind, bytes.toString("utf8"), beside)
  const { document: profile } = profileBeside(beside)
  if (document && differencesBetween(base.document, document, profile).length === 0) return true
  if (await readDraft(ctx, kind, base.code)) {
    out(`${file}: a draft is open already. Finish it at /admin/policy first.`)
    return false
  }
  const { faults } = await saveDraft(ctx, { kind, version: null, bytes })
  for (const fault of faults) out(faultLine({ ...fault, file }))
  out(`${file}: kept as the draft of edition ${base.number + 1}.`)
  return faults.length === 0
}
