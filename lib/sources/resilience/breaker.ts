import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhen,
} from "cockatiel"
import { SourceResting, SourceUnreachable } from "../failures"
import { halfByChance } from "./pause"

/** So many failures in a row, and a source is left alone. */
const FAILURES = 5
const FIRST_PAUSE_MS = 5_000
/** It is asked for a sign of life at least so often. */
export const LONGEST_PAUSE_MS = 60_000

/** Whether a source is asked, or left alone since when, and when it is tried again. */
export type BreakerState = {
  readonly source: string
  readonly resting: { readonly since: Date; readonly nextTry: Date } | null
}

export type Breaker = {
  /** Throws SourceResting at once while the source is left alone. */
  run<T>(work: () => Promise<T>): Promise<T>
  close(): void
}

/** Doubles from failure to failure. */
const pauseBefore = (tries: number): number =>
  halfByChance(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries))

/**
 * Leaves a source alone once it failed five times in a row. Nobody's question is used to try whether it is back: that is
 * asked by `ping`, after pauses that double up to a minute, while every question is answered at once that it rests.
 * `moved` hears of every change and of every try that failed.
 */
export function openBreaker(
  source: string,
  ping: () => Promise<void>,
  moved: (state: BreakerState) => void = () => undefined,
): Breaker {
  let since: Date | null = null
  let tries = 0
  let pause = FIRST_PAUSE_MS
  let nextTry = new Date()
  let timer: NodeJS.Timeout | undefined
  const breaker: CircuitBreakerPolicy = circuitBreaker(handleWhen(countsAgainst), {
    breaker: new ConsecutiveBreaker(FAILURES),
    halfOpenAfter: new DelegateBackoff(() => {
      pause = pauseBefore(tries++)
      return pause
    }),
  })
  breaker.onBreak(() => {
    since ??= new Date()
    nextTry = new Date(Date.now() + pause)
    timer = setTimeout(probe, pause + 1)
    timer.unref()
    moved({ source, resting: { since, nextTry } })
  })
  breaker.onReset(() => {
    since = null
    tries = 0
    moved({ source, resting: null })
  })
  // What it says is kept by the breaker; nobody waits for it.
  const probe = () => void breaker.execute(ping).catch(() => undefined)
  return {
    run(work) {
      if (breaker.state === CircuitState.Closed) return breaker.execute(work)
      return Promise.reject(new SourceResting(source, nextTry))
    },
    close: () => clearTimeout(timer),
  }
}

// A full disk is an answer: reading goes on beside it.
const countsAgainst = (error: unknown): boolean => error instanceof SourceUnreachable && !error.isFull
