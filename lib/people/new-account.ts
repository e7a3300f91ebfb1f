import { randomBytes, randomUUID } from "node:crypto"
import type { Vault } from "@/lib/keys/vault"
import type { Act } from "@/lib/ledger/acts"
import { entryOf } from "@/lib/ledger/record"
import { foldedWords } from "@/lib/people/fold"

export type KnownAs = { source: string; kind: string; value: string }
export type SealedLogin = { id: string; kind: string; hash: string; value: string }
export type SealedIdentity = { id: string; source: string; kind: string; hash: string; value: string }

/** Logins and source identities of a person, sealed under their own key and hashed for search; hex for SQL's JSON. */
export async function sealIdentity(
  vault: Vault,
  subjectId: string,
  input: { logins: readonly { kind: string; value: string }[]; knownAs: KnownAs[]; name: string },
): Promise<{ logins: SealedLogin[]; identities: SealedIdentity[]; terms: string[] }> {
  const owner = { id: subjectId, purpose: "data" } as const
  const logins = await Promise.all(
    input.logins.map(async (login) => {
      const id = randomUUID()
      return {
        id,
        kind: login.kind,
        hash: vault.hash(login.kind, login.value).toString("hex"),
        value: (await vault.seal(owner, `account_logins.value|${id}`, login.value)).toString("hex"),
      }
    }),
  )
  const identities = await Promise.all(
    input.knownAs.map(async (known) => {
      const id = randomUUID()
      return {
        id,
        source: known.source,
        kind: known.kind,
        hash: identityHash(vault, known).toString("hex"),
        value: (await vault.seal(owner, `source_identities.value|${id}`, known.value)).toString("hex"),
      }
    }),
  )
  const words = [
    ...foldedWords(input.name),
    ...input.knownAs.filter(({ source }) => source === "*").map((known) => known.value),
  ]
  return {
    logins,
    identities,
    terms: [...new Set(words)].map((word) => searchHash(vault, word).toString("hex")),
  }
}

/** The ledger's entry of an account that its person opens, or does so again, as SQL's JSON: ids, the leaf, the payload sealed. */
export async function openingEntry(
  vault: Vault,
  { subject, ledger, account }: { subject: string; ledger: string; account: string },
  act: Act = "account.signed_up",
): Promise<string> {
  const salt = randomBytes(32)
  const entry = entryOf({
    act,
    actor: `subject:${ledger}`,
    subject: ledger,
    object: account,
    at: new Date(),
    salt,
    payload: {},
  })
  const place = `ledger_payloads.payload|${entry.id}`
  const payload = await vault.seal({ id: subject, purpose: "case" }, place, entry.payload)
  return JSON.stringify({
    id: entry.id,
    leaf: entry.leaf.toString("hex"),
    salt: salt.toString("hex"),
    payload: payload.toString("hex"),
  })
}

/** An entry that is about nobody's data, as SQL's JSON: the act of somebody who has no session yet. */
export function entryHex(entry: { act: Act; actor: string; object: string }): string {
  const made = entryOf({ ...entry, subject: null, at: new Date(), salt: randomBytes(32), payload: {} })
  return JSON.stringify({ id: made.id, leaf: made.leaf.toString("hex") })
}

/** The keyed hash by which an identifier is found; a source's own key means something within it only. */
export function identityHash(vault: Vault, known: KnownAs): Buffer {
  return vault.hash(known.source === "*" ? known.kind : `${known.source}:${known.kind}`, known.value)
}

/** The keyed hash of one search word: a folded word of a name, a PIN, a phone. */
export function searchHash(vault: Vault, word: string): Buffer {
  return vault.hash("search", word)
}
