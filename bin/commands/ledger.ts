import { parseArgs } from "node:util"
import { drizzle } from "drizzle-orm/node-postgres"
import { keepCheck } from "@/lib/checkpoints/keep-check"
import { checkLedger, type LedgerReport } from "@/lib/ledger/check-ledger"
import { checkPresence, type PresenceReport } from "@/lib/ledger/check-presence"
import { checkRegisters, holds, type RegisterReport } from "@/lib/ledger/check-registers"
import { withHouse, withOwner } from "./owner"

const MOST_NAMED = 20

const LEDGER_USAGE = `Checks the ledger against what was signed outside the database, and the registers against the ledger.

  npm run ukuk -- ledger verify [--json]

  --json  one JSON object instead of lines

Computes the tree anew from every entry's bytes and compares it with what is stored and with every checkpoint in the file
outside the database (CHECKPOINTS, or the one in UKUK_HOME), opens what the entries commit to, and compares every row of
the registers (views, consent_events, disclosures) with the entry that commits to it, both ways. Every request, letter and
certificate must have its entry, and every such entry its row. The first line names the first bad entry. Rows written before
a register was bound to the ledger have no entry; they are counted, and none may be missing. Entries that came in since the
last checkpoint are not signed yet; they are counted too. What was found is shown to staff at /admin/ledger. Uses DATABASE_URL, or
the embedded server of UKUK_HOME, and MASTER_KEY. Exit 0: all agree; 1: something does not; 2: wrong usage.`

const OPTIONS = {
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const

/** `ledger verify [--json]`. Returns the exit code: 0 all of it agrees, 1 it does not, 2 wrong usage. */
export async function ledgerCommand(
  args: string[],
  env: NodeJS.ProcessEnv,
  out: (line: string) => void,
): Promise<0 | 1 | 2> {
  const asked = question(args)
  if (!asked || asked.help || asked.verb !== "verify") {
    out(LEDGER_USAGE)
    return asked?.help ? 0 : 2
  }
  let sound = true
  const code = await withOwner(env, out, async (client, deployment) => {
    const ledger = await withHouse(deployment, (house) => checkLedger(client, house))
    const reports = await checkRegisters(drizzle(client))
    const entered = await checkPresence(drizzle(client))
    const sentences = [...ledger.faults, ...reports.flatMap(faultsOf), ...entered.flatMap(namedIn)]
    sound = ledger.faults.length === 0 && reports.every(holds) && !entered.some(({ faults }) => faults.length)
    await keepCheck(client, ledger, sentences)
    const said = () => [...ledgerLines(ledger), ...reports.flatMap(lines), ...entered.flatMap(enteredLines)]
    if (asked.json) out(JSON.stringify({ holds: sound, ledger, registers: reports, entered }))
    else for (const line of said()) out(line)
  })
  return sound ? code : 1
}

function question(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true })
    return { ...values, verb: positionals.length === 1 ? positionals[0] : undefined }
  } catch {
    // An unknown option: the usage answers it.
    return null
  }
}

function ledgerLines({ size, signed, waiting, lost, contents, faults }: LedgerReport): string[] {
  const more = faults.length > MOST_NAMED ? [`ledger: ${faults.length - MOST_NAMED} more.`] : []
  const closed = contents.closed > 0 ? `, ${contents.closed} closed with their key` : ""
  return [
    ...faults.slice(0, MOST_NAMED),
    ...more,
    ...lost.map(([known, came]) => `ledger: a restore lost what was signed from ${known} to ${came - 1}.`),
    `ledger: ${size} entries, ${signed} of them signed, ${waiting} waiting; ${contents.held} contents held${closed}.`,
  ]
}

const SENTENCES: Record<RegisterReport["faults"][number]["fault"], string> = {
  altered: "is not what its entry commits to.",
  gone: "is gone; its entry stands.",
  no_entry: "has no entry.",
  gap: "follows a gap in the count of this person's views.",
}

const namedIn = ({ faults, ...of }: RegisterReport | PresenceReport): string[] =>
  faults.map(({ id, fault }) => `${"table" in of ? of.table : of.register} ${id} ${SENTENCES[fault]}`)

function countOf({ register, sound, older, expected }: RegisterReport): string {
  const agreed = `${register}: ${sound} agree with their entries, ${older} from before the register was bound`
  return older === expected ? `${agreed}.` : `${agreed} where there should be ${expected ?? "a count"}.`
}

/** What does not agree in a register, as sentences. */
const faultsOf = (report: RegisterReport): string[] => [
  ...namedIn(report),
  ...(report.older === report.expected ? [] : [countOf(report)]),
]

function most(of: string, named: readonly string[]): string[] {
  const more = named.length > MOST_NAMED ? [`${of}: ${named.length - MOST_NAMED} more.`] : []
  return [...named.slice(0, MOST_NAMED), ...more]
}

const lines = (report: RegisterReport): string[] => [
  ...most(report.register, namedIn(report)),
  countOf(report),
]

const enteredLines = (report: PresenceReport): string[] => [
  ...most(report.table, namedIn(report)),
  `${report.table}: ${report.sound} are entered, ${report.older} from before the first that was.`,
]
