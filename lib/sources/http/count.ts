import type { CategoryCount, CountAnswer, CountQuestion, LastRecorded } from "../connector"
import { groupBy } from "../group"
import { ofEach, subjectsOf } from "./people"
import { categoriesOf, type HttpSource, hasTwice, untrue } from "./source"

/** What the source counts of people by its own keys, category by category. */
async function counted(source: HttpSource, subjects: readonly string[], categories: string[]) {
  if (categories.length === 0) return []
  const answers = await ofEach(source, subjects, (subject) => source.ask("count", { subject, categories }))
  for (const answer of answers) {
    const named = answer.categories.map(({ category }) => category)
    if (hasTwice(named) || named.some((code) => !categories.includes(code)))
      throw untrue(source, "counts of categories that it was not asked for")
  }
  return [
    ...groupBy(
      answers.flatMap((answer) => answer.categories),
      ({ category }) => category,
    ),
  ]
}

/** Items per category, in the order of the map. */
export async function countOf(
  source: HttpSource,
  subjects: readonly string[],
  categories: string[],
): Promise<CategoryCount[]> {
  const found = new Map(await counted(source, subjects, categories))
  return categories.flatMap((category) => {
    const items = (found.get(category) ?? []).reduce((sum, each) => sum + each.items, 0)
    const thirdPerson = Object.values(source.map.holds[category]?.fields ?? {}).some(
      (each) => each.thirdPerson,
    )
    return items === 0 ? [] : [{ category, items, thirdPerson }]
  })
}

/** Items per category; categories without items are left out. */
export async function count(source: HttpSource, question: CountQuestion): Promise<CountAnswer> {
  const subjects = await subjectsOf(source, question.identifiers)
  const categories = await countOf(source, subjects, categoriesOf(source, question.categories))
  return { source: source.name, subjects, categories, readAt: new Date().toISOString() }
}

/** When the last item of each category was recorded, as `Connector.lastRecorded` says it. */
export async function lastRecorded(source: HttpSource, question: CountQuestion): Promise<LastRecorded[]> {
  const subjects = await subjectsOf(source, question.identifiers)
  const found = await counted(source, subjects, categoriesOf(source, question.categories))
  return found.map(([category, counts]) => {
    const dates = counts.flatMap(({ last }) => (last === null ? [] : [new Date(last).toISOString()]))
    return { category, at: dates.length === counts.length ? (dates.sort().at(-1) ?? null) : null }
  })
}
