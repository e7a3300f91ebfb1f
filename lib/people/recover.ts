import { randomUUID } from "node:crypto"
import { and, eq, isNull, sql } from "drizzle-orm"
import { signUps } from "@/db/schema/sign-in"
import { asWorker, type House, type Locale } from "@/lib/context"
import { Invalid } from "@/lib/errors"
import { formatDate } from "@/lib/format/date"
import { enqueueNotice } from "@/lib/notices/enqueue"
import { tell } from "@/lib/notices/tell"
import { placeOf } from "@/lib/people/address"
import { cooledAt } from "@/lib/people/cooling"
import { type Login, normalLogin } from "@/lib/people/identifiers"
import { countTry } from "@/lib/people/limits"
import { localeOf } from "@/lib/people/locale-of"
import { openingEntry } from "@/lib/people/new-account"
import { checkNewPassword } from "@/lib/people/new-password"
import { newCode } from "@/lib/people/one-time-codes"
import { hashPassword } from "@/lib/people/passwords"
import type { Device } from "@/lib/people/sessions"
import { codeHash, foundByCode } from "@/lib/people/typed-code"
import type { InForce } from "@/lib/policy/editions"

const MINUTES = 15

/** Whose way in it is, sealed until the code is typed. */
type Found = { account: string; subject: string; ledger: string }

/**
 * Begins a recovery by a phone or e-mail: the same statements and one job, whether anybody has it or not. No question is
 * asked that somebody who knows the person could answer. Returns its id for the cookie. Throws Invalid or TooMany.
 */
export async function beginRecovery(
  house: House,
  input: { contact: string; locale: Locale },
  device: Device,
): Promise<string> {
  const contact = normalLogin(input.contact)
  if (!contact) throw new Invalid({ contact: { code: "contact_shape" } })
  const place = placeOf(device.address)
  await countTry(house, "recovery_address", place)
  // By contact and place together: nobody uses up the tries of somebody elsewhere.
  await countTry(house, "recovery_here", `${contact.value} ${place}`)
  const id = randomUUID()
  const owner = { id, purpose: "data" } as const
  await house.pools.auth.query("select guard.begin_recovery($1, $2, $3, $4, $5)", [
    id,
    await house.vault.seal(owner, "sign_ups.pin", ""),
    await house.vault.seal(owner, "sign_ups.contact", JSON.stringify(contact)),
    input.locale,
    MINUTES,
  ])
  return id
}

type Way = Found & { since: Date; first: boolean }

/**
 * The job behind it: a code goes to the contact if it is one of an account's, and was so before the days in which a
 * changed contact proves nothing. Otherwise nothing is sent and the page says the same.
 */
export async function sendRecoveryCode(house: House, inForce: InForce, id: string): Promise<void> {
  const owner = { id, purpose: "data" } as const
  await asWorker(house, "send-recovery-code", null, async (ctx) => {
    const [row] = await ctx.db.select().from(signUps).where(eq(signUps.id, id)).for("update")
    if (!row || row.found || row.usedAt || row.expiresAt < ctx.now) return
    const to = JSON.parse(
      (await house.vault.open(owner, "sign_ups.contact", row.contact)).toString(),
    ) as Login
    const { rows } = await ctx.db.execute<Way>(
      sql`select account, subject, ledger, since, is_first as first from guard.recoverable(${house.vault.hash(to.kind, to.value)})`,
    )
    const [way] = rows
    if (!way || (!way.first && cooledAt(inForce, new Date(way.since)) > ctx.now)) return
    const { account, subject, ledger } = way
    const code = newCode()
    const found = await house.vault.seal(
      owner,
      "sign_ups.found",
      JSON.stringify({ account, subject, ledger } satisfies Found),
    )
    await ctx.db
      .update(signUps)
      .set({ found, codeHash: codeHash(house, "recovery_code", id, code) })
      .where(and(eq(signUps.id, id), isNull(signUps.found)))
    await enqueueNotice(ctx, {
      ...{ subjectId: null, keyOwner: id, template: "recovery_code", language: row.locale as Locale, to },
      parameters: { code, path: "/recover/code" },
    })
  })
}

/**
 * Ends it: the code sets the new password and nothing else. Every session ends, what was open to be signed cannot be
 * signed any more, copies wait as after a change of contact, and all contacts are told. Whoever has a second factor is
 * asked for it at the sign-in that follows. Throws Invalid beside the code or the password.
 */
export async function finishRecovery(
  house: House,
  input: { recovery: string; code: string; password: string },
): Promise<void> {
  checkNewPassword(input.password)
  const found = JSON.parse(await foundByCode(house, "recovery_code", input.recovery, input.code)) as Found
  const { account } = found
  const password = house.vault.sealOwn(`accounts.password|${account}`, await hashPassword(input.password))
  const entry = await openingEntry(house.vault, found, "account.recovered")
  const done = await house.pools.auth.query<{ done: boolean }>(
    "select guard.finish_recovery($1, $2, $3, $4) as done",
    [input.recovery, account, password, entry],
  )
  if (!done.rows[0]?.done) throw new Invalid({ code: { code: "code_expired" } })
  await house.vault.destroy({ id: input.recovery, purpose: "data" })
}

/** Tells a person by every contact they have that a new password was set. */
export const tellRecovered = (house: House, subjectId: string): Promise<void> =>
  asWorker(house, "tell-recovered", { subject: subjectId }, async (ctx) => {
    const language = await localeOf(ctx, subjectId)
    const date = formatDate(ctx.now, language)
    await tell(ctx, { subjectId, language }, "access_recovered", { date, path: "/sign-in" })
  })
