import { randomUUID } from "node:crypto"
import { readFile } from "node:fs/promises"
import { drizzle } from "drizzle-orm/node-postgres"
import type pg from "pg"
import { type ImportedFile, importFile } from "@/lib/consents/import-file"
import { IMPORT_COLUMNS } from "@/lib/consents/import-rows"
import { Invalid } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import { withHouse, withOwner } from "./owner"

export const CONSENTS_USAGE = `Takes over consents the organisation has on record, from a CSV file.

  npm run ukuk -- consents import FILE

  FILE  the first row names the columns: ${IMPORT_COLUMNS.join(", ")};
        operations, edition and withdrawn may be empty. source and customer: the person by a source's own key;
        method: signed, ticked or deemed; days as 2024-03-27; evidence: in words, kept sealed.

All rows are taken over or none; what was taken over before is not written again.
Uses DATABASE_URL, or the embedded server of UKUK_HOME. Exit 0: taken over; 1: the file has faults; 2: wrong usage.`

/** `consents import FILE`. Returns the exit code: 0 taken over, 1 faults found, 2 wrong usage. */
export async function consentsCommand(
  args: string[],
  env: NodeJS.ProcessEnv,
  out: (line: string) => void,
): Promise<0 | 1 | 2> {
  const [verb, file, ...more] = args
  if (verb !== "import" || !file || file.startsWith("-") || more.length > 0) {
    out(CONSENTS_USAGE)
    return args.includes("--help") ? 0 : 2
  }
  const bytes = await readFile(file).catch(() => null)
  if (!bytes) {
    out("The file cannot be read.")
    return 1
  }
  let hasFaults = false
  const ended = await withOwner(env, out, async (client, deployment) => {
    const found = await withHouse(deployment, (house) => importIn(client, house, bytes))
    hasFaults = found.faults.length > 0
    for (const { row, reason } of found.faults) out(`row ${row}: ${reason}`)
    out(
      hasFaults ? "Nothing was taken over." : `Taken over: ${found.added}; already there: ${found.already}.`,
    )
  })
  return hasFaults ? 1 : ended
}

/** Imports in one transaction of the owner's: the whole file, or nothing of it. */
export async function importIn(
  client: pg.Client,
  house: OpenHouse,
  bytes: Uint8Array,
): Promise<ImportedFile> {
  await client.query("begin")
  try {
    const { rows } = await client.query<{ now: Date }>("select now()")
    const now = rows[0]?.now ?? new Date()
    const { vault, appUrl } = house
    const actor = { kind: "system", job: "import-consents-file" } as const
    const ctx = { db: drizzle(client), actor, now, requestId: randomUUID(), vault, appUrl }
    const found = await importFile(house, ctx, bytes)
    await client.query(found.faults.length > 0 ? "rollback" : "commit")
    return found
  } catch (error) {
    await client.query("rollback")
    if (!(error instanceof Invalid)) throw error
    return { faults: [{ row: 1, reason: "the file is no CSV in UTF-8." }], added: 0, already: 0 }
  }
}
