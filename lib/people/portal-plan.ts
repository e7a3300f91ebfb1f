import { createHash } from "node:crypto"
import { canonical } from "@/lib/ledger/record"
import {
  type PortalEntry,
  type PortalRow,
  type PortalRows,
  portalEntries,
  tableOf,
} from "@/lib/people/portal-rows"
import { PORTAL, type PortalMap } from "@/lib/sources/map-schema"
import type { PlannedOperation, Unplanned, Wanted } from "@/lib/sources/operation"

type Holds = PortalMap["holds"]
type Planned = { operations: PlannedOperation[]; unplanned: Unplanned[] }

/** The categories a row holds items of, each with how many, and the policy's fields. */
function inRow(holds: Holds, { names }: PortalRow): { category: string; field: string }[] {
  return names.flatMap((name) => {
    const held = holds[name]
    return held ? [{ category: held.category, field: held.field }] : []
  })
}

const holdsOf = (holds: Holds, rows: readonly PortalRow[], category: string): PortalRow[] =>
  rows.filter((row) => inRow(holds, row).some((item) => item.category === category))

const itemsOf = (holds: Holds, rows: readonly PortalRow[]): Record<string, number> => {
  const items: Record<string, number> = {}
  for (const { category } of rows.flatMap((row) => inRow(holds, row)))
    items[category] = (items[category] ?? 0) + 1
  return items
}

/** How many items of a category are held. */
export const countIn = (holds: Holds, rows: readonly PortalRow[], category: string): number =>
  itemsOf(holds, rows)[category] ?? 0

export const hashOfRows = (rows: readonly PortalRow[]): string =>
  sha256(rows.map(({ entry, id, state }) => ({ entry, id, state })))

export const hashOfReach = (reach: string): string => sha256({ reach })

const sha256 = (value: Parameters<typeof canonical>[0]) =>
  createHash("sha256").update(canonical(value)).digest("hex")

/**
 * What is wanted, as operations on the portal's own rows. The account goes when all else of it goes, too; a restriction
 * leaves of the account what the person needs for their rights. A way in changes by its code alone, never by a plan.
 */
export function planPortal(
  holds: Holds,
  subject: string,
  { account, rows }: PortalRows,
  wanted: readonly Wanted[],
): Planned {
  const erased = new Set(
    wanted.flatMap((each) => (each.op === "erase" && !each.items ? [each.category] : [])),
  )
  const goes = (row: PortalRow) => inRow(holds, row).every(({ category }) => erased.has(category))
  const isLeft = (row: PortalRow) => row.entry !== "account" && inRow(holds, row).length > 0 && !goes(row)
  const staying = rows.filter((row) => !goes(row) || (row.entry === "account" && rows.some(isLeft)))
  const drafts: Draft[] = []
  const unplanned: Unplanned[] = []
  for (const each of wanted) {
    const category = "category" in each ? each.category : null
    const mine = category === null ? [] : holdsOf(holds, rows, category)
    if (category === null || mine.length === 0) unplanned.push({ wanted: each, why: "nothing_held" })
    else if (each.op === "keep") drafts.push({ op: "keep", category, rows: mine })
    else if (each.op === "erase" && !each.items) {
      drafts.push({ op: "erase", category, rows: mine.filter((row) => !staying.includes(row)) })
      const needed = mine.filter((row) => staying.includes(row))
      if (needed.length === 0) continue
      drafts.push({ op: "keep", category, rows: needed })
      const by = staying.flatMap((row) => inRow(holds, row)).map((item) => item.category)
      unplanned.push({
        wanted: each,
        why: "needed",
        by: [...new Set(by)].filter((code) => code !== category),
      })
    } else if (each.op === "restrict" || each.op === "unrestrict") {
      if (category !== holds.opened_at.category || !account)
        unplanned.push({ wanted: each, why: "nothing_held" })
      else drafts.push({ op: each.op, category, rows: [], from: account.reach })
    } else unplanned.push({ wanted: each, why: "not_mapped" })
  }
  return { operations: operationsOf(holds, subject, account?.id ?? "", drafts), unplanned }
}

type Draft = {
  op: "keep" | "erase" | "restrict" | "unrestrict"
  category: string
  rows: PortalRow[]
  from?: string
}

/** A row is touched once, whichever of its categories is asked about first. */
function operationsOf(
  holds: Holds,
  subject: string,
  account: string,
  drafts: readonly Draft[],
): PlannedOperation[] {
  const taken = new Set<string>()
  const found = portalEntries.flatMap((entry) =>
    drafts.flatMap(({ op, category, rows }) => {
      const free = rows.filter((row) => row.entry === entry && !taken.has(`${op} ${entry} ${row.id}`))
      for (const row of free) taken.add(`${op} ${entry} ${row.id}`)
      return free.length > 0 && (op === "keep" || op === "erase") ? [{ op, category, entry, rows: free }] : []
    }),
  )
  const operations = found.map(({ op, category, entry, rows }) => ({
    ...base(subject, entry, category, op),
    keys: rows.map(({ id }) => ({ id })),
    strategy: op === "erase" ? ("delete" as const) : ("keep" as const),
    fields: [...new Set(rows.flatMap((row) => inRow(holds, row)).map(({ field }) => field))],
    items: itemsOf(holds, rows),
    beforeHash: hashOfRows(rows),
    afterHash: null,
    after: null,
  }))
  const marks = drafts.flatMap(({ op, category, from }) => {
    const reach = op === "restrict" ? "rights_only" : "full"
    if ((op !== "restrict" && op !== "unrestrict") || from === undefined || from === reach) return []
    return [
      {
        ...base(subject, "account", category, op),
        keys: [{ id: account }],
        strategy: "flag" as const,
        fields: [],
        items: {},
        beforeHash: hashOfReach(from),
        afterHash: hashOfReach(reach),
        after: { reach },
      },
    ]
  })
  return [...marks, ...operations].map((operation, position) => ({
    ...operation,
    position,
    count: Object.values(operation.items).reduce((sum, n) => sum + n, 0),
  }))
}

const base = (subject: string, entry: PortalEntry, category: string, op: Draft["op"]) => ({
  source: PORTAL,
  subject,
  entry,
  place: tableOf[entry],
  op,
  category,
  purpose: null,
})
