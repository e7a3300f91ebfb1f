import type pg from "pg"
import { beginEpoch, epochInForce } from "@/lib/keys/epochs"
import { nameOf } from "@/lib/keys/keyring"
import { type KeyProvider, keyIdOf, STANDING } from "@/lib/keys/provider"

type Asked = Pick<pg.Pool, "query">

/** Logins' passwords are set anew at every start, so their keys may be exchanged. */
const lasting = STANDING.filter((use) => !use.startsWith("role:"))

/**
 * Which keys this database needs and the provider does not hold, a sentence each: every epoch that was not destroyed, and
 * the standing keys. They are named by their ids, which say nothing of the keys.
 */
export async function missingKeys(db: Asked, keys: KeyProvider): Promise<string[]> {
  const held = await keys.keyIds()
  const given = [...held].map(([epoch, id]) => `${id} (epoch ${epoch})`).join(", ")
  const { rows: epochs } = await db.query<{ epoch: number; id: string }>(
    "select epoch, key_id as id from key_epochs where destroyed_at is null order by epoch",
  )
  const { rows: standing } = await db.query<{ use: string; id: string }>(
    "select use, key_id as id from standing_keys order by use",
  )
  const known = new Map<string, string>(lasting.map((use) => [use, keyIdOf(keys.derive(use))]))
  const wrong = epochs.filter(({ epoch, id }) => held.get(epoch) !== id)
  const replaced = standing.filter(({ use, id }) => known.has(use) && known.get(use) !== id)
  // Where an epoch is missing, what follows from it is another, too: that is told once.
  const [first, ...more] =
    wrong.length > 0
      ? wrong.map(({ epoch, id }) => `${id} of epoch ${epoch}`)
      : replaced.map(({ use, id }) => `${id} for "${use}"`)
  if (!first) return []
  const others = more.length > 0 ? `, and ${more.length} more` : ""
  return [
    `The master key with the id ${first} is missing${others}; held are ${given}: give the keys this database was made with as MASTER_KEY or MASTER_KEY_FILE.`,
  ]
}

/**
 * The same before the schema is brought forward: a keys database of before epochs were written down, or none, says it by
 * a key that opens. Nothing is changed.
 */
export async function missingKeysAtStart(db: Asked, keys: KeyProvider): Promise<string[]> {
  const has = async (table: string) =>
    (await db.query("select to_regclass($1) is not null as has", [table])).rows[0]?.has === true
  if (await has("public.standing_keys")) {
    const missing = await missingKeys(db, keys)
    if (missing.length > 0 || (await epochInForce(db))) return missing
  }
  if (!(await has("public.wrapped_keys"))) return []
  const { rows } = await db.query<{ id: string; purpose: "data" | "case"; wrapped: Buffer }>(
    "select owner as id, purpose, wrapped from wrapped_keys where wrapped is not null limit 1",
  )
  const opens = await Promise.all(
    rows.map((row) =>
      keys.unwrap(nameOf(row), row.wrapped).then(
        () => true,
        () => false,
      ),
    ),
  )
  if (opens.every(Boolean)) return []
  const given = [...(await keys.keyIds()).values()].join(", ")
  return [
    `The master key with the id ${given} is not the one this keys database was made with: give that one as MASTER_KEY or MASTER_KEY_FILE.`,
  ]
}

/** Writes down by which keys this database lives, where that is not written yet. As the owner of the keys database. */
export async function enterKeys(db: Asked, keys: KeyProvider): Promise<void> {
  if (!(await epochInForce(db))) await beginEpoch(db, keys, await keys.currentEpoch())
  const ids = lasting.map((use) => keyIdOf(keys.derive(use)))
  await db.query(
    "insert into standing_keys (use, key_id) select * from unnest($1::text[], $2::text[]) on conflict do nothing",
    [lasting, ids],
  )
}
