import type { Json, Unplanned, Wanted } from "../connector"
import { SourceRefused, ValueDoesNotFit } from "../failures"
import { groupBy } from "../group"
import type { Field } from "../map-schema"
import { keyIn, keySlots } from "./entry-sql"
import { placeOfField } from "./field-sql"
import type { Step, Steps } from "./plan-erase"
import { relationOf } from "./relation"
import { hasOthers } from "./shape-correct"
import type { Draft } from "./shape-parts"
import type { PostgresSource } from "./source"
import { statementOf, statesOf } from "./statement"
import { type Survey, type SurveyRow, survey } from "./survey"

type CorrectWanted = Extract<Wanted, { op: "correct" }>
type Aim = { wanted: CorrectWanted; found: Survey; row: SurveyRow; field: Field }

const PHASE = 5

function aim(wanted: CorrectWanted, surveys: readonly Survey[]): Aim | Unplanned["why"] {
  const isMeant = (field: Field) => field.category === wanted.category && field.field === wanted.field
  const places = surveys.flatMap((found) => {
    const field = found.entry.fields.find((each) => isMeant(each) && each.correct)
    return field ? found.rows.map((row) => ({ wanted, found, row, field })) : []
  })
  if (!surveys.some(({ entry }) => entry.fields.some((field) => isMeant(field) && field.correct)))
    return "not_mapped"
  const { item } = wanted
  const [first, ...others] =
    item === undefined ? places : places.filter(({ row, field }) => row.id(field) === item)
  if (!first) return "nothing_held"
  return others.length > 0 ? "ambiguous" : first
}

function draftOf(source: PostgresSource, aims: readonly Aim[], isSplit: boolean): Draft | null {
  const [first] = aims
  if (!first) return null
  const after: Record<string, Json> = {}
  for (const { field, wanted } of aims) after[field.column] = wanted.value
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

// Whether somebody else has the shared row too, so that it has to be corrected on a copy.
async function hasOtherOwners(source: PostgresSource, { found, row, field }: Aim): Promise<boolean> {
  if (!field.shared || !row.shared) return false
  const { entry } = found
  const prepared = await source.prepare(["others", found.name], (build) => {
    const relation = relationOf(build, entry)
    const where = [keyIn(build, "t", entry.table, entry.primaryKey), ...relation.where]
    return `select ${hasOthers(entry)} as others from ${relation.from} where ${where.join(" and ")}`
  })
  const [[answer] = []] = await source.reading.ask([prepared.fill(keySlots([row.key]))])
  return answer?.others === true
}

/**
 * Tries the change and takes it back, so that a value the columns cannot hold is refused while the person still types.
 * Throws ValueDoesNotFit.
 */
async function tryOut(source: PostgresSource, draft: Draft): Promise<void> {
  try {
    await source.writing.transaction(async (ask) => {
      const answers = await ask([await statementOf(source, [draft])])
      const [state] = statesOf(source, [draft], answers[0])
      await ask([await statementOf(source, [draft], [state?.hash ?? ""])])
      return { keep: false, result: undefined }
    })
  } catch (error) {
    // 22: the value's shape; 23: a constraint on it.
    if (error instanceof SourceRefused && /^2[23]/.test(error.code)) {
      throw new ValueDoesNotFit(source.name, draft.category, draft.fields)
    }
    throw error
  }
}

/** The steps that put new values in place, one per row, each tried out first. */
export async function planCorrect(
  source: PostgresSource,
  owner: string,
  wanted: readonly CorrectWanted[],
): Promise<Steps> {
  const categories = new Set(wanted.map(({ category }) => category))
  const names = Object.entries(source.map.entries).flatMap(([name, entry]) =>
    entry.fields.some((field) => categories.has(field.category)) ? [name] : [],
  )
  const surveys = [...(await survey(source, owner, names, new Set())).values()]
  const unplanned: Unplanned[] = []
  const aims: Aim[] = []
  for (const each of wanted) {
    const found = aim(each, surveys)
    if (typeof found === "string") unplanned.push({ wanted: each, why: found })
    else aims.push(found)
  }
  const steps: Step[] = []
  const rows = groupBy(aims, ({ found, row, field }) =>
    JSON.stringify([found.name, row.key, field.category, field.shared ?? false]),
  )
  for (const group of rows.values()) {
    const [first] = group
    const draft = first ? draftOf(source, group, await hasOtherOwners(source, first)) : null
    if (!draft) continue
    await tryOut(source, draft)
    steps.push({ phase: PHASE, rank: steps.length, draft })
  }
  return { steps, unplanned }
}
