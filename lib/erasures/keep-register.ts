import { and, asc, eq, isNull, sql } from "drizzle-orm"
import { erasureLines } from "@/db/schema/erasures"
import { asWorker, type Ctx, type SystemActor } from "@/lib/context"
import { addDays, addMonths, dayIn } from "@/lib/deadlines/day"
import { registerTerm } from "@/lib/deadlines/from-policy"
import { enterErasure } from "@/lib/erasures/enter"
import {
  type Body,
  chained,
  type Entry,
  isEntry,
  type Kind,
  type Link,
  linkOf,
  personHash,
  START,
} from "@/lib/erasures/line"
import { allLines, appendLines, lastLine, type Register, rewrite } from "@/lib/erasures/register-file"
import { askIn, registerOf, registerState } from "@/lib/erasures/state"
import type { OpenHouse } from "@/lib/house"
import { Erased } from "@/lib/keys/vault"
import { identitiesOf, type KnownIn } from "@/lib/people/identities"
import { type InForce, inForce } from "@/lib/policy/editions"
import { PORTAL } from "@/lib/sources/map-schema"

const AT_ONCE = 200

/** How often how far the ledger has come is written down while nothing else is. */
const MARK_EVERY_MS = 5 * 60_000

type Row = typeof erasureLines.$inferSelect

/** The database was restored from a back-up, and nothing may be written before what it brought back is gone again. */
export class Restored extends Error {
  override readonly name = "Restored"
}

/** One at a time: whoever comes while another writes leaves it to them. Null then. */
async function alone<T>(
  house: OpenHouse,
  work: (ctx: Ctx<SystemActor>, register: Register) => Promise<T>,
): Promise<T | null> {
  return asWorker(house, "keep-register", null, async (ctx) => {
    const { rows } = await ctx.db.execute<{ mine: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtext('ukuk erasure register')) as mine`,
    )
    return rows[0]?.mine ? work(ctx, registerOf(house)) : null
  })
}

/**
 * Writes what was entered since to the register, each row once: what a killed worker wrote and did not mark is known by
 * its id. Beside it, every few minutes, how far ledger and request numbers have come. Throws Restored where the register
 * knows more than the database, RegisterFault where it cannot be relied on.
 */
export async function keepRegister(house: OpenHouse): Promise<void> {
  await alone(house, async (ctx, register) => {
    const state = await registerState(register, askIn(ctx.db))
    if (state.is === "behind") throw new Restored()
    const last = await markWritten(ctx, register)
    await enterMark(ctx)
    const rows = await ctx.db
      .select()
      .from(erasureLines)
      .where(isNull(erasureLines.seq))
      .orderBy(asc(erasureLines.at), asc(erasureLines.id))
      .limit(AT_ONCE)
    const lines = await linesOf(house, ctx, register, last, rows)
    await appendLines(register, lines)
    for (const line of lines) await mark(ctx, line)
  })
}

/** Marks what is in the register already. Returns where the register stands. */
async function markWritten(ctx: Ctx, register: Register): Promise<Link> {
  const last = await lastLine(register)
  if (!last) return START
  const { seq } = await askIn(ctx.db)(null)
  if (Number(seq ?? 0) < linkOf(last).seq)
    for await (const line of allLines(register))
      if (isEntry(line) && line.seq > Number(seq ?? 0) && !(await mark(ctx, line))) throw new Restored()
  return linkOf(last)
}

/** Whether a row of it was there to be marked. */
async function mark(ctx: Ctx, { id, seq, hash, untilOn, body }: Entry): Promise<boolean> {
  const rows = await ctx.db
    .update(erasureLines)
    .set({ seq, untilOn, hash: Buffer.from(hash, "hex"), body })
    .where(and(eq(erasureLines.id, id), isNull(erasureLines.seq)))
    .returning({ id: erasureLines.id })
  return rows.length > 0
}

/** Enters how far the portal has come, when it went on since the last time and that is some minutes ago. */
async function enterMark(ctx: Ctx): Promise<void> {
  const { rows } = await ctx.db.execute<{ due: boolean }>(sql`
    select not exists (select 1 from ${erasureLines} where at > ${new Date(ctx.now.getTime() - MARK_EVERY_MS).toISOString()}::timestamptz)
      and m.ledger <> coalesce((select (body ->> 'ledger')::bigint from ${erasureLines} where kind = 'mark' order by at desc limit 1), 0)
      as due from guard.portal_marks() m`)
  if (rows[0]?.due) await enterErasure(ctx, { subjectId: null, kind: "mark", body: {} })
}

async function linesOf(
  house: OpenHouse,
  ctx: Ctx,
  register: Register,
  last: Link,
  rows: readonly Row[],
): Promise<Entry[]> {
  if (rows.length === 0) return []
  const held = await inForce(ctx.db)
  const { rows: marks } = await ctx.db.execute<{ ledger: string; numbers: Record<string, number> }>(
    sql`select ledger, numbers from guard.portal_marks()`,
  )
  const marked = { ledger: Number(marks[0]?.ledger ?? 0), numbers: marks[0]?.numbers ?? {} }
  const lines: Entry[] = []
  let before = last
  for (const row of rows) {
    const kind = row.kind as Kind
    const line = chained(register.keyed, before, {
      ...{ id: row.id, at: row.at.toISOString(), kind, ground: "erasure_register" as const },
      untilOn: endOf(held, kind, row.at),
      body: await bodyOf(house, register, row, marked),
    })
    lines.push(line)
    before = linkOf(line)
  }
  return lines
}

/** Only the newest mark says anything: the others go the day after. */
function endOf({ policy, profile }: InForce, kind: Kind, at: Date): string {
  const day = dayIn(at, policy.organisation.timezone)
  if (kind === "mark") return addDays(day, 1)
  const { n, unit } = registerTerm(profile)
  return unit === "months" ? addMonths(day, n) : addDays(day, n)
}

/** What is written of a row: with whom it is about, where whoever entered it could not say that. */
async function bodyOf(
  house: OpenHouse,
  { keyed }: Register,
  { subjectId, body: entered }: Row,
  { ledger, numbers }: Required<Pick<Body, "ledger" | "numbers">>,
): Promise<Body> {
  const body = { people: {}, done: [], ledger, numbers, ...(entered as Partial<Body>) }
  if (!subjectId || Object.keys(body.people).length > 0) return body
  const known = await asWorker(house, "keep-register", { subject: subjectId }, (ctx) =>
    identitiesOf(ctx, subjectId),
  ).catch((error: unknown): KnownIn => {
    // Whose key is gone is known by the pseudonym alone.
    if (error instanceof Erased) return new Map()
    throw error
  })
  const people: Record<string, string[]> = { [PORTAL]: [personHash(keyed, PORTAL, subjectId)] }
  for (const [source, identifiers] of known)
    if (source !== "*" && source !== PORTAL)
      people[source] = identifiers.map(({ value }) => personHash(keyed, source, value))
  return { ...body, people }
}

/**
 * Takes out of register and database what has reached its end (rule 12). Killed after the one, the next round does the
 * other.
 */
export async function endLines(house: OpenHouse): Promise<number> {
  const gone = await alone(house, async (ctx, register) => {
    if ((await registerState(register, askIn(ctx.db))).is === "behind") throw new Restored()
    const today = ctx.now.toISOString().slice(0, 10)
    const count = await rewrite(register, ({ untilOn }) => untilOn < today)
    await ctx.db.execute(sql`
      delete from ${erasureLines} where until_on < current_date and seq < (select max(seq) from ${erasureLines})`)
    return count
  })
  return gone ?? 0
}
