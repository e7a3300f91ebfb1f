/** Where rows begin: of which of the person's keys, in which segment, and behind which key or after how many of its rows. */
export type Place = {
  readonly keys: readonly string[]
  readonly subject: number
  readonly segment: number
  readonly skip: number
  readonly behind: readonly string[] | null
}

const BEGINNING = { segment: 0, skip: 0, behind: null }

/** The place an answer before named, or where the first rows of these keys are. */
export const placeOf = (after: string | null, keys: readonly string[]): Place =>
  after === null ? { keys, subject: 0, ...BEGINNING } : (JSON.parse(after) as Place)

/** Where rows go on once so many were taken, the last of them with the key `behind` where it can be told; null behind all. */
export function onward(
  place: Place,
  segments: number,
  taken: { readonly isFull: boolean; readonly rows: number; readonly behind: readonly string[] | null },
): string | null {
  const { isFull, rows, behind } = taken
  const next = isFull
    ? { ...place, skip: place.skip + rows, behind }
    : { ...place, ...BEGINNING, segment: place.segment + 1 }
  const there = next.segment < segments ? next : { ...place, ...BEGINNING, subject: place.subject + 1 }
  return there.subject < place.keys.length ? JSON.stringify(there) : null
}
