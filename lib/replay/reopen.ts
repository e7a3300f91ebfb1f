import { eq, sql } from "drizzle-orm"
import { erasureLines } from "@/db/schema/erasures"
import { asWorker, type Ctx } from "@/lib/context"
import { enterErasure } from "@/lib/erasures/enter"
import { type Entry, isEntry } from "@/lib/erasures/line"
import { allLines } from "@/lib/erasures/register-file"
import { registerOf, stateIn } from "@/lib/erasures/state"
import type { OpenHouse } from "@/lib/house"
import { standInFor } from "@/lib/ledger/lost-entries"
import { record } from "@/lib/ledger/record"
import { isWhole, type Replayed, replay } from "@/lib/replay/replay"

/**
 * Opens a restored database: does again everything the register knows, and only when all of it is gone takes over the
 * lines the database had lost, raises the request numbers above those given, and enters in ledger and register how far
 * each had come. `despite`: opens though a source refused some; they stay in the register, and every night tries them again.
 * Until that last transaction the database stays behind, so whatever kills it, it is begun again.
 */
export async function reopen(house: OpenHouse, { despite = false } = {}): Promise<Reopened> {
  const { ledger: had } = await asWorker(house, "reopen", null, marks)
  const report = await replay(house)
  if (!isWhole(report) && !despite) return { ...report, requests: [] }
  const requests = await asWorker(house, "reopen", null, async (ctx) => {
    await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtext('ukuk erasure register'))`)
    const register = registerOf(house)
    const state = await stateIn(house, ctx)
    if (state.is === "open") return []
    const { numbers } = await marks(ctx)
    let ledger = 0
    for await (const line of allLines(register))
      if (isEntry(line)) {
        ledger = line.body.ledger ?? ledger
        if (line.seq > state.database) await takeOver(ctx, line)
      }
    const tree = state.lost ? await standInFor(ctx, state.lost) : undefined
    await enterRestored(ctx, {
      register: [state.database, state.register],
      ledger: [had, ledger],
      ...(tree ? { tree } : {}),
    })
    return lostNumbers(numbers, (await marks(ctx)).numbers)
  })
  return { ...report, requests }
}

/** `requests`: the numbers given after the copy was made, as far as the register tells; what was asked under them is lost. */
export type Reopened = Replayed & { requests: string[] }

type Numbers = Readonly<Record<string, number>>

const lostNumbers = (had: Numbers, came: Numbers): string[] =>
  Object.entries(came).flatMap(([year, last]) =>
    Array.from(
      { length: last - (had[year] ?? 0) },
      (_, n) => `${year}-${String((had[year] ?? 0) + n + 1).padStart(6, "0")}`,
    ),
  )

/** A line the database lost, or one that a row waits to be marked with. */
async function takeOver(ctx: Ctx, { id, seq, hash, at, untilOn, kind, body }: Entry): Promise<void> {
  const written = { seq, untilOn, body, hash: Buffer.from(hash, "hex") }
  const rows = await ctx.db.update(erasureLines).set(written).where(eq(erasureLines.id, id)).returning()
  if (rows.length === 0) await ctx.db.insert(erasureLines).values({ id, kind, at: new Date(at), ...written })
  for (const [year, last] of Object.entries(body.numbers ?? {}))
    await ctx.db.execute(sql`select guard.raise_number(${Number(year)}, ${last})`)
}

async function marks(ctx: Ctx): Promise<{ ledger: number; numbers: Numbers }> {
  const { rows } = await ctx.db.execute<{ ledger: string; numbers: Numbers }>(
    sql`select ledger, numbers from guard.portal_marks()`,
  )
  return { ledger: Number(rows[0]?.ledger ?? 0), numbers: rows[0]?.numbers ?? {} }
}

/** Both sizes: what the restored database knew, and how far it had come outside. The entry names nobody. */
async function enterRestored(
  ctx: Ctx,
  restored: { register: [number, number]; ledger: [number, number]; tree?: [number, number] },
): Promise<void> {
  const told = ([had, came]: [number, number]) => `${had}-${came}`
  await record(ctx, "database.restored", {
    subjectId: null,
    object: `register:${told(restored.register)},ledger:${told(restored.ledger)}${restored.tree ? `,tree:${told(restored.tree)}` : ""}`,
  })
  await enterErasure(ctx, { subjectId: null, kind: "restored", body: { restored } })
}
