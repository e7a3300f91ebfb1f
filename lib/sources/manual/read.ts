import type {
  CategoryCount,
  CountAnswer,
  CountQuestion,
  Item,
  LastRecorded,
  ReadAnswer,
  ReadQuestion,
} from "../connector"
import { itemId } from "./plan"
import { fieldsLeft, type ManualSource, type Standing, standingsOf } from "./standing"

const FIRST_PAGE = { offset: 0, limit: 100 }

const categoriesOf = ({ map }: ManualSource, { categories }: CountQuestion): string[] =>
  Object.keys(map.holds).filter((code) => !categories || categories.includes(code))

/** What is held of somebody by the map, but for what was stated to be gone. */
function itemsOf(source: ManualSource, standing: Standing, category: string): Item[] {
  const held = source.map.holds[category]
  return fieldsLeft(source, standing, category).flatMap((field): Item[] => {
    const mapped = held?.fields[field]
    if (!held || !mapped) return []
    const { subject } = standing
    return [
      {
        ...{ id: itemId(source, subject, category, field), source: source.name, subject, category, field },
        ...{ value: { askedFor: true }, type: mapped.type },
        origin: { by: mapped.origin ?? held.origin, at: null },
        thirdPerson: mapped.thirdPerson ?? false,
        place: `${category}.${field}`,
        key: { field },
        recordedAt: null,
      },
    ]
  })
}

async function heldOf(source: ManualSource, question: CountQuestion) {
  const standings = await standingsOf(source, question.identifiers)
  const items = categoriesOf(source, question).flatMap((category) =>
    standings.flatMap((standing) => itemsOf(source, standing, category)),
  )
  return { subjects: standings.map(({ subject }) => subject), items }
}

export const countsOf = (items: readonly Pick<Item, "category" | "thirdPerson">[]): CategoryCount[] =>
  [...new Set(items.map(({ category }) => category))].map((category) => {
    const mine = items.filter((item) => item.category === category)
    return { category, items: mine.length, thirdPerson: mine.some(({ thirdPerson }) => thirdPerson) }
  })

/** What is there of people by what was stated of them, in all categories of the map. */
export const countsIn = (source: ManualSource, standings: readonly Standing[]): CategoryCount[] =>
  countsOf(
    Object.keys(source.map.holds).flatMap((category) =>
      standings.flatMap((standing) => itemsOf(source, standing, category)),
    ),
  )

export async function count(source: ManualSource, question: CountQuestion): Promise<CountAnswer> {
  const { subjects, items } = await heldOf(source, question)
  return { source: source.name, subjects, categories: countsOf(items), readAt: new Date().toISOString() }
}

/** Nobody writes down when a paper came. */
export async function lastRecorded(source: ManualSource, question: CountQuestion): Promise<LastRecorded[]> {
  const { items } = await heldOf(source, question)
  return countsOf(items).map(({ category }) => ({ category, at: null }))
}

/** That something is held, item by item; the values are for people to look up. */
export async function read(source: ManualSource, question: ReadQuestion): Promise<ReadAnswer> {
  const { subjects, items } = await heldOf(source, question)
  const { offset, limit } = question.page ?? FIRST_PAGE
  const end = offset + limit
  return {
    ...{ source: source.name, subjects, items: items.slice(offset, end), total: items.length },
    nextOffset: end < items.length ? end : null,
    readAt: new Date().toISOString(),
  }
}
