import { sql } from "drizzle-orm"
import type { Ctx } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"

/** The next request number, `2026-000123`: gapless per year, so it is taken last in the submitting transaction. */
export async function nextNumber(ctx: Ctx, zone: string): Promise<string> {
  const year = Number(dayIn(ctx.now, zone).slice(0, 4))
  const { rows } = await ctx.db.execute<{ n: number }>(sql`select guard.next_number(${year}) as n`)
  return `${year}-${String(rows[0]?.n ?? 0).padStart(6, "0")}`
}
