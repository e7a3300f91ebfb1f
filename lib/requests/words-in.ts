import { and, asc, desc, eq, inArray } from "drizzle-orm"
import { letters } from "@/db/schema/letters"
import type { Ctx } from "@/lib/context"
import { openLetter } from "@/lib/letters/keep-letter"
import type { Letter } from "@/lib/letters/letter"

/** The person's own words as their letter quotes them; null where it has none. */
export function wordsIn(letter: Letter): string | null {
  for (const block of letter.blocks) if (block.kind === "quote") return block.text
  return null
}

/** The person's own words, opened from the letter of this part, the one place that holds them; null where it has none. */
export async function wordsOf(ctx: Ctx, partId: string): Promise<string | null> {
  const letter = await letterOf(ctx, partId, "in")
  return letter && wordsIn(letter)
}

/** The letter that answers this part, or null as long as there is none. */
export const answerOf = (ctx: Ctx, partId: string): Promise<Letter | null> => letterOf(ctx, partId, "out")

/** The person's first letter of a part, or the organisation's last that answers it. */
async function letterOf(ctx: Ctx, partId: string, direction: "in" | "out"): Promise<Letter | null> {
  const rows = await ctx.db
    .select({ id: letters.id })
    .from(letters)
    .where(
      and(
        eq(letters.partId, partId),
        eq(letters.direction, direction),
        direction === "out" ? inArray(letters.kind, ["answer", "decision"]) : undefined,
      ),
    )
    .orderBy(direction === "in" ? asc(letters.createdAt) : desc(letters.createdAt))
    .limit(1)
  const opened = rows[0] ? await openLetter(ctx, rows[0].id) : null
  return opened?.letter ?? null
}
