import { Quarantined, SourceRefused, SourceUnreachable } from "@/lib/sources/failures"

/** Some sources gave no answer, so that there is no copy: it is whole or it is not made. */
export class SourcesSilent extends Error {
  constructor(readonly sources: readonly string[]) {
    super(`no answer from ${sources.join(", ")}`)
    this.name = "SourcesSilent"
  }
}

const isSourceFailure = (error: unknown): boolean =>
  [SourceUnreachable, SourceRefused, Quarantined].some((kind) => error instanceof kind)

/** The answer of one source; its failure becomes SourcesSilent, which names it. Faults of ours are thrown as they are. */
export async function answerOf<T>(source: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw isSourceFailure(error) ? new SourcesSilent([source]) : error
  }
}

/** The answers of all; SourcesSilent with every source that gave none. */
export async function answersOf<T>(answers: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(answers)
  const failed = settled.flatMap((each) => (each.status === "rejected" ? [each.reason as unknown] : []))
  const other = failed.find((error) => !(error instanceof SourcesSilent))
  if (other) throw other
  const silent = failed.flatMap((error) => (error instanceof SourcesSilent ? error.sources : []))
  if (silent.length > 0) throw new SourcesSilent(silent)
  return settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []))
}

const PREFIX = "silent:"

/** The cause of a stall that waits for these sources to answer again. */
export const silentCause = (sources: readonly string[]): string => `${PREFIX}${sources.join(",")}`

/** The sources a stalled part waits for; none where it stalled for another cause. */
export const silentIn = (cause: string | null): string[] =>
  cause?.startsWith(PREFIX) ? cause.slice(PREFIX.length).split(",") : []
