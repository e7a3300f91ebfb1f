import type { Finding } from "@/lib/policy/references"
import type { Policy } from "@/lib/policy/schema"
import { heldFields } from "./holdings"
import type { DataMap } from "./map-schema"

/** What a right sets, some source has to be able to write. */
export function unset(map: DataMap, policy: Policy): Finding[] {
  const written = Object.values(map.sources).flatMap((source) =>
    heldFields(source).flatMap(({ category, field, correct }) => (correct ? [`${category}.${field}`] : [])),
  )
  return policy.rights.flatMap(({ code, effects }) =>
    (effects?.sets ?? [])
      .filter(({ category, field }) => !written.includes(`${category}.${field}`))
      .map(({ category, field }) => ({
        path: ["sources"],
        reason: `The right "${code}" sets "${field}" of "${category}" and no source can: add "correct: mark" to its field.`,
      })),
  )
}
