import { keyText, type Reference, releaserOf } from "./guards"
import type { PostgresSource } from "./source"

/** Rows that cannot go since rows that stay refer to them, and foreign keys that can be emptied to let them go. */
export type Judged = { stays: Map<string, Set<string>>; releases: Reference[] }

/** Decides which of the leaving rows may leave, from what refers to them. */
export function judge(
  source: PostgresSource,
  owner: string,
  references: readonly Reference[],
  leaving: ReadonlySet<string>,
): Judged {
  const entries = Object.values(source.map.entries)
  const stays = new Map<string, Set<string>>()
  const left = new Set(leaving)
  // Somebody else's row is not ours to change, whatever it points at.
  const isReleased = ({ key, owner: whose }: Reference) =>
    whose === owner && releaserOf(entries, key) !== undefined
  // A row that has to stay can hold others in its turn.
  for (let settled = false; !settled; ) {
    settled = true
    for (const reference of references) {
      const to = keyText(reference.target, reference.to)
      if (!left.has(to) || left.has(keyText(reference.key.table, reference.from))) continue
      if (isReleased(reference)) continue
      const by = entries
        .filter((entry) => entry.table === reference.key.table)
        .flatMap((entry) => entry.fields.map((field) => field.category))
      stays.set(to, new Set(by))
      left.delete(to)
      settled = false
    }
  }
  const releases = references.filter(
    (reference) =>
      left.has(keyText(reference.target, reference.to)) &&
      !left.has(keyText(reference.key.table, reference.from)) &&
      isReleased(reference),
  )
  return { stays, releases }
}
