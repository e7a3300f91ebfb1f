import type { Pools } from "@/db/pools"
import { type Db, transaction } from "@/db/transaction"
import type { Vault } from "@/lib/keys/vault"

export type Locale = "ky" | "ru" | "en"
export type StaffRole = "officer" | "approver" | "steward" | "administrator" | "auditor"

/** How far an account reaches; see `accounts.reach`. */
export type Reach = "full" | "rights_only" | "contact"

export type SubjectActor = {
  kind: "subject"
  accountId: string
  subjectId: string
  locale: Locale
  elevatedUntil: Date | null
  reach: Reach
}
export type StaffActor = {
  kind: "staff"
  accountId: string
  role: StaffRole
  unit: string
  locale: Locale
  /** From outside the organisation: approves what is put to them, and nothing else. */
  outside: boolean
}
export type SystemActor = { kind: "system"; job: string }
export type Actor = SubjectActor | StaffActor | SystemActor

/** What every verb gets: an open transaction bound to the actor, and the time it opened. Only tests set `now`. */
export type Ctx<A extends Actor = Actor> = {
  db: Db
  actor: A
  now: Date
  requestId: string
  vault: Vault
  /** Where the portal is reached, for the links in letters. */
  appUrl: string
}

/** The things a process opens once and verbs reach through `ctx`. */
export type House = { pools: Pools; vault: Vault; appUrl: string }

/** A signed-in actor with the proof the database asks for: the token of a live session. */
export type Signed<A extends SubjectActor | StaffActor = SubjectActor | StaffActor> = {
  actor: A
  token: string
}

/** Opens a transaction as the signed-in actor: the role of their kind, known to the database by their session. */
export function asSigned<A extends SubjectActor | StaffActor, T>(
  house: House,
  signed: Signed<A>,
  requestId: string,
  work: (ctx: Ctx<A>) => Promise<T>,
): Promise<T> {
  const pool = signed.actor.kind === "staff" ? house.pools.staff : house.pools.subject
  return transaction(pool, { token: signed.token }, (db, now) =>
    work({ db, now, actor: signed.actor, requestId, vault: house.vault, appUrl: house.appUrl }),
  )
}

/** Opens a transaction as the worker, who sees the rows of one person only: the one its job names. */
export function asWorker<T>(
  house: House,
  job: string,
  scope: { part: string } | { subject: string } | null,
  work: (ctx: Ctx<SystemActor>) => Promise<T>,
): Promise<T> {
  const named = scope === null ? "" : "part" in scope ? `part:${scope.part}` : `subject:${scope.subject}`
  return transaction(house.pools.worker, { scope: named }, (db, now) =>
    work({
      db,
      now,
      actor: { kind: "system", job },
      requestId: job,
      vault: house.vault,
      appUrl: house.appUrl,
    }),
  )
}
