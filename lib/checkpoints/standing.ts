import { desc, sql } from "drizzle-orm"
import { ledgerChecks, ledgerOutages } from "@/db/schema/ledger-publishing"
import { type Area, areaOf } from "@/lib/checkpoints/kinds"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden } from "@/lib/errors"
import { type CheckpointFile, type Filed, lastFiled } from "@/lib/ledger/checkpoint-file"
import { LedgerFault } from "@/lib/ledger/fault"
import { delayOf } from "@/lib/ledger/lag"
import { readNote } from "@/lib/ledger/note"
import { rootAt } from "@/lib/ledger/stored-tree"
import { may } from "@/lib/permissions"

/** Of so many entries, the newest, the kinds are counted. */
export const COUNTED = 10_000
const OUTAGES = 10

/** The last checkpoint outside the database, or why it cannot be had. */
export type Outside = { filed: Filed | null } | { fault: "damaged" | "unreadable" }

/** How the file outside stands to the database. `none`: nothing was signed yet. */
export type Agreement = "agrees" | "none" | "missing" | "differs" | "damaged" | "unreadable"

type Standing = { placed: string; waiting: string; note: string | null; until: string | null }
type Mail = { address: string; at: string; state: string | null }

export type LedgerStanding = Awaited<ReturnType<typeof ledgerStanding>>

/** Reads the last checkpoint outside, before any transaction is opened. */
export async function readOutside(file: CheckpointFile): Promise<Outside> {
  try {
    return { filed: await lastFiled(file) }
  } catch (error) {
    return { fault: error instanceof LedgerFault ? "damaged" : "unreadable" }
  }
}

/** How the ledger stands, for those who look after it: sizes, times and kinds, nobody's data. Throws Forbidden. */
export async function ledgerStanding(ctx: Ctx<StaffActor>, outside: Outside) {
  if (!may(ctx.actor, "ledger.read")) throw new Forbidden()
  const { rows } = await ctx.db.execute<Standing>(sql`select * from guard.ledger_standing()`)
  const { placed = "0", waiting = "0", note = null, until = null } = rows[0] ?? {}
  const signed = note === null ? null : readNote(note)
  const sizes = { placed: Number(placed), signed: signed?.size ?? 0 }
  return {
    ...sizes,
    waiting: Number(waiting),
    origin: signed?.origin ?? null,
    until: until === null ? null : new Date(until),
    delay: await delayOf(ctx.db),
    agreement: await agreement(ctx, outside, sizes),
    outages: await ctx.db.select().from(ledgerOutages).orderBy(desc(ledgerOutages.since)).limit(OUTAGES),
    mails: await mails(ctx),
    check: (await ctx.db.select().from(ledgerChecks).orderBy(desc(ledgerChecks.at)).limit(1))[0] ?? null,
    kinds: await kinds(ctx),
  }
}

async function agreement(
  { db }: Ctx<StaffActor>,
  outside: Outside,
  { placed, signed }: { placed: number; signed: number },
): Promise<Agreement> {
  if ("fault" in outside) return outside.fault
  const { filed } = outside
  if (!filed) return signed === 0 ? "none" : "missing"
  // One more than here is filed for a moment before it is entered here: it must be of this tree all the same.
  if (filed.size < signed || filed.size > placed) return "differs"
  return (await rootAt(db, filed.size)).equals(filed.root) ? "agrees" : "differs"
}

async function mails({ db }: Ctx<StaffActor>): Promise<Map<string, { at: Date; state: string | null }>> {
  const { rows } = await db.execute<Mail>(sql`select * from guard.last_checkpoint_mails()`)
  return new Map(rows.map(({ address, at, state }) => [address, { at: new Date(at), state }]))
}

async function kinds({ db }: Ctx<StaffActor>): Promise<{ area: Area; entries: number }[]> {
  const { rows } = await db.execute<{ act: string; entries: string }>(
    sql`select act, entries from guard.ledger_kinds(${COUNTED})`,
  )
  const counts = new Map<Area, number>()
  for (const { act, entries } of rows)
    counts.set(areaOf(act), (counts.get(areaOf(act)) ?? 0) + Number(entries))
  return [...counts].map(([area, entries]) => ({ area, entries })).sort((a, b) => b.entries - a.entries)
}
