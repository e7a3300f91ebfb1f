import type { AppliedAll, Beside } from "./operation"
import type { Untouched } from "./untouched"

/** So many rows of an entry are compared one by one; of more it is only said that something is different. */
export const MOST_COMPARED = 10_000

/** All of a person's rows of an entry as one: how many, and the sum of their digests. */
export type Sum = { readonly n: number; readonly sum: string }

/** One row: the digest of its key, and one for each field; null where it holds none. */
export type Compared = { readonly key: string; readonly fields: readonly (string | null)[] }

/** How entries stand, asked in the transaction of a change: as one each, or row by row, at most MOST_COMPARED and one. */
export type Look<At> = {
  sums(at: At, entries: readonly Untouched[]): Promise<Sum[]>
  rows(at: At, entries: readonly Untouched[]): Promise<Compared[][]>
}

/** Looks before a change and after it; after it says what is different, or null where only a closer look can tell. */
export type Watch<At> = {
  before(at: At): Promise<void>
  after(at: At): Promise<readonly Beside[] | null>
}

/**
 * Changes a source and compares, in the same transaction, what the change leaves alone. Mostly all of it is as it was,
 * and one sum for each entry says so. Where sums differ, rows may merely have come: what was tried is taken back, and
 * tried once more with the rows of these entries compared one by one. `attempt` keeps nothing where the watch says null.
 */
export async function whileWatching<At>(
  entries: readonly Untouched[],
  look: Look<At>,
  attempt: (watch: Watch<At>) => Promise<AppliedAll>,
): Promise<AppliedAll> {
  let differing: Untouched[] = []
  const answer = await attempt(
    watch(
      (at) => look.sums(at, entries),
      (before, now) => {
        differing = entries.filter((_, i) => before[i]?.n !== now[i]?.n || before[i]?.sum !== now[i]?.sum)
        return differing.length > 0 ? null : []
      },
    ),
  )
  if (differing.length === 0) return answer
  return attempt(
    watch(
      (at) => look.rows(at, differing),
      (before, now) => besideIn(differing, before, now),
    ),
  )
}

function watch<At, S>(
  look: (at: At) => Promise<S>,
  compare: (before: S, now: S) => readonly Beside[] | null,
): Watch<At> {
  let before: S | undefined
  return {
    async before(at) {
      before = await look(at)
    },
    async after(at) {
      if (before === undefined) throw new Error("nobody looked before the change")
      return compare(before, await look(at))
    },
  }
}

/** What of the rows that were there is gone or different; what came since is neither. */
function besideIn(
  entries: readonly Untouched[],
  before: readonly Compared[][],
  now: readonly Compared[][],
): Beside[] {
  const counts = new Map<string, Beside>()
  const count = (category: string, is: Beside["is"]) => {
    const items = (counts.get(`${category} ${is}`)?.items ?? 0) + 1
    counts.set(`${category} ${is}`, { category, items, is })
  }
  for (const [e, { fields }] of entries.entries()) {
    const then = before[e] ?? []
    if (then.length > MOST_COMPARED) {
      for (const category of new Set(fields.map((field) => field.category))) count(category, "changed")
      continue
    }
    const rows = new Map((now[e] ?? []).map((row) => [row.key, row.fields]))
    for (const { key, fields: held } of then)
      for (const [f, { category }] of fields.entries()) {
        const [was, is] = [held[f] ?? null, rows.get(key)?.[f] ?? null]
        if (was !== null && was !== is) count(category, is === null ? "gone" : "changed")
      }
  }
  return [...counts.values()]
}

/** What is different beyond what staff were shown and let go on. */
export const notShown = (found: readonly Beside[], shown: readonly Beside[]): boolean =>
  found.some(
    ({ category, items, is }) =>
      !shown.some((each) => each.category === category && each.is === is && each.items >= items),
  )
