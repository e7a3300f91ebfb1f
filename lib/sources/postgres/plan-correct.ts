import type { Json } from "../connector"
import { groupBy } from "../group"
import type { Entry, Field } from "../map-schema"
import type { Unplanned, Wanted } from "../operation"
import type { Planning } from "../planning"
import type { Catalog } from "./catalog"
import type { Step, Steps } from "./erase-steps"
import type { Draft } from "./shape-parts"
import type { Survey, SurveyRow } from "./survey"
import { nameInRow, placeOfField } from "./value-sql"
import { takesValue } from "./writable"

type CorrectWanted = Extract<Wanted, { op: "correct" }>
type Aim = { wanted: CorrectWanted; found: Survey; row: SurveyRow; field: Field }

const PHASE = 5

function aim(wanted: CorrectWanted, surveys: readonly Survey[], catalog: Catalog): Aim | Unplanned["why"] {
  const isWritten = (entry: Entry, field: Field) => field.correct && takesValue(catalog, entry, field)
  const isMeant = (field: Field) => field.category === wanted.category && field.field === wanted.field
  const places = surveys.flatMap((found) => {
    const field = found.entry.fields.find((each) => isMeant(each) && isWritten(found.entry, each))
    return field ? found.rows.map((row) => ({ wanted, found, row, field })) : []
  })
  if (!surveys.some(({ entry }) => entry.fields.some((field) => isMeant(field) && isWritten(entry, field))))
    return "not_mapped"
  const { item } = wanted
  const [first, ...others] =
    item === undefined ? places : places.filter(({ row, field }) => row.id(field) === item)
  if (!first) return "nothing_held"
  return others.length > 0 ? "ambiguous" : first
}

function draftOf(source: Planning, aims: readonly Aim[], isSplit: boolean): Draft | null {
  const [first] = aims
  if (!first) return null
  const after: Record<string, Json> = {}
  for (const { field, wanted } of aims) after[nameInRow(field)] = wanted.value
  return {
    source: source.name,
    subject: first.row.owner,
    entry: first.found.name,
    place: aims.map(({ found, field }) => placeOfField(found.entry, field)).join(","),
    keys: [first.row.key],
    op: "correct",
    strategy: isSplit ? "split" : "set",
    category: first.wanted.category,
    purpose: null,
    fields: aims.map(({ field }) => field.field),
    items: { [first.wanted.category]: aims.length },
    count: aims.length,
    after,
  }
}

// Whether somebody else has the row too, so that it has to be corrected on a copy.
const isShared = async (source: Planning, { found, row, field }: Aim): Promise<boolean> =>
  field.shared === true && row.shared !== null && (await source.hasOthers(found.name, row))

/**
 * Of rows that are too many to be named, those that hold an item somebody named; where none is named, two, so that they are
 * seen to be several.
 */
async function meantIn(survey: Survey, wanted: readonly CorrectWanted[]): Promise<Survey> {
  const { entry, spans = [], rowsIn } = survey
  if (!rowsIn) return survey
  const isMeant = (row: SurveyRow) =>
    wanted.some(({ item }) => entry.fields.some((field) => row.id(field) === item))
  const rows: SurveyRow[] = []
  for (const [i, span] of spans.entries()) {
    const mine = await rowsIn(span)
    const any = i === 0 && wanted.some(({ item }) => item === undefined) ? mine.slice(0, 2) : []
    rows.push(...new Set([...any, ...mine.filter(isMeant)]))
  }
  return { ...survey, rows }
}

/** The steps that put new values in place, one per row, each tried out first. */
export async function planCorrect(
  source: Planning,
  owner: string,
  wanted: readonly CorrectWanted[],
): Promise<Steps> {
  const categories = new Set(wanted.map(({ category }) => category))
  const names = Object.entries(source.map.entries).flatMap(([name, entry]) =>
    entry.fields.some((field) => categories.has(field.category)) ? [name] : [],
  )
  const found = await source.survey(owner, { names, whole: new Set(), spanning: new Set(names) })
  const surveys = await Promise.all([...found.values()].map((survey) => meantIn(survey, wanted)))
  const catalog = await source.catalog()
  const unplanned: Unplanned[] = []
  const aims: Aim[] = []
  for (const each of wanted) {
    const found = aim(each, surveys, catalog)
    if (typeof found === "string") unplanned.push({ wanted: each, why: found })
    else aims.push(found)
  }
  const steps: Step[] = []
  const rows = groupBy(aims, ({ found, row, field }) =>
    JSON.stringify([found.name, row.key, field.category, field.shared ?? false]),
  )
  for (const group of rows.values()) {
    const [first] = group
    const draft = first ? draftOf(source, group, await isShared(source, first)) : null
    if (!draft) continue
    const afterHash = await source.tryOut(draft)
    steps.push({ phase: PHASE, rank: steps.length, draft, afterHash })
  }
  return { steps, unplanned }
}
