import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto"
import type pg from "pg"
import { cellVersion, openCell, sealCell } from "@/lib/keys/cell"

/** Whose key: the data key goes at erasure, the case-file key at the end of the case-file term (rule 11). */
export type KeyOwner = { id: string; purpose: "data" | "case" }

/** The key was destroyed: what it sealed is gone for good. */
export class Erased extends Error {
  override readonly name = "Erased"
}

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

const KEPT_MS = 60_000
const KEPT_MOST = 1_000

const derived = (masterKey: Buffer, use: string): Buffer =>
  Buffer.from(hkdfSync("sha256", masterKey, "", use, 32))

/** Makes the hashes of `registerHash` for whoever has the master key and no vault open. */
export function registerHasher(masterKey: Buffer): Vault["registerHash"] {
  const key = derived(masterKey, "erasure register")
  return (kind, value) => createHmac("sha256", key).update(`${kind}\0${value}`).digest()
}

/** The vault over the keys database. The master key never enters PostgreSQL. */
export function openVault(pool: pg.Pool, masterKey: Buffer): Vault {
  const derive = (use: string) => derived(masterKey, use)
  const [wrapping, own, blind, signing] = [
    derive("kek:1"),
    derive("own"),
    derive("blind"),
    derive("signature"),
  ]
  const keys = keyring(pool, wrapping)
  const outward = privateKey(derive("outward signature"))
  const ledger = privateKey(derive("ledger checkpoints"))
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
    signOutward: (bytes) => sign(null, bytes, outward),
    outwardKey: createPublicKey(outward).export({ format: "jwk" }),
    signLedger: (bytes) => sign(null, bytes, ledger),
    ledgerKey: createPublicKey(ledger).export({ format: "der", type: "spki" }).subarray(-32),
  }
}

/** The start of every Ed25519 key in PKCS #8 (RFC 8410); its 32 bytes follow. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex")

const privateKey = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" })

/** Named, so that the server plans it once in a connection. */
const NEWEST = {
  name: "newest-key",
  text: "select version, wrapped from wrapped_keys where owner = $1 and purpose = $2 order by version desc limit 1",
}

type Held = { key: Buffer; version: number; at: number }

function keyring(pool: pg.Pool, wrapping: Buffer) {
  const held = new Map<string, Held>()
  const name = (owner: KeyOwner) => `${owner.id}|${owner.purpose}`
  const keep = (owner: KeyOwner, key: Buffer, version: number): Held => {
    if (held.size >= KEPT_MOST) held.delete(held.keys().next().value ?? "")
    const entry = { key, version, at: Date.now() }
    held.set(name(owner), entry)
    return entry
  }
  const load = async (owner: KeyOwner) => {
    const { rows } = await pool.query<{ version: number; wrapped: Buffer | null }>({
      ...NEWEST,
      values: [owner.id, owner.purpose],
    })
    const row = rows[0]
    if (!row) return undefined
    if (!row.wrapped) throw new Erased("the key was destroyed")
    return keep(owner, openCell(wrapping, name(owner), row.wrapped), row.version)
  }
  const fresh = (owner: KeyOwner) => {
    const entry = held.get(name(owner))
    return entry && Date.now() - entry.at < KEPT_MS ? entry : undefined
  }
  return {
    async current(owner: KeyOwner): Promise<Held> {
      const entry = fresh(owner) ?? (await load(owner))
      if (entry) return entry
      await pool.query(
        "insert into wrapped_keys (owner, purpose, version, epoch, wrapped) values ($1, $2, 1, 1, $3) on conflict do nothing",
        [owner.id, owner.purpose, sealCell(wrapping, 1, name(owner), randomBytes(32))],
      )
      const made = await load(owner)
      if (!made) throw new Error("a key could not be made")
      return made
    },
    async version(owner: KeyOwner, version: number): Promise<Buffer> {
      const entry = fresh(owner) ?? (await load(owner))
      if (entry?.version !== version) throw new Erased("no such key")
      return entry.key
    },
    async destroy(owner: KeyOwner): Promise<void> {
      held.delete(name(owner))
      await pool.query(
        "update wrapped_keys set wrapped = null, destroyed_at = now() where owner = $1 and purpose = $2 and wrapped is not null",
        [owner.id, owner.purpose],
      )
    },
  }
}
