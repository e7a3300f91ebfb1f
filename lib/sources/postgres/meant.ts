import type { Identifiers } from "../connector"
import type { PlannedOperation } from "../operation"
import type { Mapped } from "../planning"
import type { Row } from "./pool"
import type { PostgresSource } from "./source"
import { findSubjects, isBadKey, keysGiven, proved, rowsOf, select, selectingKeys } from "./subject"
import { askTogether, type Question, rowsApart, togetherOne } from "./together"

/**
 * Whose data is meant. `subjects`: the source's keys of the person, by rows of their own; `keys`: under which something
 * of theirs may lie, among them those given whose own row is gone.
 */
export type Meant = { subjects: string[]; keys: string[] }

/** Those known, and of the keys given also the ones without a row of their own. */
export const meant = (subjects: string[], given: readonly string[]): Meant => ({
  subjects,
  keys: [...subjects, ...given.filter((key) => !subjects.includes(key))],
})

/**
 * The source's keys of the person the identifiers name, in order; none when the source does not know them. By the
 * source's own key where given, else by an identifier that proves. Throws Quarantined when a row found carries another
 * proving value than the one known: the source would answer about somebody else.
 */
export async function meantBy(source: PostgresSource, identifiers: Identifiers): Promise<Meant> {
  const given = keysGiven(source, identifiers)
  if (given.length > 0) {
    const rows = await select(source, await selectingKeys(source, given))
    return rows ? meant(proved(source, identifiers, rows), given) : { subjects: [], keys: [] }
  }
  const proving = source.map.subject.identifiers.filter((identity) => identity.proves)
  const known = identifiers.filter((each) => proving.some((identity) => identity.kind === each.kind))
  const found = await Promise.all(known.map((each) => findSubjects(source, each.kind, each.value)))
  const keys = found.flat()
  return meant(keys.length === 0 ? [] : proved(source, identifiers, await rowsOf(source, keys)), [])
}

/** The identifiers with the keys that operations are about: whoever was erased may be known under no other any more. */
export async function withKeysOf(
  { map }: Pick<Mapped, "map">,
  identifiers: Identifiers,
  operations: readonly Pick<PlannedOperation, "subject">[],
  find: () => Promise<Meant>,
): Promise<Identifiers> {
  const { kind } = map.subject
  const given = keysGiven({ map }, identifiers)
  const known = given.length > 0 ? given : (await find()).keys
  const keys = new Set([...known, ...operations.map(({ subject }) => subject)])
  return [...identifiers.filter((each) => each.kind !== kind), ...[...keys].map((value) => ({ kind, value }))]
}

/**
 * Asks questions about whoever the identifiers mean, and who that is, as `meantBy` does. Where the source's own keys are
 * given, both leave together; what was answered is used only once no row of them has proved to be somebody else's.
 */
export async function askAbout(
  source: PostgresSource,
  identifiers: Identifiers,
  questionsOf: (keys: readonly string[]) => Question[],
): Promise<Meant & { answers: Row[][] }> {
  const given = keysGiven(source, identifiers)
  const questions = questionsOf(given)
  if (given.length > 0 && questions.length > 0) {
    const both = [await selectingKeys(source, given), await togetherOne(source, questions)]
    const [rows = [], answers] = await source.reading.ask(both).catch((error: unknown) => {
      if (isBadKey(error)) return []
      throw error
    })
    const { subjects, keys } = meant(proved(source, identifiers, rows), given)
    if (answers && keys.join() === given.join()) return { subjects, keys, answers: rowsApart(answers) }
  }
  const { subjects, keys } = await meantBy(source, identifiers)
  return { subjects, keys, answers: keys.length === 0 ? [] : await askTogether(source, questionsOf(keys)) }
}
