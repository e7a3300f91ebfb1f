import { registerOf } from "@/lib/erasures/state"
import type { OpenHouse } from "@/lib/house"
import { logFault } from "@/lib/log"
import type { InForce } from "@/lib/policy/editions"
import { type Looked, look } from "@/lib/replay/look"
import { knownHere, type Matched, matchedIn, windows } from "@/lib/replay/people"
import { notGivenSince, redo } from "@/lib/replay/redo"
import { type Lifted, wishesOf } from "@/lib/replay/wishes"
import type { Connector } from "@/lib/sources/connector"
import { Quarantined, SourceRefused } from "@/lib/sources/failures"

/** `dry`: everything is looked at and nothing changed. */
export type Run = { house: OpenHouse; held: InForce; lifted: Lifted; dry: boolean }

/**
 * Of one source, in people: who came back, of whom it is gone again, who has data that may have been given anew and is left
 * alone, whom a hold set since covers, and of whom it could not be done.
 */
export type SourceReport = {
  source: string
  found: number
  done: number
  doubtful: number
  held: number
  failed: number
}

/** Reads a source through twice: first to see from which line on it was restored, then to do it. */
export async function inSource(run: Run, source: Connector): Promise<SourceReport> {
  let since: number | null = null
  for await (const matched of everyone(run, source)) {
    const looked = await lookAt(run, source, matched, null).catch(refused)
    if (looked?.sure) since = Math.min(since ?? looked.sure, looked.sure)
  }
  const counts = { source: source.name, found: 0, done: 0, doubtful: 0, held: 0, failed: 0 }
  for await (const matched of everyone(run, source)) await again(run, source, matched, since, counts)
  return counts
}

/** Everybody in a source whom the register is about, so many lines of it at a time. */
async function* everyone({ house }: Run, source: Connector): AsyncGenerator<Matched> {
  for await (const window of windows(house))
    yield* matchedIn(house, source, window, await knownHere(house, window))
}

async function lookAt(
  { house, lifted }: Run,
  source: Connector,
  { person, lines, identifiers, subjectId }: Matched,
  since: number | null,
): Promise<Looked | null> {
  const wished = wishesOf(lines, source.name, person, lifted)
  if (!wished) return null
  const stop = subjectId ? await notGivenSince(house, subjectId, wished.stop) : wished.stop
  return look({ source, keyed: registerOf(house).keyed, identifiers, wishes: { ...wished, stop }, since })
}

/** What a source refuses is counted when it is to be done. */
function refused(error: unknown): null {
  if (error instanceof SourceRefused || error instanceof Quarantined) return null
  throw error
}

/** One person the source refuses, or answers wrongly about, holds up nobody else. */
async function again(...about: Parameters<typeof tryAgain>): Promise<void> {
  try {
    await tryAgain(...about)
  } catch (error) {
    refused(error)
    const [, source, , , counts] = about
    logFault("replay", error, { ref: source.name })
    counts.failed += 1
  }
}

/** Looks and does it; should the data change in between, looks once more. */
async function tryAgain(
  run: Run,
  source: Connector,
  matched: Matched,
  since: number | null,
  counts: SourceReport,
): Promise<void> {
  const last = matched.lines.at(-1)
  for (let tries = 0; last && tries < 3; tries += 1) {
    const looked = await lookAt(run, source, matched, since)
    if (tries === 0 && looked && looked.doubtful.length > 0) counts.doubtful += 1
    if (!looked || looked.operations.length === 0) return
    if (tries === 0) counts.found += 1
    if (run.dry) return
    const doing = { operations: looked.operations, since: last.at, line: last.id }
    const outcome = await redo(run.house, run.held, { source, ...matched }, doing)
    if (outcome === "done" || outcome === "held") {
      counts[outcome] += 1
      return
    }
  }
  counts.failed += 1
}
