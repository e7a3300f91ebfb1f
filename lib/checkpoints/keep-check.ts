import type { ClientBase } from "pg"
import type { LedgerReport } from "@/lib/ledger/check-ledger"

/**
 * Writes down what a check of the whole ledger found, for those who look after it. Ends the transaction the check left open,
 * which could only read; `sentences` are its findings, the first one first.
 */
export async function keepCheck(
  client: ClientBase,
  { size, signed }: Pick<LedgerReport, "size" | "signed">,
  sentences: readonly string[],
): Promise<void> {
  await client.query("commit")
  await client.query("insert into ledger_checks (size, signed, faults, first) values ($1, $2, $3, $4)", [
    ...[size, signed, sentences.length, sentences[0] ?? null],
  ])
}
