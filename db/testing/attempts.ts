import type pg from "pg"
import { type Db, transaction } from "@/db/transaction"
import { refusalOf } from "./refusal"

/** Somebody at a connection of their role, known by a session's token or, the worker, by what its job names. */
export type Asker = { pool: pg.Pool; token?: string; scope?: string }

/** Whose of the two people's rows somebody reaches. */
export type Reach = "none" | "own" | "other" | "both"

class TakenBack extends Error {}

/** Runs `work` in a transaction of the asker's and takes it back, whatever happens. */
async function tried(asker: Asker, work: (db: Db) => Promise<void>): Promise<void> {
  const { pool, token = "", scope = "" } = asker
  await transaction(pool, { token, scope }, async (db) => {
    await work(db)
    throw new TakenBack()
  }).catch((error: unknown) => {
    if (!(error instanceof TakenBack)) throw error
  })
}

/** Whether the statement reaches a row: it does, too, where only the rules of form stop it. */
export async function reaches(asker: Asker, statement: string): Promise<boolean> {
  let rows = 0
  const said = await refusalOf(
    tried(asker, async (db) => {
      rows = (await db.execute(statement)).rowCount ?? 0
    }),
  )
  if (said === "done") return rows > 0
  if (said.startsWith("23")) return true
  if (said === "42501") return false
  throw new Error(`${statement} ended with ${said}`)
}

/** Whose rows the statements reach, one for the own and one for the other's. */
export async function reachOf(asker: Asker, statements: { own: string; other: string }): Promise<Reach> {
  const own = await reaches(asker, statements.own)
  const other = await reaches(asker, statements.other)
  return own && other ? "both" : own ? "own" : other ? "other" : "none"
}

/** What a role may do in a table by its grants: the columns of each right. */
export async function grantsOf(
  owner: pg.Client,
  role: string,
): Promise<(right: "insert" | "update", table: string) => string[]> {
  const { rows } = await owner.query<{ table: string; name: string; insert: boolean; update: boolean }>(
    `select c.relname as table, a.attname as name, has_column_privilege($1, c.oid, a.attnum, 'insert') as insert,
       has_column_privilege($1, c.oid, a.attnum, 'update') as update
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`,
    [role],
  )
  return (right, table) => rows.filter((row) => row.table === table && row[right]).map(({ name }) => name)
}
