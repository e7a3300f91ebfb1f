import { eq } from "drizzle-orm"
import { accounts } from "@/db/schema/people"
import type { Ctx, Locale, SubjectActor } from "@/lib/context"

/** The language of a person's letters and notices from now on. */
export async function changeLocale(ctx: Ctx<SubjectActor>, locale: Locale): Promise<Locale> {
  await ctx.db.update(accounts).set({ locale }).where(eq(accounts.id, ctx.actor.accountId))
  return locale
}
