import { randomBytes, randomUUID } from "node:crypto"
import type { House, Locale } from "@/lib/context"
import { Forbidden } from "@/lib/errors"
import { identityHash, type KnownAs, openingEntry, sealIdentity } from "@/lib/people/new-account"
import { hashPassword } from "@/lib/people/passwords"
import { type Device, openSession, sessionHash } from "@/lib/people/sessions"
import type { Sources } from "@/lib/sources/connector"

type OnFile = { knownAs: KnownAs[]; name: string }

/** How somebody with this PIN is known: in the portal, and in every source that has such a person. */
async function onFile(sources: Sources, pin: string): Promise<OnFile> {
  const knownAs: KnownAs[] = [{ source: "*", kind: "pin", value: pin }]
  let name = ""
  for (const source of sources.all()) {
    for (const key of await source.find("pin", pin)) {
      knownAs.push({ source: source.name, kind: source.subjectKind, value: key })
      name ||= (await source.identify(key)).find(({ kind }) => kind === "name")?.value ?? ""
    }
  }
  return { knownAs, name }
}

const hashesOf = (house: House, { knownAs }: OnFile): Buffer[] =>
  knownAs.map((known) => identityHash(house.vault, known))

/**
 * Opens a session for whoever the state says it is: of the account they have, or of a new one without a password. Whoever
 * is no customer gets one too, and the answer that nothing is held (rule 19). Throws Forbidden `national_ambiguous` where
 * the PIN stands for several people here.
 */
export async function enterByNational(
  house: House,
  sources: Sources,
  { pin, locale }: { pin: string; locale: Locale },
  device: Device,
): Promise<{ token: string; locale: Locale }> {
  const found = await onFile(sources, pin)
  const { rows } = await house.pools.auth.query<{ account: string | null; locale: Locale | null }>(
    "select * from guard.national_accounts($1)",
    [hashesOf(house, found)],
  )
  if (rows.length > 1) throw new Forbidden("national_ambiguous")
  const account = rows[0]?.account ?? (await openAccount(house, found, locale))
  const token = await openSession(house, { id: account, kind: "subject" }, 1, device)
  return {
    token: (await proveSession(house, token, hashesOf(house, found))) ?? token,
    locale: rows[0]?.locale ?? locale,
  }
}

async function openAccount(house: House, found: OnFile, locale: Locale): Promise<string> {
  const known = await house.pools.auth.query<{ id: string; ledger_ref: string }>(
    "select * from guard.subject_known_as($1)",
    [hashesOf(house, { ...found, knownAs: found.knownAs.filter(({ source }) => source !== "*") })],
  )
  const subject = known.rows[0]?.id ?? randomUUID()
  const ledger = known.rows[0]?.ledger_ref ?? randomUUID()
  const account = randomUUID()
  // Nobody knows it: this account is entered by national sign-in alone until a contact is proved.
  const password = await hashPassword(randomBytes(32).toString("base64url"))
  const sealed = await sealIdentity(house.vault, subject, { logins: [], ...found })
  const { rows } = await house.pools.auth.query<{ done: boolean }>(
    "select guard.open_national($1, $2, $3, $4, $5, $6, $7, $8) as done",
    [
      ...[subject, ledger, account, house.vault.sealOwn(`accounts.password|${account}`, password), locale],
      ...[JSON.stringify(sealed.identities), JSON.stringify(sealed.terms)],
      await openingEntry(house.vault, { subject, ledger, account }),
    ],
  )
  if (!rows[0]?.done) throw new Forbidden("national_ambiguous")
  return account
}

async function proveSession(house: House, token: string, hashes: Buffer[]): Promise<string | null> {
  const next = randomBytes(32).toString("hex")
  const { rows } = await house.pools.auth.query<{ proved: boolean }>(
    "select guard.prove_session($1, $2, $3) as proved",
    [sessionHash(token), sessionHash(next), hashes],
  )
  return rows[0]?.proved ? next : null
}

/**
 * Notes in an open session that the state said who it is; the session's id changes with it. Throws Forbidden
 * `national_other_person` where the PIN is not that of the account's own person.
 */
export async function proveByNational(
  house: House,
  sources: Sources,
  token: string,
  pin: string,
): Promise<string> {
  const next = await proveSession(house, token, hashesOf(house, await onFile(sources, pin)))
  if (!next) throw new Forbidden("national_other_person")
  return next
}
