import { groupBy } from "../group"
import { type Field, letsRowsGo } from "../map-schema"
import type { Unplanned } from "../operation"
import { type EraseWanted, type KeepWanted, marking, strategyOf } from "./erase-drafts"
import { followsOthers, type Ground, PHASE, type Step, type Steps, stepsOf } from "./erase-steps"
import { keyText, type Reference } from "./guards"
import type { Judged } from "./judge"
import type { Draft } from "./shape-parts"
import { MOST_NAMED } from "./span-sql"
import type { Survey } from "./survey"
import type { CountedSpan } from "./survey-spans"
import { placeOfField } from "./value-sql"
import { canBeEmptied } from "./writable"

type Found = ReadonlyMap<string, Survey>

/** The categories that are meant whole. */
const wholeOf = (asked: readonly (EraseWanted | KeepWanted)[]): Set<string> =>
  new Set(asked.filter(({ items }) => !items).map(({ category }) => category))

/** Where single items are meant, the rows that hold them are named, and no others. */
export async function narrowed(
  found: Found,
  wanted: readonly EraseWanted[],
  kept: readonly KeepWanted[],
): Promise<Map<string, Survey>> {
  const single = new Set([...wanted, ...kept].flatMap(({ category, items }) => (items ? [category] : [])))
  const [goes, stays] = [marking(wanted, []), marking(asErased(kept), [])]
  const surveys = new Map(found)
  for (const [name, { spans, rowsIn, ...survey }] of found) {
    if (!spans || !rowsIn || !survey.entry.fields.some(({ category }) => single.has(category))) continue
    const rows = []
    for (const span of spans)
      rows.push(...(await rowsIn(span)).filter((row) => goes(row).length + stays(row).length > 0))
    surveys.set(name, { ...survey, rows })
  }
  return surveys
}

/** What is to be kept, as if it were to be erased: to tell the items that are meant. */
export const asErased = (kept: readonly KeepWanted[]): EraseWanted[] =>
  kept.map((want) => ({ ...want, op: "erase" }))

/** The entries of many rows that go whole: all that may be in them is meant. */
export function goingWhole(
  found: Found,
  wanted: readonly EraseWanted[],
  kept: readonly KeepWanted[],
): Survey[] {
  const [going, staying] = [wholeOf(wanted), wholeOf(kept)]
  return [...found.values()].filter(
    ({ spans, entry }) =>
      spans &&
      letsRowsGo(entry) &&
      entry.fields.every(({ category }) => going.has(category) && !staying.has(category)),
  )
}

/** The entries of which something refers to one of many rows and has it stay, or would have to let go of it. */
export function heldOf(references: readonly Reference[], { stays, releases }: Judged): string[] {
  const held = references.filter(
    (each) => stays.has(keyText(each.target, each.to)) || releases.includes(each),
  )
  const counted = groupBy(references, ({ into }) => into)
  return [...counted].flatMap(([into, own]) =>
    into !== undefined && (own.length > MOST_NAMED || held.some((each) => each.into === into)) ? [into] : [],
  )
}

const liveIn = ({ entry }: Survey, { live }: CountedSpan, fields: readonly Field[]): number =>
  fields.reduce((sum, field) => sum + (live[entry.fields.indexOf(field)] ?? 0), 0)

/** The categories of which spans hold something. */
export const categoriesInSpans = (survey: Survey): string[] =>
  survey.entry.fields
    .filter((field) => survey.spans?.some((span) => liveIn(survey, span, [field]) > 0))
    .map(({ category }) => category)

function spanDraft(
  { source, owner }: Ground,
  survey: Survey,
  span: CountedSpan,
  fields: readonly Field[],
  means: Pick<Draft, "op" | "strategy" | "place">,
): Draft {
  const { name } = survey
  const { from, to, rows } = span
  const byCategory = [...groupBy(fields, ({ category }) => category)]
  const items = byCategory
    .map(([category, own]) => [category, liveIn(survey, span, own)] as const)
    .filter(([, count]) => count > 0)
  return {
    ...means,
    source: source.name,
    subject: owner,
    entry: name,
    keys: [],
    span: { from, to, rows },
    category: items[0]?.[0] ?? fields[0]?.category ?? "",
    purpose: null,
    fields: fields.map(({ field }) => field),
    items: Object.fromEntries(items),
    count: items.reduce((sum, [, count]) => sum + count, 0),
    after: null,
  }
}

/** A span's steps where its rows stay: what is emptied by category, and what is kept. */
function fieldSteps(ground: Ground, survey: Survey, span: CountedSpan): Steps {
  const { wanted, kept, catalog } = ground
  const { entry } = survey
  const [going, staying] = [wholeOf(wanted), wholeOf(kept)]
  const live = entry.fields.filter((field) => liveIn(survey, span, [field]) > 0)
  const steps: Step[] = []
  const unplanned: Unplanned[] = []
  for (const [category, fields] of groupBy(live, (field) => field.category)) {
    const place = fields.map((field) => placeOfField(entry, field)).join(",")
    const draft = (op: "erase" | "keep") => {
      const strategy = op === "keep" ? "keep" : strategyOf(fields)
      return spanDraft(ground, survey, span, fields, { op, strategy, place })
    }
    if (staying.has(category)) steps.push(...stepsOf(ground, PHASE.keep, entry.table, [draft("keep")]))
    else if (!going.has(category) || followsOthers(ground, survey)) continue
    else if (canBeEmptied(catalog, entry, fields))
      steps.push(...stepsOf(ground, PHASE.fields, entry.table, [draft("erase")]))
    else
      unplanned.push(
        ...wanted
          .filter((want) => want.category === category)
          .map((want): Unplanned => ({ wanted: want, why: "not_mapped" })),
      )
  }
  return { steps, unplanned }
}

/** The steps of an entry whose rows are too many to be named, one span after the other; `isWhole`: they go. */
export function manySteps(ground: Ground, survey: Survey, isWhole: boolean): Steps {
  const { entry, spans = [] } = survey
  if (!isWhole || followsOthers(ground, survey)) {
    const parts = spans.map((span) => fieldSteps(ground, survey, span))
    return {
      steps: parts.flatMap(({ steps }) => steps),
      unplanned: parts.flatMap(({ unplanned }) => unplanned),
    }
  }
  const strategy = entry.rows === "detach" ? "detach" : "delete"
  const drafts = spans.map((span) =>
    spanDraft(ground, survey, span, entry.fields, { op: "erase", strategy, place: entry.table }),
  )
  return { steps: stepsOf(ground, PHASE.rows, entry.table, drafts), unplanned: [] }
}
