import { sql } from "drizzle-orm"
import type { Db } from "@/db/transaction"
import type { Act } from "@/lib/ledger/acts"
import type { RowFault } from "@/lib/ledger/check-registers"

/** Tables whose every row is entered once, when it is written, under its id. What they say is signed by other means. */
const ENTERED = {
  requests: { acts: ["request.submitted"], written: "entered_at" },
  letters: { acts: ["letter.signed", "letter.registered", "letter.sent"], written: "created_at" },
  certificates: { acts: ["certificate.sealed"], written: "sealed_at" },
} as const satisfies Record<string, { acts: readonly Act[]; written: string }>

type Entered = keyof typeof ENTERED

/**
 * How many rows of a table have their entry, and what is missing on either side. `older` rows were there before the first of
 * their table was entered.
 */
export type PresenceReport = { table: Entered; sound: number; older: number; faults: RowFault[] }

/** Looks whether every row of these tables is entered in the ledger and every such entry has its row. Reads as the owner. */
export async function checkPresence(db: Db): Promise<PresenceReport[]> {
  const reports: PresenceReport[] = []
  for (const table of Object.keys(ENTERED) as Entered[])
    reports.push({ table, ...(await compared(db, table, ENTERED[table])) })
  return reports
}

type Counted = { sound: string; older: string; faults: RowFault[] }

async function compared(
  db: Db,
  table: Entered,
  { acts, written }: { acts: readonly Act[]; written: string },
): Promise<Omit<PresenceReport, "table">> {
  // A row may tell of the beginning of the transaction that entered it. The bytes begin with the act: those of others need not be read as JSON.
  const begins = acts.map((act) => {
    const head = Buffer.from(`{"act":"${act}",`)
    return sql`substr(i.leaf, 1, ${head.length}) = ${head}`
  })
  const { rows } = await db.execute<Counted>(sql`
    with entered as (
      select convert_from(i.leaf, 'UTF8')::jsonb ->> 'object' as object, min(i.at) as at from ledger_inbox i
      where ${sql.join(begins, sql` or `)} group by 1),
    compared as (
      select coalesce(t.id::text, e.object) as id, case when t.id is null then 'gone' when e.object is not null then 'sound'
        when t.${sql.identifier(written)} < coalesce((select min(at) from entered) - interval '10 seconds', 'infinity') then 'older' else 'no_entry' end as state
      from ${sql.identifier(table)} t full join entered e on e.object = t.id::text)
    select count(*) filter (where state = 'sound') as sound, count(*) filter (where state = 'older') as older,
      coalesce(json_agg(json_build_object('id', id, 'fault', state) order by id)
        filter (where state in ('gone', 'no_entry')), '[]') as faults from compared`)
  const [found] = rows
  return {
    sound: Number(found?.sound ?? 0),
    older: Number(found?.older ?? 0),
    faults: found?.faults ?? [],
  }
}
