import type { FactAnswer, Identifiers } from "../connector"
import { SourceRefused } from "../failures"
import { together } from "../postgres/fact"
import { ofEach, subjectsOf } from "./people"
import { type HttpSource, untrue } from "./source"

/** Asks named questions about one person; the answers come in their order. Throws SourceRefused on a fact not mapped. */
export async function facts(
  source: HttpSource,
  names: readonly string[],
  identifiers: Identifiers,
): Promise<FactAnswer[]> {
  const unknown = names.find((name) => !source.map.facts.includes(name))
  if (unknown !== undefined) throw new SourceRefused(source.name, `has no fact ${unknown} in the data map`)
  const subjects = await subjectsOf(source, identifiers)
  const answers =
    names.length === 0
      ? []
      : await ofEach(source, subjects, (subject) => source.ask("facts", { subject, names: [...names] }))
  for (const answer of answers)
    if (answer.facts.map(({ name }) => name).join() !== names.join())
      throw untrue(source, "other facts than asked for")
  const readAt = new Date().toISOString()
  return names.map((_, n) => ({
    ...{ source: source.name, subjects, readAt },
    ...together(answers.flatMap((answer) => answer.facts.slice(n, n + 1))),
  }))
}
