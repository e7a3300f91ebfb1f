import { and, eq, sql } from "drizzle-orm"
import { accountLogins } from "@/db/schema/people"
import {
  asWorker,
  type Ctx,
  type House,
  type Locale,
  type StaffActor,
  type SubjectActor,
} from "@/lib/context"
import { formatDate } from "@/lib/format/date"
import { contactsOf, contactsOfAccount } from "@/lib/notices/contacts"
import { enqueueNotice } from "@/lib/notices/enqueue"
import { staffLoginPlace } from "@/lib/people/invitations"

/** Tells whoever is signed in, by every contact they sign in with, that something about their sign-in was changed. */
export async function tellOfSignIn(ctx: Ctx<SubjectActor | StaffActor>): Promise<void> {
  const { actor } = ctx
  const language = actor.locale
  const parameters = { date: formatDate(ctx.now, language), path: "/" }
  const subjectId = actor.kind === "subject" ? actor.subjectId : null
  for (const { keyOwner, kind, value } of await ownWays(ctx))
    await enqueueNotice(ctx, {
      ...{ subjectId, keyOwner, language, parameters, template: "sign_in_changed" },
      to: { kind, value },
    })
}

/** What whoever is signed in signs in with. */
export const ownWays = (ctx: Ctx<SubjectActor | StaffActor>) =>
  ctx.actor.kind === "subject"
    ? contactsOfAccount(ctx, ctx.actor.accountId)
    : addressOfStaff(ctx, ctx.actor.accountId)

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

type Told = { subject_id: string | null; locale: Locale; login: Buffer | null }

/** Tells whoever holds an account what was done with their way in while nobody of theirs was signed in. */
export async function tellHolder(
  house: House,
  accountId: string,
  template: "recovery_used" | "passkey_copied",
): Promise<void> {
  const told = await asWorker(house, template, null, async ({ db }) => {
    const { rows } = await db.execute<Told>(
      sql`select subject_id, locale, login from guard.account_told(${accountId}::uuid)`,
    )
    return rows[0]
  })
  if (!told) return
  const { subject_id: subjectId, locale: language, login } = told
  await asWorker(house, template, subjectId ? { subject: subjectId } : null, async (ctx) => {
    const value = login && ctx.vault.openOwn(staffLoginPlace(accountId), login)
    const ways = value
      ? [{ keyOwner: accountId, kind: "email" as const, value }]
      : subjectId
        ? await contactsOf(ctx, subjectId)
        : []
    const parameters = { date: formatDate(ctx.now, language), path: "/" }
    for (const { keyOwner, kind, value: to } of ways)
      await enqueueNotice(ctx, {
        ...{ subjectId, keyOwner, language, template, parameters, to: { kind, value: to } },
      })
  })
}
