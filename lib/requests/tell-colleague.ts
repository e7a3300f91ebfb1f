import { and, eq } from "drizzle-orm"
import { accountLogins, accounts } from "@/db/schema/people"
import type { Ctx, Locale, StaffActor } from "@/lib/context"
import { enqueueNotice } from "@/lib/notices/enqueue"
import { staffLoginPlace } from "@/lib/people/invitations"

/** Tells an approver from outside, by e-mail and with its number alone, that a request is put to them. */
export async function tellPutTo(ctx: Ctx<StaffActor>, approver: string, number: string): Promise<void> {
  const rows = await ctx.db
    .select({ login: accountLogins.value, locale: accounts.locale })
    .from(accountLogins)
    .innerJoin(accounts, eq(accounts.id, accountLogins.accountId))
    .where(and(eq(accountLogins.accountId, approver), eq(accountLogins.kind, "email")))
  for (const { login, locale } of rows)
    await enqueueNotice(ctx, {
      subjectId: null,
      keyOwner: approver,
      template: "put_to_you",
      language: locale as Locale,
      to: { kind: "email", value: ctx.vault.openOwn(staffLoginPlace(approver), login) },
      parameters: { number, path: `/admin/requests/${number}` },
    })
}
