import { randomUUID } from "node:crypto"
import { and, eq, isNull } from "drizzle-orm"
import { accountLogins, accounts, subjects } from "@/db/schema/people"
import type { Ctx, Locale, StaffActor } from "@/lib/context"
import { Forbidden, Invalid, type MessageRef, NotAllowedNow, NotFound } from "@/lib/errors"
import { formatDate } from "@/lib/format/date"
import { record } from "@/lib/ledger/record"
import { tell } from "@/lib/notices/tell"
import { inviteAccount } from "@/lib/people/account-invitations"
import { refuseTied } from "@/lib/people/barred"
import { normalLogin } from "@/lib/people/identifiers"
import { localeOf } from "@/lib/people/locale-of"
import { may } from "@/lib/permissions"

/** What was shown at the desk; `weak`: enough to ask and be answered, not to see the data. */
export type AccessAsked = {
  subject: string
  document: string
  documentNumber: string
  contact: string
  reach: string
  language: Locale
}

/**
 * Gives a way into the cabinet again to somebody who lost theirs and showed who they are: a one-time link to the new
 * contact. The old contact is told at once; the old way in and its sessions end when the link is used. Throws Forbidden,
 * NotFound, Invalid beside the fields, NotAllowedNow for somebody of whom nothing but the case file is left.
 */
export async function giveAccess(ctx: Ctx<StaffActor>, asked: AccessAsked): Promise<string> {
  if (!may(ctx.actor, "access.give")) throw new Forbidden()
  const { subject: subjectId, language } = asked
  await refuseTied(ctx, subjectId)
  const rows = await ctx.db
    .select({ id: subjects.id, accountId: accounts.id, dataErasedAt: subjects.dataErasedAt })
    .from(subjects)
    .leftJoin(accounts, eq(accounts.subjectId, subjects.id))
    .where(and(eq(subjects.id, subjectId), isNull(subjects.erasedAt)))
  const [row] = rows
  if (!row) throw new NotFound()
  if (row.dataErasedAt) throw new NotAllowedNow("data_erased")
  const { login, reach, document, documentNumber } = await checked(ctx, asked, row.accountId)
  if (row.accountId) {
    const locale = await localeOf(ctx, subjectId)
    const date = formatDate(ctx.now, locale)
    await tell(ctx, { subjectId, language: locale }, "contact_changed", { date, path: "/" })
  }
  const accountId = row.accountId ?? randomUUID()
  await record(ctx, "account.invited", {
    subjectId,
    object: accountId,
    payload: { document, number: documentNumber, reach },
  })
  const common = { accountId, subjectId, mandateId: null, reach, login, keyOwner: subjectId }
  await inviteAccount(ctx, { ...common, locale: language })
  return subjectId
}

async function checked(ctx: Ctx<StaffActor>, asked: AccessAsked, accountId: string | null) {
  const fields: Record<string, MessageRef> = {}
  const [document, documentNumber] = [asked.document.trim(), asked.documentNumber.trim()]
  if (!document) fields.document = { code: "required" }
  if (!documentNumber) fields.documentNumber = { code: "required" }
  const reach = (["full", "rights_only"] as const).find((code) => code === asked.reach)
  if (!reach) fields.reach = { code: "choose_one" }
  const login = normalLogin(asked.contact)
  if (!login) fields.contact = { code: "contact_shape" }
  else if (await isAnothers(ctx, ctx.vault.hash(login.kind, login.value), accountId))
    fields.contact = { code: "contact_taken" }
  if (Object.keys(fields).length > 0 || !reach || !login) throw new Invalid(fields)
  return { login, reach, document, documentNumber }
}

async function isAnothers(ctx: Ctx<StaffActor>, hash: Buffer, own: string | null): Promise<boolean> {
  const rows = await ctx.db
    .select({ accountId: accountLogins.accountId })
    .from(accountLogins)
    .where(eq(accountLogins.hash, hash))
  return rows.some(({ accountId }) => accountId !== own)
}
