import type { Vault } from "@/lib/keys/vault"
import type { Connector, Identifiers } from "@/lib/sources/connector"

/** How a source reaches somebody who has no account here, and its own key of them. */
export type RunContact = { source: string; key: string; email: string | null; phone: string | null }

/** Whose key seals the contacts of a run: its own, destroyed once nobody of it is left to be told. */
const ownerOf = (run: string) => ({ id: run, purpose: "data" }) as const
const placeOf = (ref: Buffer) => `run_people.contact|${ref.toString("hex")}`

/** Seals a contact under the run's key, bound to the person it is of. */
export const sealContact = (vault: Vault, run: string, ref: Buffer, contact: RunContact): Promise<Buffer> =>
  vault.seal(ownerOf(run), placeOf(ref), JSON.stringify(contact))

/** The contact as it was sealed. Throws Erased once the run's key is gone. */
export async function openContact(vault: Vault, run: string, ref: Buffer, cell: Buffer): Promise<RunContact> {
  return JSON.parse((await vault.open(ownerOf(run), placeOf(ref), cell)).toString()) as RunContact
}

/** How a source reaches somebody, by what they are known by in it; their own key comes first. */
export function contactOf(source: Pick<Connector, "name">, identifiers: Identifiers): RunContact {
  const by = (wanted: string) => identifiers.find(({ kind }) => kind === wanted)?.value ?? null
  return { source: source.name, key: identifiers[0]?.value ?? "", email: by("email"), phone: by("phone") }
}
