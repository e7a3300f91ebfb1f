import { eq } from "drizzle-orm"
import { accounts } from "@/db/schema/people"
import type { Ctx, Locale } from "@/lib/context"

/** The language of a person's account; Kyrgyz when they have none. */
export async function localeOf(ctx: Ctx, subjectId: string): Promise<Locale> {
  const rows = await ctx.db
    .select({ locale: accounts.locale })
    .from(accounts)
    .where(eq(accounts.subjectId, subjectId))
    .limit(1)
  return (rows[0]?.locale as Locale | undefined) ?? "ky"
}
