import type { RowKey, Unplanned, Wanted } from "../connector"
import type { Closing, Processing } from "../map-schema"
import { columnOf, conditions } from "./entry-sql"
import { isKey, ownerSql, rowKeyOf } from "./owner-sql"
import type { Step, Steps } from "./plan-erase"
import { keyOf } from "./read"
import type { Draft } from "./shape-parts"
import type { PostgresSource } from "./source"
import { ident, tableIdent } from "./sql"

type FlagWanted = Extract<Wanted, { op: "stop" | "allow" }>
type RestrictWanted = Extract<Wanted, { op: "restrict" | "unrestrict" }>

const PHASE = { flags: 0, restrictions: 6 } as const

const blank = { fields: [], items: {}, strategy: "flag" } as const

/** The operations of a purpose the person's marks already forbid. */
async function stoppedNow(
  source: PostgresSource,
  { flags }: Processing,
  owner: string,
  purpose: string,
): Promise<string[]> {
  const prepared = await source.prepare(["stopped"], (build) => {
    const typeOf = (column: string) => columnOf(build.source, build.catalog, flags.table, column).type
    const where = [
      isKey(build, ownerSql(build, "t", flags.table, flags.subject), "owner"),
      `${ident(flags.purpose)} = ${build.params.slot("purpose", typeOf(flags.purpose))}`,
      `${ident(flags.value)} = false`,
    ]
    return `select ${ident(flags.operation)}::text as operation from ${tableIdent(flags.table)} t where ${where.join(" and ")}`
  })
  const [rows = []] = await source.reading.ask([prepared.fill({ owner, purpose })])
  return rows.map((row) => String(row.operation))
}

function flagDraft(
  source: PostgresSource,
  { flags }: Processing,
  owner: string,
  wanted: FlagWanted,
  operations: readonly string[],
): Draft {
  return {
    ...blank,
    source: source.name,
    subject: owner,
    entry: "flags",
    place: `${flags.table}.${flags.value}`,
    keys: operations.map((operation) => ({ [flags.purpose]: wanted.purpose, [flags.operation]: operation })),
    op: wanted.op,
    category: flags.category,
    purpose: wanted.purpose,
    count: operations.length,
    after: { [flags.value]: wanted.op === "allow" },
  }
}

async function openRows(
  source: PostgresSource,
  index: number,
  closing: Closing,
  owner: string,
  purpose: string,
): Promise<RowKey[]> {
  const prepared = await source.prepare(["open", index], (build) => {
    const typeOf = (column: string) => columnOf(build.source, build.catalog, closing.table, column).type
    const purposeIs = closing.purpose
      ? [`t.${ident(closing.purpose)} = ${build.params.slot("purpose", typeOf(closing.purpose))}`]
      : []
    const where = [
      isKey(build, ownerSql(build, "t", closing.table, closing.subject), "owner"),
      ...conditions(build, "t", closing.table, { ...closing.where, ...closing.open }),
      ...purposeIs,
    ]
    const columns = closing.primaryKey.map((column, i) => `t.${ident(column)}::text as "k${i}"`)
    const order = closing.primaryKey.map((column) => `t.${ident(column)}`)
    return `select ${columns.join(", ")} from ${tableIdent(closing.table)} t where ${where.join(" and ")} order by ${order.join(", ")}`
  })
  const [rows = []] = await source.reading.ask([prepared.fill({ owner, purpose })])
  return rows.map((row) => keyOf(closing.primaryKey, row))
}

async function closingDrafts(
  source: PostgresSource,
  processing: Processing,
  owner: string,
  wanted: FlagWanted,
): Promise<Draft[]> {
  const drafts: Draft[] = []
  for (const [i, closing] of (processing.closing ?? []).entries()) {
    if (!closing.purposes.includes(wanted.purpose)) continue
    const keys = await openRows(source, i, closing, owner, wanted.purpose)
    if (keys.length === 0) continue
    drafts.push({
      ...blank,
      source: source.name,
      subject: owner,
      entry: `closing.${i}`,
      place: Object.keys(closing.set)
        .map((column) => `${closing.table}.${column}`)
        .join(","),
      keys,
      op: wanted.op,
      category: closing.category,
      purpose: wanted.purpose,
      count: keys.length,
      after: {},
    })
  }
  return drafts
}

/** The steps that stop or allow purposes: a mark per operation, and what ends with a purpose stopped altogether. */
export async function planFlags(
  source: PostgresSource,
  owner: string,
  wanted: readonly FlagWanted[],
): Promise<Steps> {
  const { processing } = source.map
  const steps: Step[] = []
  const unplanned: Unplanned[] = []
  for (const each of wanted) {
    const known = processing?.purposes[each.purpose] ?? []
    const operations = each.operations ? known.filter((code) => each.operations?.includes(code)) : known
    if (!processing || operations.length === 0) {
      unplanned.push({ wanted: each, why: "not_mapped" })
      continue
    }
    const drafts = [flagDraft(source, processing, owner, each, operations)]
    if (each.op === "stop") {
      const stopped = new Set<string>([
        ...operations,
        ...(await stoppedNow(source, processing, owner, each.purpose)),
      ])
      if (known.every((code) => stopped.has(code)))
        drafts.push(...(await closingDrafts(source, processing, owner, each)))
    }
    for (const draft of drafts) steps.push({ phase: PHASE.flags, rank: steps.length, draft })
  }
  return { steps, unplanned }
}

/** The steps that put categories on the list of what is restricted, or take them off. */
export function planRestrictions(
  source: PostgresSource,
  owner: string,
  wanted: readonly RestrictWanted[],
): Steps {
  const { restriction, table, key } = source.map.subject
  if (!restriction)
    return { steps: [], unplanned: wanted.map((each) => ({ wanted: each, why: "not_mapped" })) }
  const drafts = wanted.map(
    (each): Draft => ({
      ...blank,
      source: source.name,
      subject: owner,
      entry: "restriction",
      place: `${table}.${restriction.scope}`,
      keys: [rowKeyOf(key, owner)],
      op: each.op,
      category: each.category,
      purpose: null,
      count: 1,
      after: { [restriction.scope]: each.op === "restrict" },
    }),
  )
  return { steps: drafts.map((draft, rank) => ({ phase: PHASE.restrictions, rank, draft })), unplanned: [] }
}
