import { randomUUID } from "node:crypto"
import type { PublicKeyCredentialCreationOptionsJSON } from "@simplewebauthn/server"
import { sql } from "drizzle-orm"
import {
  asSigned,
  type Ctx,
  type House,
  type Signed,
  type StaffActor,
  type SubjectActor,
} from "@/lib/context"
import { Forbidden, Invalid, NotAllowedNow, NotFound } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import {
  askForNewPasskey,
  madePasskey,
  type NewPasskey,
  passkeyPlace,
  passkeyRow,
} from "@/lib/people/new-passkey"
import { ownSubject } from "@/lib/people/own-sessions"
import type { Asked } from "@/lib/people/passkey-challenge"
import type { Credentials } from "@/lib/people/passkey-proof"
import { sessionHash } from "@/lib/people/sessions"
import { isPasswordOf } from "@/lib/people/sign-in"
import { ownWays, tellOfSignIn } from "@/lib/people/tell-of-sign-in"
import { may } from "@/lib/permissions"

type Holder = SubjectActor | StaffActor

export type OwnPasskey = { id: string; name: string; backedUp: boolean; at: Date; usedAt: Date | null }

type Row = {
  id: string
  credential: Buffer
  name: Buffer
  transports: string[]
  backed_up: boolean
  at: string
  used_at: string | null
}

const rowsOf = async (ctx: Ctx<Holder>): Promise<Row[]> =>
  (await ctx.db.execute<Row>(sql`select * from guard.own_passkeys()`)).rows

/** The keys of the signed-in account by the names their devices gave them. */
export const ownCredentials = async (ctx: Ctx<Holder>): Promise<Credentials> =>
  (await rowsOf(ctx)).map(({ credential, transports }) => ({ credential, transports }))

/** The passkeys of the signed-in account, oldest first. */
export async function listOwnPasskeys(ctx: Ctx<Holder>): Promise<OwnPasskey[]> {
  return Promise.all(
    (await rowsOf(ctx)).map(async ({ id, name, backed_up: backedUp, at, used_at: usedAt }) => ({
      ...{ id, backedUp, name: await openName(ctx, id, name) },
      ...{ at: new Date(at), usedAt: usedAt === null ? null : new Date(usedAt) },
    })),
  )
}

// A borrower's own words go with their data key; staff have none.
const openName = async ({ actor, vault }: Ctx<Holder>, id: string, cell: Buffer): Promise<string> =>
  actor.kind === "staff"
    ? vault.openOwn(passkeyPlace(id), cell)
    : (await vault.open({ id: actor.subjectId, purpose: "data" }, passkeyPlace(id), cell)).toString()

const sealName = async ({ actor, vault }: Ctx<Holder>, id: string, name: string): Promise<Buffer> =>
  actor.kind === "staff"
    ? vault.sealOwn(passkeyPlace(id), name)
    : vault.seal({ id: actor.subjectId, purpose: "data" }, passkeyPlace(id), name)

const askedOf = ({ token }: Signed): Asked => ({ purpose: "add", bound: sessionHash(token) })

/**
 * Begins a passkey: the password in use is typed again, and what the browser hands to the device is good for five minutes in
 * this session. Throws Invalid beside `current`, TooMany, Forbidden.
 */
export async function beginPasskey(
  house: House,
  signed: Signed,
  current: string,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  if (!may(signed.actor, "factor.change")) throw new Forbidden()
  await provePassword(house, signed, current)
  const { login, has } = await asSigned(house, signed, randomUUID(), async (ctx) => ({
    login: (await ownWays(ctx))[0]?.value ?? "",
    has: await ownCredentials(ctx),
  }))
  return askForNewPasskey(house, askedOf(signed), { accountId: signed.actor.accountId, login, has })
}

/** Checks the password before a passkey goes, outside any transaction. Throws Invalid beside `current`, TooMany. */
export async function provePassword(house: House, { actor }: Signed, current: string): Promise<void> {
  if (!(await isPasswordOf(house, actor.accountId, current)))
    throw new Invalid({ current: { code: "wrong_password" } })
}

/** The key the device made for this session. Throws Invalid beside `passkey`. */
export const readPasskey = (house: House, signed: Signed, typed: string): Promise<NewPasskey> =>
  madePasskey(house, askedOf(signed), typed)

/**
 * Adds the passkey: every other session ends with it, and the contacts are told. Throws Forbidden, NotAllowedNow beyond ten,
 * Invalid for a device's key that is known already.
 */
export async function addPasskey(
  ctx: Ctx<Holder>,
  passkey: NewPasskey,
  name: string,
): Promise<{ added: string }> {
  if (!may(ctx.actor, "factor.change")) throw new Forbidden()
  const row = passkeyRow(passkey, await sealName(ctx, passkey.id, name))
  await refusing({ UK078: new NotAllowedNow("passkeys_full"), 23505: new Invalid(KNOWN) }, () =>
    ctx.db.execute(sql`select guard.add_own_passkey(${row}::json)`),
  )
  await enter(ctx, "account.passkey_added", passkey.id)
  return { added: passkey.id }
}

const KNOWN = { passkey: { code: "passkey_known" } }

/** Removes one. Throws NotFound for what is not theirs, NotAllowedNow for the last second factor of staff, Forbidden. */
export async function removePasskey(ctx: Ctx<Holder>, id: string): Promise<{ removed: string }> {
  if (!may(ctx.actor, "factor.change")) throw new Forbidden()
  const { rows } = await refusing({ UK079: new NotAllowedNow("last_factor") }, () =>
    ctx.db.execute<{ removed: boolean }>(sql`select guard.remove_own_passkey(${id}::uuid) as removed`),
  )
  if (!rows[0]?.removed) throw new NotFound()
  await enter(ctx, "account.passkey_removed", id)
  return { removed: id }
}

async function enter(
  ctx: Ctx<Holder>,
  act: "account.passkey_added" | "account.passkey_removed",
  object: string,
): Promise<void> {
  await record(ctx, act, { subjectId: ownSubject(ctx), object })
  await tellOfSignIn(ctx)
}

async function refusing<T>(known: Record<string, Error>, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    for (let cause = error; cause instanceof Error; cause = cause.cause)
      if ("code" in cause && typeof cause.code === "string" && known[cause.code]) throw known[cause.code]
    throw error
  }
}
