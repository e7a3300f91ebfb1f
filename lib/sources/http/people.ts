import type { Identifiers, Touched, TouchedPage, TouchedPerson } from "../connector"
import { Quarantined } from "../failures"
import { normal } from "../spelling"
import type { Answered } from "./contract"
import { assertOwn, categoriesOf, type HttpSource, has, hasTwice, untrue } from "./source"

type Person = Answered<"identify">["people"][number]

const normalised = ({ map }: HttpSource, kind: string, value: string): string | null => {
  const identity = map.subject.identifiers.find((each) => each.kind === kind)
  return identity ? normal[identity.normalise](value) : null
}

const knownPerson = (source: HttpSource, { key, identifiers, language }: Person): TouchedPerson => ({
  identifiers: [
    { kind: source.map.subject.kind, value: key },
    ...identifiers.flatMap(({ kind, value }) => {
      const held = normalised(source, kind, value)
      return held === null || held === "" ? [] : [{ kind, value: held }]
    }),
  ],
  language,
})

/** What the source knows people by, of these keys alone, in their order; those it does not know are left out. */
async function identified(source: HttpSource, keys: readonly string[]): Promise<TouchedPerson[]> {
  if (keys.length === 0) return []
  const { people } = await source.ask("identify", { keys: [...keys] })
  if (people.some(({ key }) => !keys.includes(key))) throw new Quarantined(source.name)
  if (hasTwice(people.map(({ key }) => key))) throw untrue(source, "one person twice")
  return keys.flatMap((key) =>
    people.filter((each) => each.key === key).map((each) => knownPerson(source, each)),
  )
}

/** The identifiers the source holds for one of its keys; the key itself first. */
export const identify = async (source: HttpSource, key: string): Promise<Identifiers> =>
  (await identified(source, [key]))[0]?.identifiers ?? []

/** The source's keys of everybody an identifier matches, each once. */
export async function find(source: HttpSource, kind: string, value: string): Promise<string[]> {
  const { map } = source
  if (kind === map.subject.kind) return (await identified(source, [value])).length > 0 ? [value] : []
  const asked = normalised(source, kind, value)
  if (asked === null) return []
  return [...new Set((await source.ask("find", { kind, value: asked })).keys)]
}

/**
 * The source's keys of the person the identifiers name: by its own key where given, else by an identifier that proves.
 * Throws Quarantined when somebody found has another proving value than the one known, or none where it was found by it.
 */
export async function subjectsOf(source: HttpSource, identifiers: Identifiers): Promise<string[]> {
  const { kind: own, identifiers: kinds } = source.map.subject
  const given = identifiers.filter(({ kind }) => kind === own).map(({ value }) => value)
  const proving = kinds.filter(({ proves }) => proves).map(({ kind }) => kind)
  const proofs = identifiers.filter(({ kind }) => proving.includes(kind))
  const found =
    given.length > 0 ? [] : await Promise.all(proofs.map((each) => find(source, each.kind, each.value)))
  const people = await identified(source, [...new Set([...given, ...found.flat()])])
  for (const person of people) assertProved(source, proofs, person, given.length === 0)
  return people.map(({ identifiers: [key] }) => key?.value ?? "")
}

function assertProved(
  source: HttpSource,
  proofs: Identifiers,
  person: TouchedPerson,
  wasFound: boolean,
): void {
  const matches = proofs.map(({ kind, value }) => {
    const held = person.identifiers.slice(1).filter((each) => each.kind === kind)
    if (held.length === 0) return null
    return held.some((each) => each.value === normalised(source, kind, value))
  })
  if (matches.includes(false) || (wasFound && !matches.includes(true))) throw new Quarantined(source.name)
}

/** The source's keys of its people, so many after the one given; none where it does not tell. */
export async function everybody(source: HttpSource, after: string | null, most: number): Promise<string[]> {
  if (!has(source, "people")) return []
  const { keys } = await source.ask("people", { after, most })
  if (keys.length > most || hasTwice(keys) || (after !== null && keys.includes(after)))
    throw untrue(source, "a page that is not the one asked for")
  return keys
}

const NOBODY: Answered<"touched"> = { people: [], total: 0 }

async function askTouched(
  source: HttpSource,
  scope: Touched,
  page: TouchedPage,
): Promise<Answered<"touched">> {
  const { from, to, keys } = scope
  const categories = categoriesOf(source, scope.categories)
  if (!has(source, "touched") || categories.length === 0) return NOBODY
  const answer = await source.ask("touched", { categories, from, to, keys: keys && [...keys], ...page })
  const named = answer.people.map(({ key }) => key)
  if (named.length > page.most || hasTwice(named))
    throw untrue(source, "a page that is not the one asked for")
  for (const key of named) if (keys && !keys.includes(key)) throw new Quarantined(source.name)
  return answer
}

/** How many people the source holds such data of. */
export const countTouched = async (source: HttpSource, scope: Touched): Promise<number> =>
  (await askTouched(source, scope, { after: null, most: 0 })).total

/** A page of them. */
export const touched = async (
  source: HttpSource,
  scope: Touched,
  page: TouchedPage,
): Promise<TouchedPerson[]> =>
  (await askTouched(source, scope, page)).people.map((each) => knownPerson(source, each))

/** One answer for each of the person's keys, each about that key. */
export async function ofEach<T extends { subject: string }>(
  source: HttpSource,
  subjects: readonly string[],
  ask: (subject: string) => Promise<T>,
): Promise<T[]> {
  const answers: T[] = []
  for (const subject of subjects) {
    const answer = await ask(subject)
    assertOwn(source, subject, answer.subject)
    answers.push(answer)
  }
  return answers
}
