import { and, eq, isNotNull, isNull } from "drizzle-orm"
import { mandates } from "@/db/schema/people"
import { requests } from "@/db/schema/requests"
import { atOnce } from "@/db/transaction"
import type { Ctx, Locale } from "@/lib/context"
import { contactsOf, contactsOfAccount } from "@/lib/notices/contacts"
import { enqueueNotice } from "@/lib/notices/enqueue"
import type { Template } from "@/lib/notices/templates"

/**
 * Tells a person something by every contact they sign in with: number, date and link only. Whoever asked for them is told
 * of that request, too; after a death they alone are. Of a request they are not shown under a
 * secrecy ground, nothing.
 */
export async function tell(
  ctx: Ctx,
  person: { subjectId: string; language: Locale },
  template: Template,
  parameters: { number?: string; date?: string; path: string },
): Promise<void> {
  const { subjectId, language } = person
  const { number } = parameters
  const [secret, holder] = await atOnce([
    number ? isSecret(ctx, number) : false,
    number ? holderOf(ctx, number) : null,
  ])
  if (secret) return
  const own = holder?.kind === "heir" ? [] : await contactsOf(ctx, subjectId)
  for (const to of own)
    await enqueueNotice(ctx, { subjectId, language, keyOwner: subjectId, template, to, parameters })
  for (const to of holder ? await contactsOfAccount(ctx, holder.accountId) : [])
    await enqueueNotice(ctx, {
      ...{ subjectId, language, keyOwner: to.keyOwner, template, to },
      parameters: { ...parameters, path: "/cabinet/acting" },
    })
}

/** Who asked for the person under a mandate that was not ended, where they have an account. */
async function holderOf(ctx: Ctx, number: string): Promise<{ accountId: string; kind: string } | null> {
  const rows = await ctx.db
    .select({ accountId: mandates.accountId, kind: mandates.kind })
    .from(requests)
    .innerJoin(mandates, eq(mandates.id, requests.mandateId))
    .where(and(eq(requests.number, number), isNull(mandates.endedAt), isNotNull(mandates.accountId)))
  const [row] = rows
  return row?.accountId ? { accountId: row.accountId, kind: row.kind } : null
}

async function isSecret(ctx: Ctx, number: string): Promise<boolean> {
  const rows = await ctx.db
    .select({ id: requests.id })
    .from(requests)
    .where(and(eq(requests.number, number), isNotNull(requests.secrecy)))
  return rows.length > 0
}
