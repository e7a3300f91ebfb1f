/** So many of a source's last answers say how long one takes. */
const REMEMBERED = 21
/** A page waits so many times as long before it goes out without the answer, and no shorter than this. */
const TIMES = 4
const SHORTEST_MS = 1_000
/** Whoever takes longer by nature is not waited for: their answers follow every page. */
const SLOW_MS = 500

const took = new Map<string, readonly number[]>()
const late = new Set<string>()

/** How long a page waits for this source, in milliseconds, before it shows what the others answered. */
export function patienceWith(source: string): number {
  const sorted = [...(took.get(source) ?? [])].sort((a, b) => a - b)
  const usual = sorted[Math.floor(sorted.length / 2)] ?? SLOW_MS
  return late.has(source) || usual > SLOW_MS ? 0 : Math.max(SHORTEST_MS, usual * TIMES)
}

/** It is late until it answers a question, this one or another. */
export function isLate(source: string): void {
  late.add(source)
}

/** It answered, however late, after so many milliseconds. */
export function hasAnswered(source: string, ms: number): void {
  late.delete(source)
  took.set(source, [...(took.get(source) ?? []), ms].slice(-REMEMBERED))
}
