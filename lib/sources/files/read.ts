import type {
  CategoryCount,
  CountAnswer,
  CountQuestion,
  Identifiers,
  Item,
  LastRecorded,
  ReadAnswer,
  ReadQuestion,
  Touched,
  TouchedPage,
  TouchedPerson,
} from "../connector"
import { exportOf, type FilesSource, type Person, peopleOf } from "./export"

const FIRST_PAGE = { offset: 0, limit: 100 }

const itemsOf = (people: readonly Person[], { categories }: Pick<CountQuestion, "categories">): Item[] =>
  people.flatMap(({ items }) => items.filter(({ category }) => !categories || categories.includes(category)))

/** Items per category, in their order. */
export const countsOf = (
  people: readonly Person[],
  question: Pick<CountQuestion, "categories"> = {},
): CategoryCount[] => {
  const items = itemsOf(people, question)
  return [...new Set(items.map(({ category }) => category))].map((category) => {
    const mine = items.filter((item) => item.category === category)
    return { category, items: mine.length, thirdPerson: mine.some(({ thirdPerson }) => thirdPerson) }
  })
}

const keysOf = (people: readonly Person[]): string[] => people.map(({ key }) => key)

export async function count(source: FilesSource, question: CountQuestion): Promise<CountAnswer> {
  const people = await peopleOf(source, question.identifiers)
  const { made: readAt } = await exportOf(source)
  return { source: source.name, subjects: keysOf(people), categories: countsOf(people, question), readAt }
}

export async function lastRecorded(source: FilesSource, question: CountQuestion): Promise<LastRecorded[]> {
  const items = itemsOf(await peopleOf(source, question.identifiers), question)
  return [...new Set(items.map(({ category }) => category))].map((category) => {
    const mine = items.filter((item) => item.category === category)
    const dates = mine.flatMap(({ recordedAt }) => (recordedAt === null ? [] : [recordedAt])).sort()
    return { category, at: dates.length === mine.length ? (dates.at(-1) ?? null) : null }
  })
}

/** What the system last said it holds; `readAt` is when it said so. */
export async function read(source: FilesSource, question: ReadQuestion): Promise<ReadAnswer> {
  const people = await peopleOf(source, question.identifiers)
  const { made: readAt } = await exportOf(source)
  const items = itemsOf(people, question)
  const { offset, limit } = question.page ?? FIRST_PAGE
  const end = offset + limit
  return {
    ...{
      source: source.name,
      subjects: keysOf(people),
      items: items.slice(offset, end),
      total: items.length,
    },
    nextOffset: end < items.length ? end : null,
    readAt,
  }
}

const within = ({ recordedAt }: Item, { from, to }: Touched): boolean =>
  recordedAt === null || ((from === null || recordedAt >= from) && (to === null || recordedAt < to))

async function touchedBy(source: FilesSource, scope: Touched): Promise<Person[]> {
  const { people } = await exportOf(source)
  return [...people.values()].filter(
    ({ key, items }) =>
      (scope.keys === null || scope.keys.includes(key)) &&
      items.some((item) => scope.categories.includes(item.category) && within(item, scope)),
  )
}

export const countTouched = async (source: FilesSource, scope: Touched): Promise<number> =>
  (await touchedBy(source, scope)).length

/** A list after one of its keys, so many at most; from the beginning where that key is gone. */
const pageOf = <T>(
  list: readonly T[],
  keyOf: (each: T) => string,
  after: string | null,
  most: number,
): T[] => {
  const at = after === null ? 0 : list.findIndex((each) => keyOf(each) === after) + 1
  return list.slice(at, at + most)
}

export const touched = async (
  source: FilesSource,
  scope: Touched,
  page: TouchedPage,
): Promise<TouchedPerson[]> =>
  pageOf(await touchedBy(source, scope), ({ key }) => key, page.after, page.most).map(({ identifiers }) => ({
    identifiers,
    language: null,
  }))

export async function everybody(source: FilesSource, after: string | null, most: number): Promise<string[]> {
  const { people } = await exportOf(source)
  return pageOf([...people.keys()], (key) => key, after, most)
}

export const identify = async (source: FilesSource, key: string): Promise<Identifiers> =>
  (await exportOf(source)).people.get(key)?.identifiers ?? []
