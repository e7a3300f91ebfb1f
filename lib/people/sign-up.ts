import { randomUUID } from "node:crypto"
import { and, eq, isNull, sql } from "drizzle-orm"
import { signUps } from "@/db/schema/sign-in"
import { asWorker, type Ctx, type House, type Locale } from "@/lib/context"
import { Invalid, type MessageRef } from "@/lib/errors"
import type { Vault } from "@/lib/keys/vault"
import { enqueueNotice } from "@/lib/notices/enqueue"
import { placeOf } from "@/lib/people/address"
import { coolingSince } from "@/lib/people/cooling"
import { type Login, normalEmail, normalLogin, normalPhone, normalPin } from "@/lib/people/identifiers"
import { countTry } from "@/lib/people/limits"
import { identityHash, type KnownAs, openingEntry, sealIdentity } from "@/lib/people/new-account"
import { checkNewPassword } from "@/lib/people/new-password"
import { newCode } from "@/lib/people/one-time-codes"
import { hashPassword } from "@/lib/people/passwords"
import type { Device } from "@/lib/people/sessions"
import { codeHash, foundByCode } from "@/lib/people/typed-code"
import { inForce } from "@/lib/policy/editions"
import type { Sources } from "@/lib/sources/connector"

const MINUTES = 15

/** What the organisation's file says of the person who signs up, kept sealed until the code is typed. */
type Found = { login: Login; name: string; knownAs: KnownAs[] }

/**
 * Begins a sign-up: the same statements and one job, whether the person exists or not, so that nothing can be learnt
 * from the answer. `pin` is null where the organisation knows nobody by it. Returns the sign-up's id for the cookie.
 * Throws Invalid or TooMany.
 */
export async function beginSignUp(
  house: House,
  input: { pin: string | null; contact: string; locale: Locale },
  device: Device,
): Promise<string> {
  const pin = input.pin === null ? "" : normalPin(input.pin)
  const contact = normalLogin(input.contact)
  const fields: Record<string, MessageRef> = {}
  if (pin === null) fields.pin = { code: "pin_shape" }
  if (!contact) fields.contact = { code: "contact_shape" }
  if (pin === null || !contact) throw new Invalid(fields)
  const place = placeOf(device.address)
  await countTry(house, "sign_up_address", place)
  await countTry(house, "sign_up_here", `${pin || contact.value} ${place}`)
  await countTry(house, "sign_up_person", pin || contact.value)
  const id = randomUUID()
  const owner = { id, purpose: "data" } as const
  await house.pools.auth.query("select guard.begin_sign_up($1, $2, $3, $4, $5)", [
    id,
    await house.vault.seal(owner, "sign_ups.pin", pin),
    await house.vault.seal(owner, "sign_ups.contact", JSON.stringify(contact)),
    input.locale,
    MINUTES,
  ])
  return id
}

/**
 * The job behind a sign-up: finds the person in the sources by the PIN, or by the contact where there is none, and when
 * the typed contact is the one on file there, and not only since a correction of these days, sends a code to it.
 * Otherwise nothing is sent and the page says the same.
 */
export async function sendSignUpCode(house: House, sources: Sources, id: string): Promise<void> {
  const row = await asWorker(house, "send-sign-up-code", null, async (ctx) => {
    const rows = await ctx.db.select().from(signUps).where(eq(signUps.id, id))
    return rows[0]
  })
  if (!row || row.found || row.usedAt || row.expiresAt < new Date()) return
  const owner = { id, purpose: "data" } as const
  const pin = (await house.vault.open(owner, "sign_ups.pin", row.pin)).toString()
  const typed = JSON.parse(
    (await house.vault.open(owner, "sign_ups.contact", row.contact)).toString(),
  ) as Login
  const found = await findOnFile(sources, pin, typed)
  if (!found) return
  const code = newCode()
  const sealed = await house.vault.seal(owner, "sign_ups.found", JSON.stringify(found))
  await asWorker(house, "send-sign-up-code", null, async (ctx) => {
    const update = (values: { found: Buffer; codeHash?: Buffer }) =>
      ctx.db
        .update(signUps)
        .set(values)
        .where(and(eq(signUps.id, id), isNull(signUps.found)))
        .returning()
    if (await isRegistered(ctx, found)) {
      // Without a code's hash no code fits.
      if ((await update({ found: sealed })).length === 0) return
      const elsewhere = { path: "/sign-in" }
      await enqueueNotice(ctx, notice(id, found.login, row.locale as Locale, "already_registered", elsewhere))
      return
    }
    if (await isNewOnFile(ctx, found)) return
    if ((await update({ found: sealed, codeHash: codeHash(house, "sign_up_code", id, code) })).length === 0)
      return
    await enqueueNotice(
      ctx,
      notice(id, found.login, row.locale as Locale, "sign_up_code", { code, path: "/sign-up" }),
    )
  })
}

/** Whether they have an account, by this contact or, as the same customer, by another. */
async function isRegistered(ctx: Ctx, { login, knownAs }: Found): Promise<boolean> {
  const hash = ctx.vault.hash(login.kind, login.value)
  const customers = customersOf(ctx.vault, knownAs).map((each) => sql`${each}`)
  const { rows } = await ctx.db.execute<{ registered: boolean }>(
    sql`select guard.registered(${hash}, array[${sql.join(customers, sql`, `)}]::bytea[]) as registered`,
  )
  return rows[0]?.registered ?? false
}

/** Whether their phones or e-mails on file were corrected so lately that they prove nothing yet. */
async function isNewOnFile(ctx: Ctx, { login, knownAs }: Found): Promise<boolean> {
  const held = await inForce(ctx.db)
  const customers = customersOf(ctx.vault, knownAs).map((each) => sql`${each}`)
  const { rows } = await ctx.db.execute<{ scope: { category?: string; field?: string } }>(
    sql`select scope from guard.corrected_since(array[${sql.join(customers, sql`, `)}]::bytea[],
      ${coolingSince(held, ctx.now).toISOString()}::timestamptz) as scope`,
  )
  return rows.some(({ scope: { category, field } }) =>
    held.policy.categories
      .find(({ code }) => code === category)
      ?.fields.some(({ code, type }) => code === field && type === login.kind),
  )
}

const customersOf = (vault: Vault, knownAs: readonly KnownAs[]): Buffer[] =>
  knownAs.filter(({ source }) => source !== "*").map((known) => identityHash(vault, known))

const notice = (
  keyOwner: string,
  to: Login,
  language: Locale,
  template: "sign_up_code" | "already_registered",
  parameters: { code?: string; path: string },
) => ({ subjectId: null, keyOwner, template, language, to, parameters })

/** One contact may be several people's: without a PIN it says who somebody is only when it is one person's. */
async function findOnFile(sources: Sources, pin: string, typed: Login): Promise<Found | null> {
  const knownAs: KnownAs[] = pin ? [{ source: "*", kind: "pin", value: pin }] : []
  let name: string | null = null
  for (const source of sources.all()) {
    const keys = pin ? await source.find("pin", pin) : await source.find(typed.kind, typed.value)
    if (!pin && keys.length > 1) return null
    for (const key of keys) {
      const onFile = await source.identify(key)
      const matches = onFile.some(
        ({ kind, value }) =>
          kind === typed.kind && (kind === "email" ? normalEmail(value) : normalPhone(value)) === typed.value,
      )
      if (!matches) continue
      knownAs.push({ source: source.name, kind: source.subjectKind, value: key })
      name ??= onFile.find(({ kind }) => kind === "name")?.value ?? ""
    }
  }
  return name === null ? null : { login: typed, name, knownAs: [...knownAs, { source: "*", ...typed }] }
}

/**
 * Ends a sign-up: the code proves the contact on file, the password becomes theirs, and subject, account, identities
 * and the ledger entry are written together. Throws Invalid beside the code or the password.
 */
export async function finishSignUp(
  house: House,
  input: { signUp: string; code: string; password: string; locale: Locale },
): Promise<{ accountId: string; subjectId: string }> {
  checkNewPassword(input.password)
  const found = JSON.parse(await foundByCode(house, "sign_up_code", input.signUp, input.code)) as Found
  const made = await createAccount(house, found, input)
  await house.vault.destroy({ id: input.signUp, purpose: "data" })
  return made
}

async function createAccount(
  house: House,
  found: Found,
  input: { signUp: string; password: string; locale: Locale },
) {
  const known = await house.pools.auth.query<{ id: string | null; ledger_ref: string | null }>(
    "select * from guard.subject_known_as($1)",
    [customersOf(house.vault, found.knownAs)],
  )
  const subjectId = known.rows[0]?.id ?? randomUUID()
  const ledgerRef = known.rows[0]?.ledger_ref ?? randomUUID()
  const accountId = randomUUID()
  const password = house.vault.sealOwn(`accounts.password|${accountId}`, await hashPassword(input.password))
  const sealed = await sealIdentity(house.vault, subjectId, {
    logins: [found.login],
    knownAs: found.knownAs,
    name: found.name,
  })
  const opening = { subject: subjectId, ledger: ledgerRef, account: accountId }
  const { rows } = await house.pools.auth.query<{ done: boolean }>(
    "select guard.finish_sign_up($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as done",
    [
      input.signUp,
      subjectId,
      ledgerRef,
      accountId,
      password,
      input.locale,
      JSON.stringify(sealed.logins),
      JSON.stringify(sealed.identities),
      JSON.stringify(sealed.terms),
      await openingEntry(house.vault, opening),
    ],
  )
  if (!rows[0]?.done) throw new Invalid({ code: { code: "code_expired" } })
  return { accountId, subjectId }
}
