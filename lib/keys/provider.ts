import { hkdfSync } from "node:crypto"
import { CONNECTOR } from "@/db/connector-role"
import { portalRoles } from "@/db/roles"
import { cellVersion, openCell, sealCell } from "@/lib/keys/cell"

/**
 * The uses of keys that stay the same through every epoch, because what they made cannot be made anew: hashes by which the
 * database is searched, cells of the deployment, published keys, logins.
 */
export const STANDING = [
  "own",
  "blind",
  "signature",
  "outward signature",
  "ledger checkpoints",
  "erasure register",
  "backup",
  ...portalRoles.map((role) => `role:${role}` as const),
  `role:${CONNECTOR}`,
] as const
export type Standing = (typeof STANDING)[number]

/**
 * Who holds the master keys. Data keys of people are wrapped under epochs, which come and are destroyed; standing keys are
 * derived for their use. A key service answers the same questions: it wraps and unwraps by itself, and gives out each
 * standing key once, when it is opened.
 */
export type KeyProvider = {
  /** The newest epoch it holds. */
  currentEpoch(): Promise<number>
  /** Wraps a data key under an epoch; `place` says whose it is, and it opens in no other. */
  wrap(epoch: number, place: string, key: Buffer): Promise<Buffer>
  /** Opens what was wrapped under whichever epoch; throws MissingEpoch when it does not hold that one. */
  unwrap(place: string, wrapped: Buffer): Promise<Buffer>
  derive(use: Standing): Buffer
  /** The epochs it holds with their keys' fingerprints, which say nothing of the keys. */
  keyIds(): Promise<ReadonlyMap<number, string>>
}

/** One master key, or a provider of several. */
export type MasterKey = Buffer | KeyProvider

/** A key is wanted of an epoch the provider does not hold. */
export class MissingEpoch extends Error {
  override readonly name = "MissingEpoch"
  constructor(readonly epoch: number) {
    super(`the master key of epoch ${epoch} is not here`)
  }
}

/** A key of 32 bytes for one use, from which neither the master key nor another use's key follows. */
export const derived = (masterKey: Buffer, use: string): Buffer =>
  Buffer.from(hkdfSync("sha256", masterKey, "", use, 32))

/** By which a master key is known in the database, in messages and on paper. */
export const keyIdOf = (masterKey: Buffer): string => derived(masterKey, "key id").toString("hex", 0, 8)

/** Wraps and unwraps by keys at hand; `find` answers for an epoch, or throws MissingEpoch. */
export function wrapping(find: (epoch: number) => Buffer): Pick<KeyProvider, "wrap" | "unwrap"> {
  const made = new Map<number, { of: Buffer; kek: Buffer }>()
  const kek = (epoch: number) => {
    const of = find(epoch)
    const known = made.get(epoch)
    if (known?.of === of) return known.kek
    const fresh = derived(of, `kek:${epoch}`)
    made.set(epoch, { of, kek: fresh })
    return fresh
  }
  return {
    wrap: async (epoch, place, key) => sealCell(kek(epoch), epoch, place, key),
    unwrap: async (place, wrapped) => openCell(kek(cellVersion(wrapped)), place, wrapped),
  }
}

/** The provider of a single master key, which is epoch 1 and stands for everything else besides. */
export function oneKey(masterKey: Buffer): KeyProvider {
  const find = (epoch: number) => {
    if (epoch !== 1) throw new MissingEpoch(epoch)
    return masterKey
  }
  return {
    ...wrapping(find),
    currentEpoch: async () => 1,
    derive: (use) => derived(masterKey, use),
    keyIds: async () => new Map([[1, keyIdOf(masterKey)]]),
  }
}

/** The provider a master key stands for. */
export const keysOf = (masterKey: MasterKey): KeyProvider =>
  Buffer.isBuffer(masterKey) ? oneKey(masterKey) : masterKey
