import { dangling, type Finding } from "@/lib/policy/references"
import type { Policy } from "@/lib/policy/schema"
import type { Path } from "@/lib/policy/yaml-source"
import { holdingFindings } from "../holding-findings"
import type { HttpMap } from "./map"

const codes = (list: readonly { code: string }[]): string[] => list.map(({ code }) => code)

/** What the map of a system without tables, behind the contract or a folder, says that its policy does not know. */
export function httpFindings(
  policy: Policy,
  { holds, processing, subject }: Pick<HttpMap, "holds" | "processing" | "subject">,
  path: Path,
): Finding[] {
  const unproved = subject.identifiers.some(({ proves }) => proves)
    ? []
    : [
        {
          path: [...path, "subject", "identifiers"],
          reason:
            'Nobody could be told apart here: say which identifier is one person\'s for life with "proves".',
        },
      ]
  return [
    ...unproved,
    ...Object.entries(holds).flatMap(([category, holding]) =>
      holdingFindings(policy, category, holding, [...path, "holds", category]),
    ),
    ...Object.entries(processing?.purposes ?? {}).flatMap(([code, operations]) => {
      const here = [...path, "processing", "purposes", code]
      const known = policy.purposes.find((each) => each.code === code)
      const says = dangling("purpose", "purposes of policy.yaml", codes(policy.purposes))
      const does = dangling(
        `operation of "${code}"`,
        "operations of that purpose",
        codes(known?.operations ?? []),
      )
      return known ? operations.flatMap((each, i) => does(each, [...here, i])) : says(code, here)
    }),
  ]
}
