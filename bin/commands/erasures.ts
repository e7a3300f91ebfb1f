import { parseArgs } from "node:util"
import { RegisterFault } from "@/lib/erasures/register-file"
import { stateOfHouse } from "@/lib/erasures/state"
import type { SourceReport } from "@/lib/replay/in-source"
import { rebuildRegister } from "@/lib/replay/rebuild"
import { type Reopened, reopen } from "@/lib/replay/reopen"
import { isWhole, type Replayed, replay } from "@/lib/replay/replay"
import { SourceRefused, SourceUnreachable } from "@/lib/sources/failures"
import { withHouse, withOwner } from "./owner"

const ERASURES_USAGE = `What was erased stays erased after a restore.

  npm run ukuk -- erasures replay [--source NAME] [--dry-run] [--despite] [--json]
  npm run ukuk -- erasures rebuild

  replay         does again what the erasure register says was done, wherever a restored back-up undid it: erasures, ended
                 consents, restrictions. In the portal and in every source, or in one; opens a restored portal
  --source NAME  one source of the data map, which was restored from a back-up of its own
  --dry-run      counts what came back and changes nothing
  --despite      opens a restored portal although a source refuses some people, who are tried again every night
  --json         one JSON object instead of lines
  rebuild        writes the register anew from what the database knows of it, when the file is lost or damaged and there is
                 no copy: what only the file knew is lost then. The old file is kept beside it

What may have been given anew since, because nothing says when it was recorded, is counted as doubtful and left alone. Uses
DATABASE_URL, or the embedded server of UKUK_HOME, and ERASURE_REGISTER. Exit 0: done, or nothing came back; 1: something is
left, or came back (--dry-run); 2: wrong usage.`

const OPTIONS = {
  source: { type: "string" },
  "dry-run": { type: "boolean", default: false },
  despite: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const

/** `erasures replay|rebuild`. Returns the exit code: 0 done, 1 something is left, 2 wrong usage. */
export async function erasuresCommand(
  args: string[],
  env: NodeJS.ProcessEnv,
  out: (line: string) => void,
): Promise<0 | 1 | 2> {
  const asked = question(args)
  if (!asked || asked.help || !asked.verb) {
    out(ERASURES_USAGE)
    return asked?.help ? 0 : 2
  }
  let [left, isUnknown] = [false, false]
  const ended = await withOwner(env, out, (owner, deployment) =>
    withHouse(deployment, async (house) => {
      if (asked.verb === "rebuild")
        return out(`${await rebuildRegister(house, owner)} lines are written anew.`)
      const { source, despite, "dry-run": dry } = asked
      const isShut = !dry && source === undefined && (await stateOfHouse(house)).is === "behind"
      const report: Replayed & Partial<Reopened> = isShut
        ? await reopen(house, { despite })
        : await replay(house, { dry, ...(source ? { source } : {}) })
      isUnknown = report.sources.length === 0
      if (isUnknown) return out(`There is no source "${source}" in the data map.`)
      left = !isWhole(report) || (dry && cameBack(report))
      if (asked.json) out(JSON.stringify({ whole: isWhole(report), ...report }))
      else for (const line of lines(report)) out(line)
      if (!asked.json && report.requests?.length) out(lost(report.requests))
    }),
  ).catch((error: unknown) => {
    const isTold = [RegisterFault, SourceUnreachable, SourceRefused].some((kind) => error instanceof kind)
    if (!isTold || !(error instanceof Error)) throw error
    out(error.message)
    return 1 as const
  })
  return isUnknown ? 2 : left ? 1 : ended
}

function question(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true })
    const [verb, ...more] = positionals
    const isVerb = more.length === 0 && (verb === "replay" || verb === "rebuild")
    return { ...values, verb: isVerb ? verb : null }
  } catch {
    // An unknown option: the usage answers it.
    return null
  }
}

const cameBack = ({ portal, sources }: Replayed) => portal > 0 || sources.some(({ found }) => found > 0)

function lines({ dry, lines: count, portal, sources }: Replayed): string[] {
  return [
    `The register has ${count} lines.`,
    `${portal} ended consents and case files had come back in the portal${dry ? "." : "; they are ended again."}`,
    ...sources.map((each) => told(each, dry)),
  ]
}

const lost = (requests: readonly string[]): string =>
  `Requests ${requests[0]} to ${requests.at(-1)} were given after the back-up and are lost: whoever holds a letter of one has to ask anew.`

function told({ source, found, done, doubtful, held, failed }: SourceReport, dry: boolean): string {
  const parts = [
    `${found} people had come back`,
    ...(dry ? [] : [`${done} are erased or restricted again`]),
    ...(held > 0 ? [`${held} stay because of a hold set since`] : []),
    ...(doubtful > 0 ? [`${doubtful} have data that may have been given anew: look at them`] : []),
    ...(failed > 0 ? [`${failed} could not be done: look at the source and run it again`] : []),
  ]
  return `${source}: ${parts.join("; ")}.`
}
