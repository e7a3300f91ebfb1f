import type { Mapped } from "../planning"
import { keyText, type Reference, releaserOf } from "./guards"

/** Rows that cannot go since rows that stay refer to them, and foreign keys that can be emptied to let them go. */
export type Judged = { stays: Map<string, Set<string>>; releases: Reference[] }

/**
 * Decides which of the leaving rows may leave, from what refers to them. `leaving` says in which turn each goes: a row
 * that refers to one gone before it has to let go of it first.
 */
export function judge(
  source: Mapped,
  owner: string,
  references: readonly Reference[],
  leaving: ReadonlyMap<string, number>,
): Judged {
  const entries = Object.values(source.map.entries)
  const stays = new Map<string, Set<string>>()
  const left = new Map(leaving)
  // Somebody else's row is not ours to change, whatever it points at, but where the source itself would.
  const isReleased = ({ key, owner: whose }: Reference) =>
    (whose === owner || key.onDelete === "null") && releaserOf(entries, key) !== undefined
  const isInOrder = ({ key, from, target, to }: Reference) => {
    const turn = left.get(keyText(key.table, from))
    if (turn === undefined) return false
    return key.deferrable || turn <= (left.get(keyText(target, to)) ?? turn)
  }
  // A row that has to stay can hold others in its turn.
  for (let settled = false; !settled; ) {
    settled = true
    for (const reference of references) {
      const to = keyText(reference.target, reference.to)
      if (!left.has(to) || isInOrder(reference) || isReleased(reference)) continue
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
      left.has(keyText(reference.target, reference.to)) && !isInOrder(reference) && isReleased(reference),
  )
  return { stays, releases }
}
