export type Choices<T> = readonly [T, ...T[]]

/** A seeded source of chance: the same seed gives the same sequence on every machine. */
export interface Random {
  /** A number from 0 up to, not including, 1. */
  next(): number
  /** A whole number from min to max, both included. */
  int(min: number, max: number): number
  /** True with the given probability. */
  chance(probability: number): boolean
  /** One of the choices. */
  pick<T>(choices: Choices<T>): T
  /** A UUID of version 4 shape, different for every call and every customer. */
  uuid(): string
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Makes a source of chance from a run's seed and a customer's number. */
export function randomFrom(seed: number, id: number): Random {
  const next = mulberry32(Math.imul(seed ^ Math.imul(id, 0x9e3779b1), 0x85ebca6b))
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  const hex = (digits: number) =>
    Math.floor(next() * 16 ** digits)
      .toString(16)
      .padStart(digits, "0")
  // 32 bits of state repeat among a million people, so the last group counts.
  let uuids = 0
  const unique = () => `${id.toString(16).padStart(8, "0")}${(uuids++).toString(16).padStart(4, "0")}`
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (choices) => choices[int(0, choices.length - 1)] ?? choices[0],
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${unique()}`,
  }
}
