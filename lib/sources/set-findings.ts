import type { Finding } from "@/lib/policy/references"
import type { Policy } from "@/lib/policy/schema"
import type { DataMap } from "./map-schema"

/** What a right sets, some source has to be able to write. */
export function unset(map: DataMap, policy: Policy): Finding[] {
  const written = Object.values(map.sources).flatMap(({ entries }) =>
    Object.values(entries).flatMap(({ fields }) =>
      fields.flatMap(({ category, field, correct }) => (correct ? [`${category}.${field}`] : [])),
    ),
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
