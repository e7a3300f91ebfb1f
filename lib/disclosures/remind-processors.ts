import { and, eq, isNotNull, isNull, lte, ne, or } from "drizzle-orm"
import { processors } from "@/db/schema/disclosures"
import { asWorker, type House } from "@/lib/context"
import { addDays, dayIn } from "@/lib/deadlines/day"
import { REMINDED_DAYS } from "@/lib/disclosures/processors"
import { openDuty } from "@/lib/duties/open-duty"
import { type Locale, locales } from "@/lib/format/locale"
import { inForce } from "@/lib/policy/editions"
import { translatorFor } from "@/messages/translator"

type Key = "duty.title" | "duty.lead" | "duty.renewed"

const inAll = (key: Key, name: string) =>
  Object.fromEntries(
    locales.map((locale) => [locale, translatorFor(locale, "processors")(key, { name })]),
  ) as Record<Locale, string>

/**
 * Sets an administrator the duty to see to a contract that ends within thirty days, by its last day; once for each last
 * day, however often it runs.
 */
export async function remindProcessors(house: House): Promise<void> {
  await asWorker(house, "remind-processors", null, async (ctx) => {
    const { organisation } = (await inForce(ctx.db)).policy
    const until = addDays(dayIn(ctx.now, organisation.timezone), REMINDED_DAYS)
    const { id, name, contractUntil, remindedOf } = processors
    const ending = await ctx.db
      .select({ id, name, contractUntil })
      .from(processors)
      .where(
        and(
          isNull(processors.endedOn),
          isNotNull(contractUntil),
          lte(contractUntil, until),
          or(isNull(remindedOf), ne(remindedOf, contractUntil)),
        ),
      )
      .for("update", { skipLocked: true })
    for (const { id: about, name: who, contractUntil: dueOn } of ending) {
      if (!dueOn) continue
      await openDuty(ctx, {
        ...{ kind: "contract", about, role: "administrator", dueOn },
        document: {
          title: inAll("duty.title", who),
          lead: inAll("duty.lead", who),
          questions: [{ code: "renewed", text: inAll("duty.renewed", who) }],
        },
      })
      await ctx.db.update(processors).set({ remindedOf: dueOn }).where(eq(processors.id, about))
    }
  })
}
