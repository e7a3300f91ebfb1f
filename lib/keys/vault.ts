import { createHmac, type JsonWebKey } from "node:crypto"
import type pg from "pg"
import { cellVersion, openCell, sealCell } from "@/lib/keys/cell"
import { type KeyOwner, openKeyring } from "@/lib/keys/keyring"
import { keysOf, type MasterKey } from "@/lib/keys/provider"
import { openSigner } from "@/lib/keys/signer"

export { Erased, type KeyOwner } from "@/lib/keys/keyring"

/** Seals and opens cells under per-person keys, and makes keyed hashes for search. */
export type Vault = {
  seal(owner: KeyOwner, place: string, plain: string | Buffer): Promise<Buffer>
  open(owner: KeyOwner, place: string, cell: Buffer): Promise<Buffer>
  destroy(owner: KeyOwner): Promise<void>
  /** Seals what belongs to no person (a password's hash, a second factor) under a key of the deployment. */
  sealOwn(place: string, plain: string): Buffer
  openOwn(place: string, cell: Buffer): string
  hash(kind: string, value: string): Buffer
  /** The same for the erasure register outside the database, under a key that no other use has: see lib/erasures. */
  registerHash(kind: string, value: string): Buffer
  sign(bytes: Buffer): Buffer
  /** Signs what others check (Ed25519, RFC 8032) by the key below. */
  signOutward(bytes: Buffer): Buffer
  /** Signs the checkpoints of the ledger (Ed25519) by a key that no other use has, and its public half in 32 raw bytes. */
  signLedger(bytes: Buffer): Buffer
  ledgerKey: Buffer
  /** The public half of that key, to be published. */
  outwardKey: JsonWebKey
}

/** Makes the hashes of `registerHash` for whoever has the master key and no vault open. */
export function registerHasher(masterKey: MasterKey): Vault["registerHash"] {
  const key = keysOf(masterKey).derive("erasure register")
  return (kind, value) => createHmac("sha256", key).update(`${kind}\0${value}`).digest()
}

/** The vault over the keys database. The master key never enters PostgreSQL. */
export function openVault(pool: pg.Pool, masterKey: MasterKey): Vault {
  const provider = keysOf(masterKey)
  const { derive } = provider
  const [own, blind, signing] = [derive("own"), derive("blind"), derive("signature")]
  const keys = openKeyring(pool, provider)
  const outward = openSigner(derive("outward signature"))
  const ledger = openSigner(derive("ledger checkpoints"))
  const bound = (owner: KeyOwner, place: string) => `${place}|${owner.id}|${owner.purpose}|1`
  return {
    async seal(owner, place, plain) {
      const { key, version } = await keys.current(owner)
      return sealCell(key, version, bound(owner, place), Buffer.from(plain))
    },
    async open(owner, place, cell) {
      return openCell(await keys.version(owner, cellVersion(cell)), bound(owner, place), cell)
    },
    destroy: (owner) => keys.destroy(owner),
    sealOwn: (place, plain) => sealCell(own, 1, place, Buffer.from(plain)),
    openOwn: (place, cell) => openCell(own, place, cell).toString(),
    hash: (kind, value) => createHmac("sha256", blind).update(`${kind}\0${value}`).digest(),
    registerHash: registerHasher(masterKey),
    sign: (bytes) => createHmac("sha256", signing).update(bytes).digest(),
    signOutward: outward.sign,
    outwardKey: outward.publicKey,
    signLedger: ledger.sign,
    ledgerKey: ledger.rawKey,
  }
}
