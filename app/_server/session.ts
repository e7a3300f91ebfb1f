import "server-only"
import { randomUUID } from "node:crypto"
import { headers } from "next/headers"
import { redirect } from "next/navigation"
import { cache } from "react"
import { flowCookie, keepSessionToken, sessionToken } from "@/app/_server/cookies"
import { house, staffHouse } from "@/app/_server/house"
import { currentLocale } from "@/app/_server/locale"
import { asSigned, type Ctx, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { Unavailable } from "@/lib/errors"
import { addressFrom } from "@/lib/people/address"
import { type Answer, type Device, renewSession, whoIs } from "@/lib/people/sessions"

/** Who asks: an actor, nobody, or "the database does not answer", decided by the session's row once per request. */
export const currentSession = cache(async (): Promise<Answer> => {
  const token = await sessionToken()
  return token ? whoIs(house(), token, (await device()).address) : { is: "none" }
})

/**
 * The signed-in borrower, acting in the language they read now, so that a letter is signed in the language it was read
 * in. Nobody is sent to sign in, staff to their own section. The cookie survives an outage.
 */
export async function signedSubject(): Promise<Signed<SubjectActor>> {
  const { actor, token } = await signed()
  if (actor.kind !== "subject") redirect("/admin")
  return { actor: { ...actor, locale: await currentLocale() }, token }
}

/** The same for pages of customers alone: a contact person is sent to what is held about their number. */
export async function signedCustomer(): Promise<Signed<SubjectActor>> {
  const customer = await signedSubject()
  if (customer.actor.reach === "contact") redirect("/cabinet/number")
  return customer
}

/** The signed-in member of staff; others are sent away. */
export async function signedStaff(): Promise<Signed<StaffActor>> {
  const { actor, token } = await signed()
  if (actor.kind !== "staff") redirect("/cabinet")
  return { actor, token }
}

async function signed(): Promise<Signed> {
  const session = await currentSession()
  if (session.is === "unavailable") throw new Unavailable("database")
  if (session.is === "none") redirect(session.over ? `/sign-in?ended=${session.over}` : "/sign-in")
  if (session.is === "holder") redirect("/cabinet/acting")
  return session.signed
}

/** The account signed in, whether it acts on anybody's data now or not: for pages that say for whom it may act. */
export async function signedAccount(): Promise<{
  token: string
  accountId: string
  actor: SubjectActor | null
}> {
  const session = await currentSession()
  if (session.is === "holder") return { ...session.holder, actor: null }
  const { actor, token } = await signedSubject()
  return { actor, token, accountId: actor.accountId }
}

/** Runs a read as the borrower, in a transaction of their own. */
export async function asSubject<T>(work: (ctx: Ctx<SubjectActor>) => Promise<T>): Promise<T> {
  return asSigned(house(), await signedSubject(), randomUUID(), work)
}

/** Runs a read as a member of staff, in a transaction of their own, where a person's data opens only under a view. */
export async function asStaff<T>(work: (ctx: Ctx<StaffActor>) => Promise<T>): Promise<T> {
  return asSigned(staffHouse(), await signedStaff(), randomUUID(), work)
}

/** The device a session is opened from; only keyed hashes of it are stored. */
export async function device(): Promise<Device> {
  const all = await headers()
  return {
    agent: all.get("user-agent") ?? "",
    address: addressFrom(all.get("x-forwarded-for"), house().configuration.trustedProxies ?? 1),
    known: await flowCookie("device"),
  }
}

/** Gives the session that asks another number, as after a change of what it was opened with. Only from actions. */
export async function renewToken(): Promise<void> {
  const token = await sessionToken()
  const next = token && (await renewSession(house(), token))
  if (next) await keepSessionToken(next)
}
