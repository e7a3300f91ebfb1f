import { randomBytes } from "node:crypto"
import type pg from "pg"
import { beginEpoch, epochInForce } from "@/lib/keys/epochs"
import { type KeyProvider, MissingEpoch } from "@/lib/keys/provider"

/** Whose key: the data key goes at erasure, the case-file key at the end of the case-file term (rule 11). */
export type KeyOwner = { id: string; purpose: "data" | "case" }

/** The key was destroyed: what it sealed is gone for good. */
export class Erased extends Error {
  override readonly name = "Erased"
}

const KEPT_MS = 60_000
const KEPT_MOST = 1_000

/** Named, so that the server plans it once in a connection. */
const NEWEST = {
  name: "newest-key",
  text: "select version, wrapped from wrapped_keys where owner = $1 and purpose = $2 order by version desc limit 1",
}

type Held = { key: Buffer; version: number; at: number }

/** Whose key a wrapped one is; it opens under no other name. */
export const nameOf = ({ id, purpose }: KeyOwner): string => `${id}|${purpose}`

/** People's keys, kept open for a minute. */
export function openKeyring(pool: pg.Pool, keys: KeyProvider) {
  const held = new Map<string, Held>()
  const keep = (owner: KeyOwner, key: Buffer, version: number): Held => {
    if (held.size >= KEPT_MOST) held.delete(held.keys().next().value ?? "")
    const entry = { key, version, at: Date.now() }
    held.set(nameOf(owner), entry)
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
    return keep(owner, await keys.unwrap(nameOf(owner), row.wrapped), row.version)
  }
  const fresh = (owner: KeyOwner) => {
    const entry = held.get(nameOf(owner))
    return entry && Date.now() - entry.at < KEPT_MS ? entry : undefined
  }
  return {
    async current(owner: KeyOwner): Promise<Held> {
      const entry = fresh(owner) ?? (await load(owner))
      if (entry) return entry
      await make(pool, keys, owner)
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
      held.delete(nameOf(owner))
      await pool.query(
        "update wrapped_keys set wrapped = null, destroyed_at = now() where owner = $1 and purpose = $2 and wrapped is not null",
        [owner.id, owner.purpose],
      )
    },
  }
}

/** What is met by whoever wraps under an epoch that was ended meanwhile: UK060 is raised by db/keys/schema.sql. */
const isEnded = (error: unknown): boolean =>
  error instanceof MissingEpoch || (error instanceof Error && "code" in error && error.code === "UK060")

async function make(pool: pg.Pool, keys: KeyProvider, owner: KeyOwner, again = true): Promise<void> {
  const { epoch, keyId } = (await epochInForce(pool)) ?? (await firstEpoch(pool, keys))
  try {
    if ((await keys.keyIds()).get(epoch) !== keyId) throw new MissingEpoch(epoch)
    const wrapped = await keys.wrap(epoch, nameOf(owner), randomBytes(32))
    await pool.query(
      "insert into wrapped_keys (owner, purpose, version, epoch, wrapped) values ($1, $2, 1, $3, $4) on conflict do nothing",
      [owner.id, owner.purpose, epoch, wrapped],
    )
  } catch (error) {
    if (!again || !isEnded(error)) throw error
    await make(pool, keys, owner, false)
  }
}

async function firstEpoch(pool: pg.Pool, keys: KeyProvider) {
  const epoch = await keys.currentEpoch()
  await beginEpoch(pool, keys, epoch)
  const begun = await epochInForce(pool)
  if (!begun) throw new Error("no epoch of the master key could be begun")
  return begun
}
