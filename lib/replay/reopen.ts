import { eq, sql } from "drizzle-orm"
import { erasureLines } from "@/db/schema/erasures"
import { asWorker, type Ctx } from "@/lib/context"
import { enterErasure } from "@/lib/erasures/enter"
import { type Entry, isEntry } from "@/lib/erasures/line"
import { allLines } from "@/lib/erasures/register-file"
import { askIn, registerOf, registerState } from "@/lib/erasures/state"
import type { OpenHouse } from "@/lib/house"
import { record } from "@/lib/ledger/record"
import { isWhole, type Replayed, replay } from "@/lib/replay/replay"

/**
 * Opens a restored database: does again everything the register knows, and only when all of it is gone takes over the
 * lines the database had lost, raises the request numbers above those given, and enters in ledger and register how far
 * each had come. `despite`: opens though a source refused some; they stay in the register, and every night tries them again.
 * Until that last transaction the database stays behind, so whatever kills it, it is begun again.
 */
export async function reopen(house: OpenHouse, { despite = false } = {}): Promise<Replayed> {
  const had = await asWorker(house, "reopen", null, ledgerNow)
  const report = await replay(house)
  if (!isWhole(report) && !despite) return report
  await asWorker(house, "reopen", null, async (ctx) => {
    await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtext('ukuk erasure register'))`)
    const register = registerOf(house)
    const state = await registerState(register, askIn(ctx.db))
    if (state.is === "open") return
    let ledger = 0
    for await (const line of allLines(register))
      if (isEntry(line)) {
        ledger = line.body.ledger ?? ledger
        if (line.seq > state.database) await takeOver(ctx, line)
      }
    await enterRestored(ctx, {
      register: [state.database, state.register],
      ledger: [had, ledger],
    })
  })
  return report
}

/** A line the database lost, or one that a row waits to be marked with. */
async function takeOver(ctx: Ctx, { id, seq, hash, at, untilOn, kind, body }: Entry): Promise<void> {
  const written = { seq, untilOn, body, hash: Buffer.from(hash, "hex") }
  const rows = await ctx.db.update(erasureLines).set(written).where(eq(erasureLines.id, id)).returning()
  if (rows.length === 0) await ctx.db.insert(erasureLines).values({ id, kind, at: new Date(at), ...written })
  for (const [year, last] of Object.entries(body.numbers ?? {}))
    await ctx.db.execute(sql`select guard.raise_number(${Number(year)}, ${last})`)
}

async function ledgerNow(ctx: Ctx): Promise<number> {
  const { rows } = await ctx.db.execute<{ ledger: string }>(sql`select ledger from guard.portal_marks()`)
  return Number(rows[0]?.ledger ?? 0)
}

/** Both sizes: what the restored database knew, and how far it had come outside. The entry names nobody. */
async function enterRestored(
  ctx: Ctx,
  restored: { register: [number, number]; ledger: [number, number] },
): Promise<void> {
  const told = ([had, came]: [number, number]) => `${had}-${came}`
  await record(ctx, "database.restored", {
    subjectId: null,
    object: `register:${told(restored.register)},ledger:${told(restored.ledger)}`,
  })
  await enterErasure(ctx, { subjectId: null, kind: "restored", body: { restored } })
}
