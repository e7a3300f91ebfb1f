import { logFault } from "@/lib/log"
import type { Reading } from "@/lib/records/reading"
import type { Connector, Identifiers, Sources } from "@/lib/sources/connector"
import { Quarantined, SourceRefused, SourceUnreachable } from "@/lib/sources/failures"

/** How long a page waits for a source, and for one that did not answer the last time. */
const LIMIT_MS = 4_000
const LIMIT_WHEN_SILENT_MS = 1_500

/** A source that gave no answer: `since` when, as far as this process has seen. */
export type Silence = { source: string; since: Date }
export type Asked<T> = { answers: T[]; silent: Silence[] }

/** A source took longer than a page can wait. */
export class Slow extends Error {}

const silentSince = new Map<string, Date>()

/**
 * Puts a question to every source that knows the person, all at once. A source that is slow, down or refuses is named
 * in `silent` and the others' answers stand. Faults of ours are thrown.
 */
export const askSources = <T>(
  { sources, identities }: Pick<Reading, "sources" | "identities">,
  question: (source: Connector, identifiers: Identifiers) => Promise<T>,
): Promise<Asked<T>> =>
  gathered(
    sources.all().flatMap((source) => {
      const identifiers = identities.get(source.name)
      return identifiers ? [askOne(source, question(source, identifiers))] : []
    }),
  )

/** The same to every source, whether or not it knows the person. */
export const askEvery = <T>(
  sources: Sources,
  question: (source: Connector) => Promise<T>,
): Promise<Asked<T>> => gathered(sources.all().map((source) => askOne(source, question(source))))

async function gathered<T>(asked: readonly Promise<Answered<T>>[]): Promise<Asked<T>> {
  const all = await Promise.all(asked)
  return {
    answers: all.flatMap((each) => ("answer" in each ? [each.answer] : [])),
    silent: all.flatMap((each) => ("silent" in each ? [each.silent] : [])),
  }
}

type Answered<T> = { answer: T } | { silent: Silence }

async function askOne<T>(source: Connector, answer: Promise<T>): Promise<Answered<T>> {
  try {
    const value = { answer: await withinLimit([source.name], answer) }
    silentSince.delete(source.name)
    return value
  } catch (error) {
    if (!isSourceFailure(error)) throw error
    const since = silentSince.get(source.name) ?? new Date()
    silentSince.set(source.name, since)
    logFault("source.silent", error, { ref: source.name })
    return { silent: { source: source.name, since } }
  }
}

const isSourceFailure = (error: unknown): boolean =>
  [Slow, SourceUnreachable, SourceRefused, Quarantined].some((kind) => error instanceof kind)

/** The answer of these sources, or Slow after the limit. What comes later is dropped; the connector has a limit of its own. */
export async function withinLimit<T>(sources: readonly string[], answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = sources.some((name) => silentSince.has(name)) ? LIMIT_WHEN_SILENT_MS : LIMIT_MS
  const tooLate = new Promise<never>((_, late) => {
    timer = setTimeout(() => late(new Slow("slow")), limit)
  })
  try {
    return await Promise.race([answer, tooLate])
  } finally {
    clearTimeout(timer)
    // A failure after the limit has nobody left to tell.
    answer.catch(() => undefined)
  }
}
