import { NotAllowedNow, Unavailable } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import { type HeldScope, touchedBy } from "@/lib/notices/runs"
import type { InForce } from "@/lib/policy/editions"
import { SourceRefused, SourceUnreachable } from "@/lib/sources/failures"

/**
 * How many people each source of a scope holds such data of, asked outside any transaction. Throws Unavailable when one
 * does not answer, NotAllowedNow `keys_not_its_own` when it has no keys like those given.
 */
export async function countHeld(
  house: OpenHouse,
  inForce: InForce,
  scope: HeldScope,
): Promise<Record<string, number>> {
  const sources = house.sourcesOf(inForce)
  const touched = touchedBy(house.vault, scope)
  const counts = scope.sources.map(async (name) => [name, await sources.of(name).countTouched(touched)])
  try {
    return Object.fromEntries(await Promise.all(counts))
  } catch (error) {
    if (error instanceof SourceUnreachable) throw new Unavailable("source")
    if (error instanceof SourceRefused && error.code.startsWith("22"))
      throw new NotAllowedNow("keys_not_its_own")
    throw error
  }
}
