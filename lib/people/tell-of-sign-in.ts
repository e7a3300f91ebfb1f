import { and, eq } from "drizzle-orm"
import { accountLogins } from "@/db/schema/people"
import type { Ctx, StaffActor, SubjectActor } from "@/lib/context"
import { formatDate } from "@/lib/format/date"
import { contactsOfAccount } from "@/lib/notices/contacts"
import { enqueueNotice } from "@/lib/notices/enqueue"
import { staffLoginPlace } from "@/lib/people/invitations"

/** Tells whoever is signed in, by every contact they sign in with, that something about their sign-in was changed. */
export async function tellOfSignIn(ctx: Ctx<SubjectActor | StaffActor>): Promise<void> {
  const { actor } = ctx
  const language = actor.locale
  const parameters = { date: formatDate(ctx.now, language), path: "/" }
  const subjectId = actor.kind === "subject" ? actor.subjectId : null
  for (const { keyOwner, kind, value } of actor.kind === "subject"
    ? await contactsOfAccount(ctx, actor.accountId)
    : await addressOfStaff(ctx, actor.accountId))
    await enqueueNotice(ctx, {
      ...{ subjectId, keyOwner, language, parameters, template: "sign_in_changed" },
      to: { kind, value },
    })
}

async function addressOfStaff(ctx: Ctx, keyOwner: string) {
  const rows = await ctx.db
    .select({ login: accountLogins.value })
    .from(accountLogins)
    .where(and(eq(accountLogins.accountId, keyOwner), eq(accountLogins.kind, "email")))
  return rows.map(({ login }) => ({
    ...{ keyOwner, kind: "email" as const },
    value: ctx.vault.openOwn(staffLoginPlace(keyOwner), login),
  }))
}
