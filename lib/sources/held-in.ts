import { heldCategories } from "./holdings"
import { type DataMap, PORTAL } from "./map-schema"

/** Which categories each source holds by the data map, the portal last. */
export function categoriesHeld({ sources, portal }: DataMap): Record<string, readonly string[]> {
  const mapped = Object.entries(sources).map(([name, map]) => [name, heldCategories(map)] as const)
  const own = Object.values(portal.holds).flatMap((held) => (held ? [held.category] : []))
  return Object.fromEntries([...mapped, [PORTAL, [...new Set(own)]]])
}
