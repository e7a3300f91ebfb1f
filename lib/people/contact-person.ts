import { randomBytes, randomUUID } from "node:crypto"
import { and, eq, isNull } from "drizzle-orm"
import { signUps } from "@/db/schema/sign-in"
import { asWorker, type House, type Locale } from "@/lib/context"
import { Invalid } from "@/lib/errors"
import { enqueueNotice } from "@/lib/notices/enqueue"
import { placeOf } from "@/lib/people/address"
import { normalPhone } from "@/lib/people/identifiers"
import { countTry } from "@/lib/people/limits"
import { type KnownAs, openingEntry, sealIdentity } from "@/lib/people/new-account"
import { newCode } from "@/lib/people/one-time-codes"
import { hashPassword } from "@/lib/people/passwords"
import type { Device } from "@/lib/people/sessions"
import { codeHash, foundByCode } from "@/lib/people/typed-code"
import { CONTACT_KIND, contactMap } from "@/lib/sources/contact-map"
import type { DataMap } from "@/lib/sources/map-schema"

const MINUTES = 15

/**
 * Begins the way in of somebody whose phone another person may have given: the same statements, one job and one message,
 * whether the number is known or not (rule 19). Returns the entry's id for the cookie. Throws Invalid beside `phone`, or
 * TooMany.
 */
export async function beginContact(
  house: House,
  input: { phone: string; locale: Locale },
  device: Device,
): Promise<string> {
  const phone = normalPhone(input.phone)
  if (!phone) throw new Invalid({ phone: { code: "phone_shape" } })
  const place = placeOf(device.address)
  await countTry(house, "sign_up_address", place)
  await countTry(house, "contact_here", `${phone} ${place}`)
  await countTry(house, "contact_phone", phone)
  const id = randomUUID()
  const owner = { id, purpose: "data" } as const
  await house.pools.auth.query("select guard.begin_contact($1, $2, $3, $4, $5)", [
    id,
    await house.vault.seal(owner, "sign_ups.pin", ""),
    await house.vault.seal(owner, "sign_ups.found", phone),
    input.locale,
    MINUTES,
  ])
  return id
}

/** The job behind it: sends the code to the number, once however often it runs. No source is asked. */
export async function sendContactCode(house: House, id: string): Promise<void> {
  const row = await asWorker(house, "send-contact-code", null, async (ctx) => {
    const rows = await ctx.db.select().from(signUps).where(eq(signUps.id, id))
    return rows[0]
  })
  if (!row?.found || row.codeHash || row.usedAt || row.expiresAt < new Date()) return
  const value = (await phoneOf(house, id, row.found)).toString()
  const code = newCode()
  await asWorker(house, "send-contact-code", null, async (ctx) => {
    const taken = await ctx.db
      .update(signUps)
      .set({ codeHash: codeHash(house, "contact_code", id, code) })
      .where(and(eq(signUps.id, id), isNull(signUps.codeHash)))
      .returning({ id: signUps.id })
    if (taken.length === 0) return
    await enqueueNotice(ctx, {
      subjectId: null,
      keyOwner: id,
      template: "contact_code",
      language: row.locale as Locale,
      to: { kind: "phone", value },
      parameters: { code, path: "/contact/code" },
    })
  })
}

const phoneOf = (house: House, id: string, cell: Buffer) =>
  house.vault.open({ id, purpose: "data" }, "sign_ups.found", cell)

/**
 * Ends it: the code proves the phone, and opens the account that reaches what is held about this phone alone, made anew
 * where there is none or where nobody came by it for long. Returns the account's id. Throws Invalid beside the code;
 * after five wrong ones no code fits.
 */
export async function finishContact(
  house: House,
  dataMap: DataMap,
  input: { entry: string; code: string; locale: Locale },
): Promise<string> {
  const { entry } = input
  const phone = await foundByCode(house, "contact_code", entry, input.code)
  const login = house.vault.hash(CONTACT_KIND, phone)
  const known = await house.pools.auth.query<{ id: string | null }>(
    "select guard.enter_contact($1, $2) as id",
    [entry, login],
  )
  const account = known.rows[0]?.id ?? (await openAccount(house, dataMap, { ...input, phone, login }))
  await house.vault.destroy({ id: entry, purpose: "data" })
  return account
}

/** How they are known: in the portal, and in every source that holds people's contacts. */
const knownAs = (dataMap: DataMap, value: string): KnownAs[] => [
  { source: "*", kind: CONTACT_KIND, value },
  ...Object.entries(dataMap.sources)
    .filter(([, source]) => contactMap(source))
    .map(([source]) => ({ source, kind: CONTACT_KIND, value })),
]

async function openAccount(
  house: House,
  dataMap: DataMap,
  { entry, phone, login, locale }: { entry: string; phone: string; login: Buffer; locale: Locale },
): Promise<string> {
  const [subject, ledger, account] = [randomUUID(), randomUUID(), randomUUID()]
  const sealed = await sealIdentity(house.vault, subject, {
    logins: [{ kind: CONTACT_KIND, value: phone }],
    knownAs: knownAs(dataMap, phone),
    name: "",
  })
  // Nobody knows it: this account is entered by a code alone.
  const password = await hashPassword(randomBytes(32).toString("base64url"))
  const leaf = await openingEntry(house.vault, { subject, ledger, account })
  const { rows } = await house.pools.auth.query<{ done: boolean }>(
    "select guard.open_contact($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) as done",
    [
      entry,
      login,
      subject,
      ledger,
      account,
      house.vault.sealOwn(`accounts.password|${account}`, password),
      locale,
      JSON.stringify(sealed.logins),
      JSON.stringify(sealed.identities),
      JSON.stringify(sealed.terms),
      leaf,
    ],
  )
  if (!rows[0]?.done) throw new Invalid({ code: { code: "code_expired" } })
  return account
}
