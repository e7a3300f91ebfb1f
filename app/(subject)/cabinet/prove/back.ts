const LETTER =
  /^\/cabinet\/requests\/new\/([a-z_]+)\/(?:sign|check)\?intent=[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/

/** The letter somebody comes from to show who they are, and its right; null for any other address. */
export function letterAt(wanted: unknown): { back: string; right: string } | null {
  const found = typeof wanted === "string" ? LETTER.exec(wanted) : null
  return found?.[1] ? { back: found[0], right: found[1] } : null
}
