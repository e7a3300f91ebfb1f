import { parseArgs } from "node:util"
import { drizzle } from "drizzle-orm/node-postgres"
import { checkRegisters, holds, type RegisterReport } from "@/lib/ledger/check-registers"
import { withOwner } from "./owner"

const MOST_NAMED = 20

const LEDGER_USAGE = `Checks the registers against the entries of the ledger.

  npm run ukuk -- ledger verify [--json]

  --json  one JSON object instead of lines

Compares every row of the registers (views, consent_events, disclosures) with the entry that commits to it, and every
entry with its row: a row that was deleted, altered or added outside the portal is named by its register and id. Rows
written before a register was bound to the ledger have no entry; they are counted, and none may be missing. It does not
show yet that the entries themselves are all there: whoever deletes a row and its entry together leaves only a gap in
the count of a person's views. Uses DATABASE_URL, or the embedded server of UKUK_HOME. Exit 0: all agree; 1: something
does not; 2: wrong usage.`

const OPTIONS = {
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const

/** `ledger verify [--json]`. Returns the exit code: 0 registers and entries agree, 1 they do not, 2 wrong usage. */
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
  const code = await withOwner(env, out, async (client) => {
    await client.query("begin isolation level repeatable read read only")
    const reports = await checkRegisters(drizzle(client))
    sound = reports.every(holds)
    if (asked.json) out(JSON.stringify({ holds: sound, registers: reports }))
    else for (const line of reports.flatMap(lines)) out(line)
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

const SENTENCES: Record<RegisterReport["faults"][number]["fault"], string> = {
  altered: "is not what its entry commits to.",
  gone: "is gone; its entry stands.",
  no_entry: "has no entry.",
  gap: "follows a gap in the count of this person's views.",
}

function lines({ register, sound, older, expected, faults }: RegisterReport): string[] {
  const named = faults.slice(0, MOST_NAMED).map(({ id, fault }) => `${register} ${id} ${SENTENCES[fault]}`)
  const more = faults.length > MOST_NAMED ? [`${register}: ${faults.length - MOST_NAMED} more.`] : []
  const before = `${older} from before the register was bound`
  const count =
    older === expected
      ? `${register}: ${sound} agree with their entries, ${before}.`
      : `${register}: ${sound} agree with their entries, ${before} where there should be ${expected ?? "a count"}.`
  return [...named, ...more, count]
}
