import { createHash, randomBytes } from "node:crypto"
import { accountInvitations } from "@/db/schema/people"
import type { Ctx, House, Locale, Reach, StaffActor } from "@/lib/context"
import { Invalid, NotFound } from "@/lib/errors"
import { entryOf } from "@/lib/ledger/record"
import { enqueueNotice } from "@/lib/notices/enqueue"
import type { Login, LoginKind } from "@/lib/people/identifiers"
import { sealIdentity } from "@/lib/people/new-account"
import { checkNewPassword } from "@/lib/people/new-password"
import { hashPassword } from "@/lib/people/passwords"

const HOURS = 72

export type Invited = {
  /** The account to be: a new id, or the one whose way in is replaced. */
  accountId: string
  /** Whose own account it is; null: nobody's, somebody who only acts for others. */
  subjectId: string | null
  mandateId: string | null
  reach: Reach
  login: Login
  locale: Locale
  /** Whose key seals the message that carries the link. */
  keyOwner: string
}

const hashOf = (token: string) => createHash("sha256").update(token).digest()
const place = (accountId: string) => `account_invitations.login|${accountId}`

/** Invites somebody whom staff identified: a link used once within three days goes to their contact, and only there. */
export async function inviteAccount(ctx: Ctx<StaffActor>, invited: Invited): Promise<void> {
  const { accountId, subjectId, mandateId, reach, login, locale, keyOwner } = invited
  const token = randomBytes(32).toString("base64url")
  await ctx.db.insert(accountInvitations).values({
    ...{ tokenHash: hashOf(token), accountId, subjectId, mandateId, reach, kind: login.kind, locale },
    login: Buffer.from(ctx.vault.sealOwn(place(accountId), login.value)),
    loginHash: ctx.vault.hash(login.kind, login.value),
    invitedBy: ctx.actor.accountId,
    expiresAt: new Date(ctx.now.getTime() + HOURS * 3_600_000),
  })
  await enqueueNotice(ctx, {
    ...{ subjectId, keyOwner, template: "account_invitation", language: locale, to: login },
    parameters: { path: `/invitation/account?token=${token}` },
  })
}

type Row = {
  account_id: string
  subject_id: string | null
  ledger_ref: string | null
  kind: LoginKind
  login: Buffer
  locale: Locale
}

async function find(house: House, token: string): Promise<Row> {
  const { rows } = await house.pools.auth.query<Row>("select * from guard.find_account_invitation($1)", [
    hashOf(token),
  ])
  const row = rows[0]
  if (!row) throw new NotFound()
  return row
}

/** The contact the invited person will sign in with. Throws NotFound for a link that was used or is too old. */
export async function readAccountInvitation(house: House, token: string): Promise<Login> {
  const { account_id: id, kind, login } = await find(house, token)
  return { kind, value: house.vault.openOwn(place(id), login) }
}

/**
 * Opens the account with a password of the person's own, or gives back the one they had: its old way in and its sessions
 * end. Throws Invalid beside the password, NotFound for a link that was used or is too old.
 */
export async function acceptAccountInvitation(
  house: House,
  input: { token: string; password: string; locale: Locale },
): Promise<void> {
  const row = await find(house, input.token)
  checkNewPassword(input.password)
  const { account_id: id, subject_id: subjectId, kind, login } = row
  const own: Login = { kind, value: house.vault.openOwn(place(id), login) }
  const sealed = await sealIdentity(house.vault, subjectId ?? id, {
    logins: [own],
    knownAs: subjectId ? [{ source: "*", ...own }] : [],
    name: "",
  })
  const password = house.vault.sealOwn(`accounts.password|${id}`, await hashPassword(input.password))
  const { rows } = await house.pools.auth.query<{ done: boolean | null }>(
    "select guard.accept_account_invitation($1, $2, $3, $4, $5, $6, $7) as done",
    [
      ...[hashOf(input.token), password, input.locale],
      ...[sealed.logins, sealed.identities, sealed.terms, await entryFor(house, row)].map((each) =>
        JSON.stringify(each),
      ),
    ],
  )
  const done = rows[0]?.done ?? null
  if (done === null) throw new NotFound()
  if (!done) throw new Invalid({ password: { code: "contact_taken" } })
}

async function entryFor(house: House, { account_id: id, subject_id: subjectId, ledger_ref: subject }: Row) {
  const salt = randomBytes(32)
  const actor = subject ? `subject:${subject}` : `account:${id}`
  const at = new Date()
  const entry = entryOf({ act: "account.opened", actor, subject, object: id, at, salt, payload: {} })
  const sealed =
    subjectId &&
    (await house.vault.seal(
      { id: subjectId, purpose: "case" },
      `ledger_payloads.payload|${entry.id}`,
      entry.payload,
    ))
  return {
    id: entry.id,
    leaf: entry.leaf.toString("hex"),
    salt: salt.toString("hex"),
    payload: sealed ? sealed.toString("hex") : "",
  }
}
