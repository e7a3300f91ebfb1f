/** Answers that are remembered: many times the words any source has. */
const MOST = 10_000

/** The same answers, each worked out once as long as there are not too many. */
export function remembered<T>(answer: (of: string) => T): (of: string) => T {
  const known = new Map<string, T>()
  return (of) => {
    const found = known.get(of)
    if (found !== undefined) return found
    const made = answer(of)
    if (known.size >= MOST) known.clear()
    known.set(of, made)
    return made
  }
}
