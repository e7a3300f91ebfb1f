import { type Day, dayNumber, dayOfNumber } from "@/lib/deadlines/day"

/**
 * A time in which the term stands while the person is waited for: from the day of the question up to, not including,
 * the day of the answer, on which it runs again. `to` null: still waiting.
 */
export type Pause = { from: Day; to: Day | null }

/** By day numbers, `to` not included. */
export type Stretch = { from: number; to: number }

/**
 * Pauses in order, joined where they touch, those of no day left out. An open one lasts up to the day `asOf`. Throws
 * RangeError when one ends before it begins.
 */
export const stretchesOf = (pauses: readonly Pause[], asOf: Day | null): Stretch[] => {
  const open = asOf === null ? null : dayNumber(asOf)
  const read = pauses.map(({ from, to }) => {
    const start = dayNumber(from)
    const end = to === null ? Math.max(start, open ?? start) : dayNumber(to)
    if (end < start) throw new RangeError(`a pause from ${from} cannot end on ${to}`)
    return { from: start, to: end }
  })
  const joined: Stretch[] = []
  for (const one of read.filter(({ from, to }) => to > from).sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last && one.from <= last.to) last.to = Math.max(last.to, one.to)
    else joined.push(one)
  }
  return joined
}

/** What counts as a day of the term: how many lie from `from` up to `to`, and which is the n-th after a day. */
export type Counting = {
  between: (from: number, to: number) => number
  nthAfter: (after: number, n: number) => number
}

/** Every day counts. */
export const everyDay: Counting = { between: (from, to) => to - from, nthAfter: (after, n) => after + n }

/** The n-th day after `after` that counts and on which the term does not stand (`n` ≥ 0; 0 is `after` itself). */
export const reach = (after: number, n: number, counting: Counting, standing: readonly Stretch[]): number => {
  let [at, left] = [after, n]
  for (const { from, to } of standing) {
    if (left === 0 || to <= at + 1) continue
    const last = counting.nthAfter(at, left)
    if (last < from) return last
    left -= from > at + 1 ? counting.between(at + 1, from) : 0
    at = to - 1
  }
  return left === 0 ? at : counting.nthAfter(at, left)
}

/** The stretches that held the term up between its first and its last day, as days. */
export const heldUp = (standing: readonly Stretch[], first: number, last: number): { from: Day; to: Day }[] =>
  standing
    .filter(({ from, to }) => from <= last && to > first)
    .map(({ from, to }) => ({ from: dayOfNumber(from), to: dayOfNumber(to) }))
