/** Medians over the rounds: ours, the baseline's, and their ratio. */
export type Measurement = {
  ratio: number
  ours: number
  baseline: number
  unit: string
  runs: number
  [more: string]: unknown
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low, high] = [sorted[middle - 1] ?? 0, sorted[middle] ?? 0]
  return sorted.length % 2 ? high : (low + high) / 2
}

/** Milliseconds a piece of work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint()
  await work()
  return Number(process.hrtime.bigint() - start) / 1e6
}

const rounded = (value: number) => Math.round(value * 100) / 100

/**
 * Runs ours and the baseline by turns, each round beginning with the other, and compares medians; so a busy machine
 * slows both alike.
 */
export async function alternate(
  runs: number,
  unit: string,
  ours: (round: number) => Promise<number>,
  baseline: (round: number) => Promise<number>,
): Promise<Measurement> {
  const [mine, theirs]: [number[], number[]] = [[], []]
  for (let round = 0; round < runs; round++) {
    if (round % 2 === 0) mine.push(await ours(round))
    theirs.push(await baseline(round))
    if (round % 2 === 1) mine.push(await ours(round))
  }
  const [a, b] = [median(mine), median(theirs)]
  return {
    ratio: rounded(a / b),
    ours: rounded(a),
    baseline: rounded(b),
    unit,
    runs,
    rounds: { ours: mine.map(rounded), baseline: theirs.map(rounded) },
  }
}
