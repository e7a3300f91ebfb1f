import type { ClientBase } from "pg"
import { BackupFault } from "@/lib/backup/fault"
import type { Schema } from "@/lib/backup/manifest"

/** How far the portal's schema has come. Throws BackupFault where there is none. */
export async function schemaOf(client: ClientBase): Promise<Schema> {
  const { rows: found } = await client.query<{ is: boolean }>(
    "select to_regclass('drizzle.__drizzle_migrations') is not null as is",
  )
  if (!found[0]?.is) throw new BackupFault("There is nothing of the portal in this database yet.")
  const { rows } = await client.query<Schema>(
    `select count(*)::int as migrations, (array_agg(hash order by created_at desc))[1] as hash from drizzle.__drizzle_migrations`,
  )
  const [schema] = rows
  if (!schema) throw new Error("the migrations were not counted")
  return schema
}
