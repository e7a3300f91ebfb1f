import type { KnownIn } from "@/lib/people/identities"
import type { Connector, Identifiers } from "@/lib/sources/connector"
import type { PlanAnswer, Wanted } from "@/lib/sources/operation"

/**
 * Whether a source has more under what proves the person there (a PIN) than the records known to be theirs: then it
 * cannot be said whose those are, and nothing is touched or told before staff have looked.
 */
export async function isInDoubt(
  source: Connector,
  known: KnownIn,
  identifiers: Identifiers,
): Promise<boolean> {
  const proving = (known.get("*") ?? []).filter(({ kind }) => source.proves.includes(kind))
  const found = await Promise.all(proving.map(({ kind, value }) => source.find(kind, value)))
  const keys = new Set(found.flat())
  const own = identifiers.filter(({ kind }) => kind === source.subjectKind).map(({ value }) => value)
  return own.length > 0 ? [...keys].some((key) => !own.includes(key)) : keys.size > 1
}

/** What a source would do; where it is in doubt whose data is meant, nothing, and each thing wanted is said to be ambiguous. */
export async function planUndoubted(
  source: Connector,
  known: KnownIn,
  identifiers: Identifiers,
  wanted: readonly Wanted[],
): Promise<{ answer: PlanAnswer; doubted: readonly Wanted[] }> {
  const [answer, doubt] = await Promise.all([
    source.plan(identifiers, wanted),
    wanted.length > 0 && isInDoubt(source, known, identifiers),
  ])
  if (!doubt) return { answer, doubted: [] }
  return {
    answer: { ...answer, operations: [], unplanned: [] },
    doubted: wanted.filter(({ op }) => op !== "keep"),
  }
}
