/** The known word that `word` most likely meant: at most two slips away, or a third of its length; else undefined. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const allowed = Math.max(2, Math.floor(word.length / 3))
  const ranked = known
    .map((candidate) => ({ candidate, slips: slips(word, candidate) }))
    .filter((entry) => entry.slips <= allowed)
    .sort((a, b) => a.slips - b.slips)
  return ranked[0]?.candidate
}

// Levenshtein's distance, one row at a time.
function slips(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const now = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (before[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      now.push(Math.min(replaced, (before[column] ?? 0) + 1, (now[column - 1] ?? 0) + 1))
    }
    before = now
  }
  return before[b.length] ?? 0
}
