import { parseArgs } from "node:util"
import {
  type Rehearsal,
  type RehearsedSource,
  rehearsePart,
  type Verdict,
  verdictOf,
} from "@/lib/fulfilment/rehearse"
import { withHouse, withOwner } from "./owner"

export const DRY_RUN_USAGE = `Says what carrying out a request would do now, without doing it.

  npm run ukuk -- request dry-run NUMBER [--json]

  NUMBER  the request's number, such as 2026-000123
  --json  one JSON object instead of lines

Of each part that is decided or waits for a decision, what is still open of its newest plan is done in every source in one
transaction, which is then taken back: places, rows and what would become of them, no value. A source that cannot take
anything back is read alone: whether it answers, and is still as the plan found it. Nothing is sealed. Uses DATABASE_URL, or
the embedded server of UKUK_HOME. Exit 0: it would go through; 1: it would not, or there is no such request; 2: wrong usage;
3: not known, since a step could not be tried.`

const OPTIONS = {
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const

/** `request dry-run NUMBER [--json]`. Returns the exit code: 0 it would go through, 1 not, 2 wrong usage, 3 not known. */
export async function dryRunCommand(
  args: string[],
  env: NodeJS.ProcessEnv,
  out: (line: string) => void,
): Promise<0 | 1 | 2 | 3> {
  const given = question(args)
  const [verb, number = "", ...more] = given?.positionals ?? []
  if (given?.values.help || verb !== "dry-run" || !/^\d{4}-\d{6,9}$/.test(number) || more.length > 0) {
    out(DRY_RUN_USAGE)
    return given?.values.help ? 0 : 2
  }
  const rehearsals: Rehearsal[] = []
  const ended = await withOwner(env, out, (client, deployment) =>
    withHouse(deployment, async (house) => {
      const { rows } = await client.query<{ id: string }>(
        "select p.id from request_parts p join requests r on r.id = p.request_id where r.number = $1 and p.closed_at is null and exists (select 1 from plans where part_id = p.id) order by p.received_at, p.id",
        [number],
      )
      for (const { id } of rows) rehearsals.push(await rehearsePart(house, id))
    }),
  )
  if (ended !== 0) return 1
  const verdict = verdictOfAll(rehearsals)
  if (given?.values.json) out(JSON.stringify({ number, goesThrough: verdict, parts: rehearsals }))
  else for (const line of rehearsals.flatMap(linesOf)) out(line)
  if (!given?.values.json) out(closing(number, rehearsals, verdict))
  return EXIT[verdict]
}

const EXIT = { through: 0, not: 1, not_known: 3 } as const

function verdictOfAll(rehearsals: readonly Rehearsal[]): Verdict {
  const verdicts = rehearsals.map(verdictOf)
  if (verdicts.length === 0 || verdicts.includes("not")) return "not"
  return verdicts.includes("not_known") ? "not_known" : "through"
}

function question(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true })
  } catch {
    // An unknown option: the usage answers it.
    return null
  }
}

const SAID = {
  through: "it would go through",
  not: "it would not go through now",
  not_known: "whether it would go through is not known, not every source can try it",
} as const

function closing(number: string, rehearsals: readonly Rehearsal[], verdict: Verdict): string {
  if (rehearsals.length === 0) return `${number}: no open part with a plan.`
  return `${number}: ${SAID[verdict]}. Nothing was changed, nothing was sealed.`
}

function linesOf({ right, status, plan, stop, done, sources }: Rehearsal): string[] {
  const made = plan ? `plan ${plan.version} of ${plan.at.toISOString()}` : "no plan"
  return [
    `${right}, ${status}: ${made}, ${done} steps done before.`,
    ...(stop ? [`  would not be begun: ${stop}`] : []),
    ...sources.flatMap(sourceLines),
  ]
}

const IS = {
  tried: "tried and taken back",
  changed: "data changed since the plan, nothing would be done",
  beside: "tried and taken back: with it the source itself would change what is not in the plan",
  failed: "could not be tried",
  untried:
    "cannot take anything back, so it was not tried; it answers, and nothing has changed since the plan",
} as const

const WOULD = { done: "would be done", already: "done already", changed: "changed since the plan" } as const

function sourceLines({ source, is, cause, beside, steps }: RehearsedSource): string[] {
  return [
    `  ${source}: ${IS[is]}${cause ? ` (${cause})` : ""}`,
    ...beside.map(
      ({ category, items, is: becomes }) => `    beside the plan: ${category}, ${items} items ${becomes}`,
    ),
    ...steps.map(({ operation, strategy, place, items, rows, would, promised }) => {
      const became = would ? `${rows === null ? "" : `${rows} rows, `}${WOULD[would]}` : "not known"
      return `    ${operation} (${strategy}) ${place}, ${items} items: ${became}; read again they are to be ${promised}`
    }),
  ]
}
