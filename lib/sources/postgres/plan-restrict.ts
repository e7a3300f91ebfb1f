import type { Unplanned, Wanted } from "../operation"
import type { Mapped, Planning } from "../planning"
import { holds, type Setting, settingsOf, type Wall, wallsOf } from "../restriction-map"
import type { Catalog } from "./catalog"
import type { Step, Steps } from "./erase-steps"
import { keyText } from "./guards"
import { rowKeyOf } from "./owner-sql"
import { deletesRows, entryOf } from "./shape"
import type { Draft } from "./shape-parts"
import type { Survey, SurveyRow } from "./survey"

type RestrictWanted = Extract<Wanted, { op: "restrict" | "unrestrict" }>
/** Where a category is restricted in rows: columns of an entry, or a wall its rows go behind. */
type Place = { readonly entry: string; readonly setting: Setting } | { readonly wall: Wall }

const PHASE = 6

/** So many rows one operation names. */
const MOST_NAMED = 10_000

const blank = { purpose: null, items: {}, after: {} } as const

const placesOf = ({ map }: Mapped, category: string): Place[] => [
  ...Object.entries(settingsOf(map)[category] ?? {}).map(([entry, setting]) => ({ entry, setting })),
  ...wallsOf(map)
    .filter(({ open }) => holds(entryOf({ name: "", map }, open), category))
    .map((wall) => ({ wall })),
]

const entriesOf = (place: Place): string[] =>
  "wall" in place ? [place.wall.open, place.wall.closed] : [place.entry]

/** Whether rows of other tables refer to rows on either side of a wall: they cannot leave, or would take others along. */
export const isReferredTo = ({ foreignKeys }: Pick<Catalog, "foreignKeys">, tables: readonly string[]) =>
  foreignKeys.find(({ target }) => tables.includes(target))

const isBarred = (source: Mapped, catalog: Catalog, place: Place): boolean =>
  "wall" in place &&
  isReferredTo(
    catalog,
    entriesOf(place).map((name) => entryOf(source, name).table),
  ) !== undefined

/** Tells of a row whether the same plan takes it, or all of the category in it, before its turn comes. */
function goingBefore(source: Mapped, category: string, before: readonly Step[]) {
  const drafts = before
    .map(({ draft }) => draft)
    .filter((draft) => draft.op === "erase" && (deletesRows(draft) || draft.category === category))
  const tableOf = (draft: Draft) => (deletesRows(draft) ? draft.place : entryOf(source, draft.entry).table)
  const named = new Set(drafts.flatMap((draft) => draft.keys.map((key) => keyText(tableOf(draft), key))))
  const inSpans = new Set(drafts.flatMap(({ span, entry }) => (span ? [entry] : [])))
  return ({ name }: Survey, row: SurveyRow) => inSpans.has(name) || named.has(row.name)
}

/** The fields of an entry by which a moved row is known again: not those corrected in the same plan. */
function fieldsKnown({ name, entry }: Survey, before: readonly Step[]): string[] {
  const corrected = new Set(
    before.flatMap(({ draft }) => (draft.op === "correct" && draft.entry === name ? draft.fields : [])),
  )
  return entry.fields
    .filter(({ field, through }) => !through && !corrected.has(field))
    .map(({ field }) => field)
}

function draftOf(
  source: Mapped,
  { op, category }: RestrictWanted,
  place: Place,
  { entry }: Survey,
  rows: readonly SurveyRow[],
): Omit<Draft, "fields"> {
  const mine = rows.flatMap(({ live }) => live.filter((field) => field.category === category))
  const where =
    "wall" in place
      ? entriesOf(place).map((name) => entryOf(source, name).table)
      : Object.keys(place.setting.restrict).map((column) => `${entry.table}.${column}`)
  return {
    ...{ ...blank, source: source.name, subject: rows[0]?.owner ?? "", op, category },
    entry: "wall" in place ? place.wall.open : place.entry,
    place: where.join(","),
    keys: rows.map(({ key }) => key),
    strategy: "wall" in place ? "move" : "set",
    count: mine.length,
  }
}

const inParts = <T>(list: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(list.length / MOST_NAMED) }, (_, i) =>
    list.slice(i * MOST_NAMED, (i + 1) * MOST_NAMED),
  )

/** The steps that restrict categories in the rows that hold them, or lift that; `before`: what the same plan does first. */
async function planInRows(
  source: Planning,
  owner: string,
  wanted: readonly RestrictWanted[],
  before: readonly Step[],
): Promise<Steps> {
  const asked = wanted.map((each) => ({ each, places: placesOf(source, each.category) }))
  const names = [...new Set(asked.flatMap(({ places }) => places.flatMap(entriesOf)))]
  const found = await source.survey(owner, { names, whole: new Set(), spanning: new Set() })
  const catalog = await source.catalog()
  const steps: Step[] = []
  const unplanned: Unplanned[] = []
  for (const { each, places } of asked) {
    const isGoing = goingBefore(source, each.category, before)
    const parts = places.flatMap((place) =>
      entriesOf(place).flatMap((name) => {
        const survey = found.get(name)
        const isMeant = (row: SurveyRow) => row.live.some(({ category }) => category === each.category)
        const rows = survey?.rows.filter((row) => isMeant(row) && !isGoing(survey, row)) ?? []
        return survey ? inParts(rows).map((part) => ({ place, survey, rows: part })) : []
      }),
    )
    const isOthers = parts.some(({ rows }) => rows.some(({ common }) => common))
    if (places.length === 0 || isOthers || places.some((place) => isBarred(source, catalog, place)))
      unplanned.push({ wanted: each, why: "not_mapped" })
    else if (parts.length === 0) unplanned.push({ wanted: each, why: "nothing_held" })
    else
      for (const { place, survey, rows } of parts) {
        const fields = fieldsKnown(survey, "wall" in place ? before : [])
        const draft = { ...draftOf(source, each, place, survey, rows), fields }
        steps.push({ phase: PHASE, rank: steps.length, draft })
      }
  }
  return { steps, unplanned }
}

/** The steps that put categories on the list of what is restricted, or take them off. */
function planListed(source: Mapped, scope: string, owner: string, wanted: readonly RestrictWanted[]): Steps {
  const { table, key } = source.map.subject
  const drafts = wanted.map(
    ({ op, category }): Draft => ({
      ...{ ...blank, source: source.name, subject: owner, op, category, fields: [] },
      entry: "restriction",
      place: `${table}.${scope}`,
      keys: [rowKeyOf(key, owner)],
      strategy: "flag",
      count: 1,
      after: { [scope]: op === "restrict" },
    }),
  )
  return { steps: drafts.map((draft, rank) => ({ phase: PHASE, rank, draft })), unplanned: [] }
}

/** The steps that restrict categories or lift it, as the source keeps that; `before`: what the same plan does first. */
export async function planRestrictions(
  source: Planning,
  owner: string,
  wanted: readonly RestrictWanted[],
  before: readonly Step[],
): Promise<Steps> {
  const { restriction } = source.map.subject
  if (!restriction)
    return { steps: [], unplanned: wanted.map((each) => ({ wanted: each, why: "not_mapped" })) }
  return "scope" in restriction
    ? planListed(source, restriction.scope, owner, wanted)
    : planInRows(source, owner, wanted, before)
}
