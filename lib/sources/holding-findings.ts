import { dangling, type Finding } from "@/lib/policy/references"
import type { Policy } from "@/lib/policy/schema"
import type { Path } from "@/lib/policy/yaml-source"
import type { Holding } from "./holding"

const codes = (list: readonly { code: string }[]): string[] => list.map(({ code }) => code)

/** What the map of a source without tables says of one category that its policy does not know. */
export function holdingFindings(
  policy: Policy,
  code: string,
  { origin, fields }: Holding,
  path: Path,
): Finding[] {
  const category = policy.categories.find((each) => each.code === code)
  if (!category)
    return dangling("category", "categories of policy.yaml", codes(policy.categories))(code, path)
  const origins = dangling("origin", "origins of policy.yaml", codes(policy.origins))
  const known = dangling(`field of "${code}"`, "fields of that category", codes(category.fields))
  return [
    ...origins(origin, [...path, "origin"]),
    ...Object.entries(fields).flatMap(([name, field]) => {
      const here = [...path, "fields", name]
      const type = category.fields.find((each) => each.code === name)?.type
      const other = `The policy calls "${name}" of "${code}" a ${type}: correct "type".`
      return [
        ...known(name, here),
        ...(field.origin === undefined ? [] : origins(field.origin, [...here, "origin"])),
        ...(type === undefined || type === field.type ? [] : [{ path: [...here, "type"], reason: other }]),
      ]
    }),
  ]
}
