import { sql } from "drizzle-orm"
import type { Pools } from "@/db/pools"
import { type Db, transaction } from "@/db/transaction"
import { Forbidden } from "@/lib/errors"
import type { Vault } from "@/lib/keys/vault"

export type Locale = "ky" | "ru" | "en"
export type StaffRole = "officer" | "approver" | "steward" | "administrator" | "auditor"

/** How much of a cabinet an account opens: see `accounts.reach`. */
export type Reach = "full" | "rights_only" | "contact"

/** In which capacity somebody acts for another; `rights` null: every right the policy gives that capacity. */
export type MandateKind = "representative" | "guardian" | "legal_entity" | "heir"
export type ActingUnder = { id: string; kind: MandateKind; rights: readonly string[] | null }

/** Somebody signed in who acts on `subjectId`'s data: their own, or, under a mandate, another person's. */
export type SubjectActor = {
  kind: "subject"
  accountId: string
  subjectId: string
  locale: Locale
  elevatedUntil: Date | null
  reach: Reach
  mandate: ActingUnder | null
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
  /** For how long an erasure can be taken back, instead of as the policy says: see House. */
  takeBackSeconds?: number | undefined
}

/** The things a process opens once and verbs reach through `ctx`. */
export type House = {
  pools: Pools
  vault: Vault
  appUrl: string
  /** The virus scanner's daemon, where there is one. */
  clamdUrl?: string | undefined
  /** In the demo alone: an erasure waits so long, not the policy's days, so that its end can be seen. */
  takeBackSeconds?: number | undefined
  /** The vault a signed-in actor gets instead, when not all of it is open to them (see `underView`). */
  vaultFor?: (ctx: Ctx) => Vault
}

/** A signed-in actor with the proof the database asks for: the token of a live session. */
export type Signed<A extends SubjectActor | StaffActor = SubjectActor | StaffActor> = {
  actor: A
  token: string
}

/**
 * Opens a transaction as the signed-in actor: the role of their kind, known to the database by their session. Throws
 * Forbidden `authority_ended` when whoever acts for another may no longer do so, or acts for somebody else by now.
 */
export function asSigned<A extends SubjectActor | StaffActor, T>(
  house: House,
  signed: Signed<A>,
  requestId: string,
  work: (ctx: Ctx<A>) => Promise<T>,
): Promise<T> {
  const pool = signed.actor.kind === "staff" ? house.pools.staff : house.pools.subject
  return transaction(pool, { token: signed.token }, async (db, now) => {
    if (signed.actor.kind === "subject" && signed.actor.mandate) await holdToMandate(db, signed.actor.mandate)
    const ctx = { db, now, actor: signed.actor, requestId, ...carried(house) }
    return work(house.vaultFor ? { ...ctx, vault: house.vaultFor(ctx) } : ctx)
  })
}

async function holdToMandate(db: Db, { id }: ActingUnder): Promise<void> {
  const { rows } = await db.execute<{ acts: boolean }>(
    sql`select guard.session_mandate() = ${id} and guard.current_subject() is not null as acts`,
  )
  if (!rows[0]?.acts) throw new Forbidden("authority_ended")
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
      ...carried(house),
    }),
  )
}

const carried = ({ vault, appUrl, takeBackSeconds }: House) => ({ vault, appUrl, takeBackSeconds })
