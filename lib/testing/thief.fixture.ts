import { createDecipheriv } from "node:crypto"
import pg from "pg"
import { nameOf } from "@/lib/keys/keyring"
import { derived, type KeyProvider } from "@/lib/keys/provider"

/** One value found in a stolen copy: where it stands, and by whose key it was read (null: in plain). */
export type Found = { value: string; table: string; by: string | null }

/** All that is stored: of each table every value, with bytes as they are. */
export type Loot = { table: string; value: unknown }[]

/** Every row of every table of a database. */
export async function steal(url: string): Promise<Loot> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const loot: Loot = []
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by 1`,
    )
    for (const { name } of tables) {
      const { rows } = await client.query<Record<string, unknown>>(`select * from ${name}`)
      for (const row of rows)
        for (const value of Object.values(row)) if (value !== null) loot.push({ table: name, value })
    }
  } finally {
    await client.end()
  }
  return loot
}

/** Every data key a stolen copy of the keys database yields to whoever holds these master keys, by whose it is. */
export async function keysIn(keysUrl: string, masters: KeyProvider): Promise<Map<string, Buffer>> {
  const client = new pg.Client({ connectionString: keysUrl })
  await client.connect()
  const { rows } = await client
    .query<{ id: string; purpose: "data" | "case"; wrapped: Buffer }>(
      "select owner as id, purpose, wrapped from wrapped_keys where wrapped is not null",
    )
    .finally(() => client.end())
  const opened = new Map<string, Buffer>()
  for (const row of rows) {
    const key = await masters.unwrap(nameOf(row), row.wrapped).catch(() => null)
    if (key) opened.set(nameOf(row), key)
  }
  return opened
}

/** The keys of the deployment itself that follow from a single master key, under whatever name it uses them. */
export const ownKeys = (masterKey: Buffer): Map<string, Buffer> =>
  new Map(["own", "blind", "signature", "kek:1"].map((use) => [use, derived(masterKey, use)]))

/** What bytes may hide within text: base64 and hex, in JSON too. */
function hidden(text: string): Buffer[] {
  const words = text.match(/[A-Za-z0-9+/_-]{40,}={0,2}/g) ?? []
  return words.flatMap((word) => [
    Buffer.from(word, "base64"),
    ...(/^([0-9a-f]{2})+$/i.test(word) ? [Buffer.from(word, "hex")] : []),
  ])
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value))

/**
 * Looks for values in plain, and in whatever each key makes of each cell. The associated data, which says where a cell
 * belongs, protects from exchange and not from reading: a thief does without.
 */
export function look(loot: Loot, keys: ReadonlyMap<string, Buffer>, values: readonly string[]): Found[] {
  const found: Found[] = []
  const note = (table: string, by: string | null, bytes: Buffer) => {
    for (const value of values) if (bytes.includes(value)) found.push({ value, table, by })
  }
  for (const { table, value } of loot) {
    const text = Buffer.isBuffer(value) ? null : textOf(value)
    const blobs = Buffer.isBuffer(value) ? [value] : hidden(text ?? "")
    if (text !== null) note(table, null, Buffer.from(text))
    for (const blob of blobs) {
      note(table, null, blob)
      if (blob.length < 31 || blob[0] !== 1) continue
      for (const [by, key] of keys) note(table, by, read(key, blob))
    }
  }
  return found
}

/** GCM without its tag: counter mode from the second block on. */
function read(key: Buffer, cell: Buffer): Buffer {
  const counter = Buffer.concat([cell.subarray(3, 15), Buffer.from([0, 0, 0, 2])])
  return createDecipheriv("aes-256-ctr", key, counter).update(cell.subarray(15, cell.length - 16))
}
