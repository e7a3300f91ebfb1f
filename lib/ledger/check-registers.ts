import { createHash } from "node:crypto"
import { asc, eq, getTableColumns, gt, sql } from "drizzle-orm"
import { consentEvents } from "@/db/schema/consents"
import { ledgerInbox, ledgerPayloads } from "@/db/schema/ledger"
import { disclosures, views } from "@/db/schema/oversight"
import type { Db } from "@/db/transaction"
import { canonical } from "@/lib/ledger/record"
import {
  consentRegister,
  contentOf,
  disclosureRegister,
  type Register,
  viewRegister,
} from "@/lib/ledger/registers"

const PAGE = 2_000
const ENTRIES = sql`(select id, convert_from(leaf, 'UTF8')::jsonb as leaf from ledger_inbox) e`

/**
 * What is wrong with a row. altered: it is not what its entry commits to. gone: its entry stands, the row does not.
 * no_entry: there is no entry of it. gap: a view of the same person before it is gone with its entry.
 */
export type RowFault = { id: string; fault: "altered" | "gone" | "no_entry" | "gap" }

export type RegisterReport = {
  register: Register<never>["name"]
  /** Rows that are what their entries commit to. */
  sound: number
  /** Rows written before the register was bound, which no entry commits to; `expected` as counted then. */
  older: number
  expected: number | null
  faults: RowFault[]
}

type Found = { leaf: Buffer | null; salt: Buffer | null }
type Leaf = { act: string; object: string; at: string; commit: string }

/**
 * Compares the registers with the entries of the ledger, both ways: every row is what its latest entry commits to, every
 * entry has its row, and as many rows have none as when the register was bound. Reads as the database's owner; opens no
 * sealed cell.
 */
export async function checkRegisters(db: Db): Promise<RegisterReport[]> {
  const seen = await checkRegister(db, viewRegister, (after) => pageOf(db, views, after))
  return [
    { ...seen, faults: [...seen.faults, ...(await gaps(db))] },
    await checkRegister(db, consentRegister, (after) => pageOf(db, consentEvents, after)),
    await checkRegister(db, disclosureRegister, (after) => pageOf(db, disclosures, after)),
  ]
}

export const holds = ({ faults, older, expected }: RegisterReport): boolean =>
  faults.length === 0 && older === expected

type Bound = typeof views | typeof consentEvents | typeof disclosures

async function pageOf<T extends Bound>(db: Db, table: T, after: string) {
  const rows = await db
    .select({ row: getTableColumns<Bound>(table), leaf: ledgerInbox.leaf, salt: ledgerPayloads.salt })
    .from<Bound>(table)
    .leftJoin(ledgerInbox, eq(ledgerInbox.id, table.ledgerId))
    .leftJoin(ledgerPayloads, eq(ledgerPayloads.id, table.ledgerId))
    .where(gt(table.id, after))
    .orderBy(asc(table.id))
    .limit(PAGE)
  // Drizzle loses which of the three tables it was.
  return rows as unknown as (Found & { row: T["$inferSelect"] })[]
}

async function checkRegister<R extends { id: string; subjectId: string }>(
  db: Db,
  register: Register<R>,
  page: (after: string) => Promise<(Found & { row: R & { ledgerId: string | null } })[]>,
): Promise<RegisterReport> {
  const { since, rows } = await binding(db, register.name)
  const faults = await withoutRow(db, register, since)
  const expected = rows === null ? null : rows - (await boundLater(db, register, since))
  const report: RegisterReport = { register: register.name, sound: 0, older: 0, expected, faults }
  const known = new Set(faults.map(({ id }) => id))
  let after: string | undefined = "00000000-0000-0000-0000-000000000000"
  while (after) {
    const found = await page(after)
    for (const { row, ...entry } of found.filter(({ row }) => !known.has(row.id))) {
      const state = stateOf(register, row, entry, since)
      if (state === "sound" || state === "older") report[state] += 1
      else faults.push({ id: row.id, fault: state })
    }
    after = found.length < PAGE ? undefined : found.at(-1)?.row.id
  }
  return report
}

function stateOf<R extends { id: string; subjectId: string }>(
  register: Register<R>,
  row: R & { ledgerId: string | null },
  { leaf, salt }: Found,
  since: string,
): "sound" | "older" | "altered" | "no_entry" {
  if (row.ledgerId === null) return "older"
  if (!leaf) return "no_entry"
  const { act, object, at, commit } = JSON.parse(leaf.toString()) as Leaf
  if (object !== row.id || (act !== register.made && act !== register.changed)) return "no_entry"
  if (at < since) return "older"
  if (!salt) return "no_entry"
  const content = canonical(contentOf(register, row))
  return createHash("sha256").update(salt).update(content).digest("hex") === commit ? "sound" : "altered"
}

/** When the register was bound and how many rows it had then, as the entry says; nothing is older where it says nothing. */
async function binding(
  db: Db,
  register: RegisterReport["register"],
): Promise<{ since: string; rows: number | null }> {
  const { rows } = await db.execute<{ at: string; commit: string; salt: Buffer; payload: Buffer }>(sql`
    select e.leaf ->> 'at' as at, e.leaf ->> 'commit' as commit, salt, payload from ${ENTRIES}
    join ledger_payloads p on p.id = e.id
    where e.leaf ->> 'act' = 'register.bound' and e.leaf ->> 'object' = ${register} order by 1 limit 1`)
  const [entry] = rows
  const kept = entry && createHash("sha256").update(entry.salt).update(entry.payload).digest("hex")
  if (!entry || kept !== entry.commit) return { since: "", rows: null }
  return { since: entry.at, rows: Number(JSON.parse(entry.payload.toString()).rows) }
}

/** Entries since then whose row is gone, or holds to another entry than the latest about it. */
async function withoutRow(
  db: Db,
  { name, made, changed }: Pick<Register<never>, "name" | "made" | "changed">,
  since: string,
): Promise<RowFault[]> {
  const { rows } = await db.execute<{ object: string; stands: boolean }>(sql`
    with latest as (
      select distinct on (e.leaf ->> 'object') e.id, e.leaf ->> 'object' as object from ${ENTRIES}
      where e.leaf ->> 'act' in (${made}, ${changed}) and e.leaf ->> 'at' >= ${since}
      order by e.leaf ->> 'object', e.leaf ->> 'at' desc)
    select object, r.id is not null as stands from latest left join ${sql.identifier(name)} r on r.id::text = object
    where r.ledger_id is distinct from latest.id order by object`)
  return rows.map(({ object, stands }) => ({ id: object, fault: stands ? "altered" : "gone" }))
}

/** How many rows that are older than the binding have an entry since, because something in them changed. */
async function boundLater(
  db: Db,
  { made, changed }: Pick<Register<never>, "made" | "changed">,
  since: string,
): Promise<number> {
  const { rows } = await db.execute<{ n: string }>(sql`
    select count(*) as n from (
      select e.leaf ->> 'object' from ${ENTRIES} where e.leaf ->> 'act' in (${made}, ${changed})
        and e.leaf ->> 'at' >= ${since}
      group by 1 having not bool_or(e.leaf ->> 'act' = ${made})) renewed`)
  return Number(rows[0]?.n)
}

/** Views of a person are counted without a gap: the one after a gap says that some before it are gone. */
async function gaps(db: Db): Promise<RowFault[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select id from (select id, number - lag(number, 1, 0) over (partition by subject_id order by number) as step
      from views where number is not null) counted where step <> 1 order by id`)
  return rows.map(({ id }) => ({ id, fault: "gap" }))
}
