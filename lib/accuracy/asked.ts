import { eq, max } from "drizzle-orm"
import { confirmations } from "@/db/schema/accuracy"
import type { Ctx } from "@/lib/context"
import { type Day, dayIn } from "@/lib/deadlines/day"
import { addPeriod } from "@/lib/deadlines/period"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"
import type { Policy } from "@/lib/policy/schema"
import { correctableCategories } from "@/lib/requests/correctable"

type ConfirmRule = NonNullable<NonNullable<Policy["accuracy"]>["confirm"]>

/** A category the person is asked of: when they last said it is right (null: never), and whether it is time again. */
export type AskedCategory = { code: string; saidAt: Date | null; due: boolean }

/** How often the policy has people asked, and of which categories: what they themselves gave and can correct. */
export type Asked = { rule: ConfirmRule; categories: AskedCategory[] }

/** What a person is asked of their data now; null where the policy has nobody asked. */
export async function askedOf(ctx: Ctx, subjectId: string): Promise<Asked | null> {
  const inForce = await inForceNow(ctx.db)
  const rule = inForce.policy.accuracy?.confirm
  if (!rule) return null
  const rows = await ctx.db
    .select({ category: confirmations.category, at: max(confirmations.at) })
    .from(confirmations)
    .where(eq(confirmations.subjectId, subjectId))
    .groupBy(confirmations.category)
  const said = new Map(rows.map(({ category, at }) => [category, at]))
  const zone = inForce.policy.organisation.timezone
  const today = dayIn(ctx.now, zone)
  const again = (at: Date): Day => addPeriod(dayIn(at, zone), rule.every)
  return {
    rule,
    categories: askable(inForce).map((code) => {
      const saidAt = said.get(code) ?? null
      return { code, saidAt, due: saidAt === null || again(saidAt) <= today }
    }),
  }
}

const askable = (inForce: InForce): string[] =>
  correctableCategories(inForce)
    .filter(({ thirdPerson }) => !thirdPerson)
    .map(({ code }) => code)
