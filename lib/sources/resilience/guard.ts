import {
  BulkheadRejectedError,
  bulkhead,
  DelegateBackoff,
  handleWhen,
  retry,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
} from "cockatiel"
import type { Connector } from "../connector"
import { SourceBusy, SourceSlow, SourceUnreachable } from "../failures"
import { type Breaker, type BreakerState, openBreaker } from "./breaker"
import { openLane } from "./lane"
import type { Run } from "./run"

export type Limits = { readonly seconds: number; readonly connections: number }

/** Where a source has no limits of its own: the portal's own data. */
export const OWN_LIMITS: Limits = { seconds: 10, connections: 8 }

/** The verbs that change a source: never repeated by themselves, since nobody knows what a lost answer said. */
const WRITING: ReadonlySet<PropertyKey> = new Set<keyof Connector>(["apply", "applyAll", "rehearseAll"])

/** How many questions wait for a free place, by places. */
const WAITING = 16
const RETRIES = 2
/** A question is several statements, each within the source's own limit; a change is as many as the person has tables. */
const READING_TIMES = 3
const WRITING_TIMES = 12

/** Keeps every source apart from every other: one for each process, or their states would know nothing of each other. */
export type Guard = {
  /** The connector with a limit on time, tries, places and a breaker around each of its verbs. */
  around(connector: Connector, limits: Limits): Connector
  close(): void
}

type Kept = { breaker: Breaker; reading: Run; writing: Run }

type Told = {
  /** Hears when a source is left alone and when it is back. */
  moved?: (state: BreakerState) => void
  /** Asked before each change, at the last moment; throws where it may not be made. */
  mayWrite?: (source: string) => Promise<void>
  /** Where the process works jobs: how many of them may be in one source at a time. */
  jobs?: number
}

/**
 * Opens the guard of a process. A source is known by its name, whichever edition of the data map it was opened by.
 */
export function openGuard(told: Told = {}): Guard {
  const sources = new Map<string, Kept>()
  return {
    around(connector, limits) {
      const kept = sources.get(connector.name) ?? keep(connector, limits, told)
      sources.set(connector.name, kept)
      return new Proxy(connector, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name)
          if (typeof value !== "function" || name === "close") return value
          const run = WRITING.has(name) ? kept.writing : kept.reading
          return (...given: unknown[]) => run(async () => Reflect.apply(value, target, given) as unknown)
        },
      })
    },
    close() {
      for (const { breaker } of sources.values()) breaker.close()
    },
  }
}

function keep(connector: Connector, limits: Limits, { moved, mayWrite, jobs }: Told): Kept {
  const { name } = connector
  const within = timeLimit(name, limits.seconds * READING_TIMES)
  const breaker = openBreaker(name, () => within(() => connector.ping()), moved)
  const lane: Run = jobs ? openLane(name, jobs) : (work) => work()
  const [read, write] = [places(name, limits), places(name, limits)]
  const change = timeLimit(name, limits.seconds * WRITING_TIMES)
  return {
    breaker,
    reading: (work) => lane(() => read(() => breaker.run(() => again(() => within(work))))),
    writing: (work) =>
      lane(() =>
        write(async () => {
          await mayWrite?.(name)
          return unlessSlow(breaker, () => change(work))
        }),
      ),
  }
}

/** A change that takes too long speaks of itself, not of its source: others are not kept from it for that. */
async function unlessSlow<T>(breaker: Breaker, work: () => Promise<T>): Promise<T> {
  const answer = await breaker.run(() =>
    work().then(
      (value) => ({ value }),
      (error: unknown) => {
        if (error instanceof SourceSlow) return { error }
        throw error
      },
    ),
  )
  if ("error" in answer) throw answer.error
  return answer.value
}

/** So many at a time, some more waiting; whoever comes then is told that it is busy, and holds up nobody. */
function places(source: string, { connections }: Limits): Run {
  const policy = bulkhead(connections, connections * WAITING)
  return (work) =>
    policy.execute(work).catch((error: unknown) => {
      throw error instanceof BulkheadRejectedError ? new SourceBusy(source) : error
    })
}

function timeLimit(source: string, seconds: number): Run {
  const policy = timeout(seconds * 1000, { strategy: TimeoutStrategy.Aggressive, abortOnReturn: false })
  return (work) =>
    policy.execute(work).catch((error: unknown) => {
      throw error instanceof TaskCancelledError ? new SourceSlow(source, "took too long") : error
    })
}

/** A question whose connection broke is asked again; what took too long would take so again. */
const again: Run = (work) => {
  const isBroken = (error: unknown) =>
    error instanceof SourceUnreachable && error.constructor === SourceUnreachable
  const policy = retry(handleWhen(isBroken), {
    maxAttempts: RETRIES,
    backoff: new DelegateBackoff(({ attempt }: { attempt: number }) => Math.random() * 100 * 2 ** attempt),
  })
  return policy.execute(work)
}
