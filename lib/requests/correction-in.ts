import { and, asc, eq } from "drizzle-orm"
import { letters } from "@/db/schema/letters"
import type { Ctx } from "@/lib/context"
import { openLetter } from "@/lib/letters/keep-letter"
import type { Letter } from "@/lib/letters/letter"

export type CorrectionTold = { field: string; from: string; to: string }

/** The correction a letter asks for, as it was written and read: field, old value, new value; null where it asks none. */
export function correctionIn(letter: Letter): CorrectionTold | null {
  const [row] = letter.blocks.flatMap((block) => (block.kind === "table" ? block.rows : []))
  const [field, from, to] = row ?? []
  return field === undefined || from === undefined || to === undefined ? null : { field, from, to }
}

/**
 * The correction a part asks for, opened from the person's own letter, the one place that holds both values; null where
 * there is no such letter.
 */
export async function correctionOf(ctx: Ctx, partId: string): Promise<CorrectionTold | null> {
  const rows = await ctx.db
    .select({ id: letters.id })
    .from(letters)
    .where(and(eq(letters.partId, partId), eq(letters.direction, "in"), eq(letters.kind, "rectification")))
    .orderBy(asc(letters.createdAt))
    .limit(1)
  const opened = rows[0] ? await openLetter(ctx, rows[0].id) : null
  return opened && correctionIn(opened.letter)
}
