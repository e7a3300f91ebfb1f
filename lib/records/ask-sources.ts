import { logFault } from "@/lib/log"
import type { Reading } from "@/lib/records/reading"
import type { Connector, Identifiers, Sources } from "@/lib/sources/connector"
import { Quarantined, SourceRefused, SourceUnreachable } from "@/lib/sources/failures"
import { hasAnswered, isLate, patienceWith } from "./pace"

/** How long an answer is waited for at most, and that of a source that did not answer the last time. */
const LIMIT_MS = 4_000
const LIMIT_WHEN_SILENT_MS = 1_500

/** A source that gave no answer: `since` when, as far as this process has seen. */
export type Silence = { source: string; since: Date }
export type Asked<T> = { answers: T[]; silent: Silence[] }

/** What is there when a page goes out, and what comes after it; null when nothing is left to come. */
export type Prompt<T> = { soon: T; later: Later<T> | null }
/** What the sources named here answer, or that they did not. */
export type Later<T> = { sources: string[]; rest: Promise<T> }

/** A source took longer than a page can wait. */
export class Slow extends Error {}

const silentSince = new Map<string, Date>()

/** When a source last gave no answer that can be shown, and why, in words for staff: never a value, never a person. */
export type Failure = { at: Date; sentence: string }
const lastFailures = new Map<string, Failure>()

/** Why this source was silent last, as far as this process has seen; what came after it does not take it back. */
export const lastFailureOf = (source: string): Failure | null => lastFailures.get(source) ?? null

type Known = Pick<Reading, "sources" | "identities">
type Question<T> = (source: Connector, identifiers: Identifiers) => Promise<T>

/**
 * Puts a question to every source that knows the person, all at once. A source that is slow, down or refuses is named
 * in `silent` and the others' answers stand. Faults of ours are thrown.
 */
export const askSources = async <T>(known: Known, question: Question<T>): Promise<Asked<T>> =>
  gathered(await Promise.all(askKnown(known, question).map(({ answer }) => answer)))

/**
 * The same, for a page that shows what is there: a source that takes longer than it usually does keeps nobody from what
 * the others answered, and its own answer follows.
 */
export async function askPromptly<T>(known: Known, question: Question<T>): Promise<Prompt<Asked<T>>> {
  const asked = askKnown(known, question)
  const found = await Promise.all(asked.map(({ source, answer }) => inTime(answer, patienceWith(source))))
  const late = asked.filter((_, i) => found[i] === TOO_LATE)
  for (const { source } of late) isLate(source)
  const soon = gathered(found.filter((each) => each !== TOO_LATE))
  if (late.length === 0) return { soon, later: null }
  const rest = Promise.all(late.map(({ answer }) => answer)).then(gathered)
  return { soon, later: { sources: late.map(({ source }) => source), rest } }
}

/** An answer that needs all these sources, or `meanwhile` in its place until it is there. */
export async function promptly<T>(sources: string[], answer: Promise<T>, meanwhile: T): Promise<Prompt<T>> {
  const waits = sources.map(patienceWith)
  const found = await inTime(answer, waits.includes(0) ? 0 : Math.max(0, ...waits))
  return found === TOO_LATE
    ? { soon: meanwhile, later: { sources, rest: answer } }
    : { soon: found, later: null }
}

/** What is made of the answers, of those that come later as of those that are there. */
export function mapPrompt<T, R>({ soon, later }: Prompt<T>, make: (from: T) => R): Prompt<R> {
  const rest = later?.rest.then(make)
  // A page that was left waits for nothing.
  rest?.catch(() => undefined)
  return { soon: make(soon), later: later && rest ? { sources: later.sources, rest } : null }
}

/** The same to every source, whether or not it knows the person. */
export const askEvery = async <T>(
  sources: Sources,
  question: (source: Connector) => Promise<T>,
): Promise<Asked<T>> =>
  gathered(await Promise.all(sources.all().map((source) => askOne(source, question(source)))))

const askKnown = <T>({ sources, identities }: Known, question: Question<T>) =>
  sources.all().flatMap((source) => {
    const identifiers = identities.get(source.name)
    return identifiers ? [{ source: source.name, answer: askOne(source, question(source, identifiers)) }] : []
  })

const gathered = <T>(all: readonly Answered<T>[]): Asked<T> => ({
  answers: all.flatMap((each) => ("answer" in each ? [each.answer] : [])),
  silent: all.flatMap((each) => ("silent" in each ? [each.silent] : [])),
})

type Answered<T> = { answer: T } | { silent: Silence }

async function askOne<T>(source: Connector, answer: Promise<T>): Promise<Answered<T>> {
  const began = performance.now()
  answer.then(
    () => hasAnswered(source.name, performance.now() - began),
    () => undefined,
  )
  try {
    const value = { answer: await withinLimit([source.name], answer) }
    silentSince.delete(source.name)
    return value
  } catch (error) {
    if (!isSourceFailure(error)) throw error
    const since = silentSince.get(source.name) ?? new Date()
    silentSince.set(source.name, since)
    lastFailures.set(source.name, { at: new Date(), sentence: error.message })
    logFault("source.silent", error, { ref: source.name })
    return { silent: { source: source.name, since } }
  }
}

const isSourceFailure = (error: unknown): error is Error =>
  [Slow, SourceUnreachable, SourceRefused, Quarantined].some((kind) => error instanceof kind)

/** The answer of these sources, or Slow after the limit. What comes later is dropped; the connector has a limit of its own. */
export async function withinLimit<T>(sources: readonly string[], answer: Promise<T>): Promise<T> {
  const isSilent = sources.some((name) => silentSince.has(name))
  const found = await inTime(answer, isSilent ? LIMIT_WHEN_SILENT_MS : LIMIT_MS)
  if (found === TOO_LATE) throw new Slow("no answer in the time a page waits")
  return found
}

const TOO_LATE = Symbol("too late")

/** The answer, or that it took longer than so many milliseconds. */
async function inTime<T>(answer: Promise<T>, ms: number): Promise<T | typeof TOO_LATE> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<typeof TOO_LATE>((late) => {
    timer = setTimeout(() => late(TOO_LATE), ms)
  })
  try {
    return await Promise.race([answer, tooLate])
  } finally {
    clearTimeout(timer)
    // A failure after the limit has nobody left to tell.
    answer.catch(() => undefined)
  }
}
