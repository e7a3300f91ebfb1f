import { randomUUID } from "node:crypto"
import { readList } from "@/lib/consents/read-list"
import { messagePurposes, suppressedAmong, suppressionHash } from "@/lib/consents/suppress"
import type { Ctx, StaffActor } from "@/lib/context"
import { csvCell } from "@/lib/copies/csv"
import { Forbidden, Invalid } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { normalLogin } from "@/lib/people/identifiers"
import { may } from "@/lib/permissions"
import { inForce as inForceNow } from "@/lib/policy/editions"

const BOM = "\ufeff"
const MOST_ROWS = 200_000

/** The column added, and what stands in it beside a row to leave out. */
const COLUMN = "leave_out"
const MARK = "x"

/**
 * A list of contacts as the organisation means to write to it, with the rows marked whose phone or e-mail is not to be
 * written to for this purpose: the same rows and columns, and one column more. Why, and who that is, is not said. A row
 * may hold its contacts in any column. Throws Forbidden, and Invalid for a list or a purpose that is none.
 */
export async function checkList(
  ctx: Ctx<StaffActor>,
  input: { purpose: string; bytes: Uint8Array },
): Promise<{ csv: string; rows: number; marked: number }> {
  if (!may(ctx.actor, "suppressions.check")) throw new Forbidden()
  const purposes = messagePurposes(await inForceNow(ctx.db))
  if (!purposes.some(({ code }) => code === input.purpose))
    throw new Invalid({ purpose: { code: "required" } })
  const { delimiter, rows } = readList(input.bytes)
  if (rows.length > MOST_ROWS) throw new Invalid({ file: { code: "list_long", values: { max: MOST_ROWS } } })
  const hashes = rows.map((row) =>
    row.flatMap((cell) => {
      const contact = normalLogin(cell)
      return contact ? [suppressionHash(ctx.vault, input.purpose, contact)] : []
    }),
  )
  const found = await suppressedAmong(ctx, hashes.flat())
  const isHeader = hashes[0]?.length === 0
  const marks: string[] = hashes.map((of) => (of.some((hash) => found.has(hash.toString("hex"))) ? MARK : ""))
  if (isHeader) marks[0] = COLUMN
  const lines = rows.map((row, n) => [...row, marks[n] ?? ""].map(csvCell).join(delimiter))
  const counted = {
    rows: rows.length - (isHeader ? 1 : 0),
    marked: marks.filter((mark) => mark === MARK).length,
  }
  const payload = { purpose: input.purpose, ...counted }
  await record(ctx, "suppressions.checked", { subjectId: null, object: randomUUID(), payload })
  return { csv: `${BOM}${lines.join("\r\n")}\r\n`, ...counted }
}
