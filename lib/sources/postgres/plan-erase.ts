import { groupBy } from "../group"
import type { Unplanned } from "../operation"
import type { Planning } from "../planning"
import {
  type EraseWanted,
  fieldDrafts,
  goesWhole,
  type KeepWanted,
  type Marked,
  marking,
  objectDrafts,
  releaseDrafts,
  rowsDraft,
  sharedOf,
} from "./erase-drafts"
import { eraseOrder } from "./erase-order"
import { followsOthers, type Ground, PHASE, type Step, type Steps, stepsOf } from "./erase-steps"
import { type Going, keyText } from "./guards"
import { judge } from "./judge"
import { asErased, categoriesInSpans, goingWhole, heldOf, manySteps } from "./plan-many"
import { sharedDrafts } from "./plan-shared"
import type { Draft } from "./shape-parts"
import { hashOfRows } from "./statement"
import type { Survey } from "./survey"
import { foundIn, isAllMeant, surveyed, takesMore } from "./surveyed"
import { canBeEmptied, takesRowsAway } from "./writable"

const isHeld = ({ judged }: Ground, { row }: Marked): boolean => row.common || judged.stays.has(row.name)

const leaves = (
  { wanted, catalog, inRow }: Pick<Ground, "wanted" | "catalog" | "inRow">,
  one: Marked,
): boolean =>
  takesRowsAway(catalog, one.survey.entry) && goesWhole(one, wanted) && inRow(one).every(isAllMeant)

/** Rows that would go, and the shared rows behind them, by table. */
function goingOf(candidates: readonly Marked[]): Going[] {
  const rows = [...groupBy(candidates, ({ survey: { entry } }) => entry.table)].map(([table, group]) => ({
    table,
    primaryKey: group[0]?.survey.entry.primaryKey ?? [],
    keys: group.map(({ row }) => row.key),
  }))
  const shared = sharedOf(candidates).map(({ table, entry, keys }) => ({
    table,
    primaryKey: entry.shares?.primaryKey ?? [],
    keys,
  }))
  return [...rows, ...shared]
}

/** In which turn each row goes: by its table, and in one table by its entry; shared rows after all links. */
function turnsOf(
  going: readonly Going[],
  candidates: readonly Marked[],
  entries: readonly string[],
  rankOf: (table: string) => number,
): Map<string, number> {
  const turns = new Map<string, number>()
  for (const { table, keys } of going) for (const key of keys) turns.set(keyText(table, key), Infinity)
  for (const {
    row,
    survey: { name, entry },
  } of candidates)
    turns.set(row.name, rankOf(entry.table) + entries.indexOf(name) / entries.length)
  return turns
}

function wholeSteps(ground: Ground, { name, entry }: Survey, whole: readonly Marked[]): Step[] {
  if (whole.length === 0) return []
  const withAll = (one: Marked) => ({ ...one, fields: ground.inRow(one).flatMap(({ fields }) => fields) })
  const digests = whole.flatMap(({ row }) => (row.digest === null ? [] : [row.digest]))
  const steps = stepsOf(ground, PHASE.rows, entry.table, [
    rowsDraft(ground.source.name, name, entry, whole.map(withAll)),
  ])
  return digests.length < whole.length
    ? steps
    : steps.map((step) => ({ ...step, beforeHash: hashOfRows(digests) }))
}

function keptSteps(ground: Ground, found: Survey, mine: readonly Marked[]): Step[] {
  if (ground.kept.length === 0) return []
  const mark = marking(asErased(ground.kept), [])
  const keeping = mine
    .map((one) => ({ ...one, fields: mark(one.row) }))
    .filter(({ fields }) => fields.length > 0)
  return stepsOf(
    ground,
    PHASE.keep,
    found.entry.table,
    fieldDrafts(ground.source.name, found, keeping, "keep"),
  )
}

/** A row's own fields, and those that lie in the row it shares, each on their own. */
const partsOf = (one: Marked): Marked[] =>
  [true, false]
    .map((shared) => ({ ...one, fields: one.fields.filter((field) => (field.shared ?? false) === shared) }))
    .filter(({ fields }) => fields.length > 0)

/** One entry's steps: rows that go, fields emptied in rows that stay, and what has to stay as it is. */
async function entrySteps(ground: Ground, found: Survey): Promise<Steps> {
  const { source, wanted } = ground
  const { table } = found.entry
  const mine = ground.all.filter((one) => one.survey === found)
  if (followsOthers(ground, found)) return { steps: keptSteps(ground, found, mine), unplanned: [] }
  const goes = (one: Marked) => leaves(ground, one) && !isHeld(ground, one)
  // A row goes once, by the first entry that takes it, with all that others find in it.
  const takerOf = (one: Marked) => ground.inRow(one).find(goes)
  const gone = mine.filter(takerOf)
  const whole = gone.filter((one) => takerOf(one) === one)
  const rest = mine.filter((one) => !takerOf(one)).flatMap(partsOf)
  const isClear = (one: Marked) =>
    !one.row.common &&
    canBeEmptied(ground.catalog, found.entry, one.fields) &&
    !takesMore(one, ground.inRow(one))
  const clear = rest.filter(isClear)
  const shared = new Map<Marked, Draft[]>()
  for (const one of rest.filter((each) => each.fields[0]?.shared && !takesMore(each, ground.inRow(each)))) {
    const drafts = await sharedDrafts(source, ground.catalog, found, one)
    if (drafts) shared.set(one, drafts)
  }
  const stuck = rest.filter((one) => !clear.includes(one) && !shared.has(one))
  const needed = stuck.filter((one) => isHeld(ground, one))
  const unplanned = stuck.flatMap((one) => {
    const by = [...(ground.judged.stays.get(one.row.name) ?? [])]
    return wanted
      .filter(({ category }) => one.fields.some((field) => field.category === category))
      .map(
        (want): Unplanned =>
          isHeld(ground, one) ? { wanted: want, why: "needed", by } : { wanted: want, why: "not_mapped" },
      )
  })
  return {
    steps: [
      ...stepsOf(ground, PHASE.objects, table, objectDrafts(source.name, found, [...gone, ...clear])),
      ...wholeSteps(ground, found, whole),
      ...stepsOf(ground, PHASE.fields, table, fieldDrafts(source.name, found, clear, "erase")),
      ...stepsOf(ground, PHASE.fields, table, [...shared.values()].flat()),
      ...stepsOf(ground, PHASE.keep, table, fieldDrafts(source.name, found, needed, "keep")),
      ...keptSteps(ground, found, mine),
    ],
    unplanned,
  }
}

/** Shared rows that nobody else has once the links are cut. */
function sharedSteps(ground: Ground): Step[] {
  const candidates = ground.all.filter((one) => leaves(ground, one) && !isHeld(ground, one))
  return sharedOf(candidates).flatMap(({ table, name, entry, keys }) => {
    const alone = keys.filter((key) => !ground.judged.stays.has(keyText(table, key)))
    if (alone.length === 0) return []
    const draft = {
      ...rowsDraft(ground.source.name, name, entry, []),
      subject: ground.owner,
      place: table,
      keys: alone,
    }
    return stepsOf(ground, PHASE.shared, table, [{ ...draft, strategy: "delete" }])
  })
}

/** The steps that erase what is wanted for one person: rows where a row can go whole, else single fields. */
export async function planErase(
  source: Planning,
  owner: string,
  wanted: readonly EraseWanted[],
  kept: readonly KeepWanted[],
  named: ReadonlySet<string> = new Set(),
): Promise<Steps> {
  const found = await surveyed(source, owner, wanted, kept, named)
  const mark = marking(wanted, kept)
  const all = [...found.values()].flatMap((each) =>
    each.rows.map((row) => ({ survey: each, row, fields: mark(row) })),
  )
  const catalog = await source.catalog()
  const inRow = foundIn(all)
  const candidates = all.filter((one) => leaves({ wanted, catalog, inRow }, one))
  const going = goingOf(candidates)
  const rank = eraseOrder(Object.values(source.map.entries), catalog)
  const rankOf = (table: string) => rank.get(table) ?? 0
  const whole = goingWhole(found, wanted, kept).filter(({ entry }) => takesRowsAway(catalog, entry))
  const many = whole.map(({ name, entry }) => ({ name, entry, owner }))
  const isBefore = (table: string, other: string) => rankOf(table) < rankOf(other)
  const references = await source.references(going, many, isBefore)
  const leaving = turnsOf(going, candidates, [...found.keys()], rankOf)
  for (const { into, target, to } of references)
    if (into !== undefined) leaving.set(keyText(target, to), rankOf(target))
  const judged = judge(source, owner, references, leaving)
  const held = heldOf(references, judged)
  // What holds one of many has them all named.
  if (held.length > 0) return planErase(source, owner, wanted, kept, new Set([...named, ...held]))
  const ground: Ground = { source, owner, wanted, kept, all, inRow, judged, catalog, rankOf }
  const parts = await Promise.all(
    [...found.values()].map((each) =>
      each.spans ? manySteps(ground, each, whole.includes(each)) : entrySteps(ground, each),
    ),
  )
  const present = new Set([
    ...all.flatMap(({ row }) => row.live.map((field) => field.category)),
    ...[...found.values()].flatMap(categoriesInSpans),
  ])
  const absent = [...wanted, ...kept].filter(({ category }) => !present.has(category))
  return {
    steps: [
      ...stepsOf(ground, PHASE.release, "", releaseDrafts(source, judged.releases, owner)),
      ...parts.flatMap(({ steps }) => steps),
      ...sharedSteps(ground),
    ],
    unplanned: [
      ...new Map(parts.flatMap(({ unplanned }) => unplanned).map((each) => [each.wanted, each])).values(),
      ...absent.map((each): Unplanned => ({ wanted: each, why: "nothing_held" })),
    ],
  }
}
