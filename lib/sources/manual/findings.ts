import { dangling, type Finding } from "@/lib/policy/references"
import type { Policy } from "@/lib/policy/schema"
import type { Path } from "@/lib/policy/yaml-source"
import { holdingFindings } from "../holding-findings"
import type { DataMap } from "../map-schema"
import type { ManualMap } from "./map"

/** What the map of a source that people keep says and its policy, or the source they share people with, does not know. */
export function manualFindings(
  policy: Policy,
  { sources }: Pick<DataMap, "sources">,
  { subject, holds, exceptions, answerWithin, answerWithinFor, remindAfter }: ManualMap,
  path: Path,
): Finding[] {
  const base = sources[subject.of]
  const systems = Object.keys(sources).filter((name) => sources[name]?.connector !== "manual")
  const ofSystem = dangling(
    "source",
    "sources that are systems",
    systems,
  )(subject.of, [...path, "subject", "of"])
  const grounds = policy.grounds.map(({ code }) => code)
  const ground = dangling("ground", "grounds of policy.yaml", grounds)
  const kinds = base ? base.subject.identifiers.map(({ kind }) => kind) : []
  const known = dangling("identifier", `identifiers of "${subject.of}"`, [...kinds, subject.kind])
  const other =
    base && base.subject.kind !== subject.kind
      ? [
          {
            path: [...path, "subject", "kind"],
            reason: `"${subject.of}" calls its key "${base.subject.kind}": correct "kind".`,
          },
        ]
      : []
  const shortest = Math.min(answerWithin, ...Object.values(answerWithinFor ?? {}))
  const late =
    remindAfter < shortest
      ? []
      : [
          {
            path: [...path, "remindAfter"],
            reason: `Whoever is asked is reminded before the day: make it less than ${shortest}.`,
          },
        ]
  return [
    ...ofSystem,
    ...other,
    ...late,
    ...(base
      ? subject.identifiers.flatMap(({ kind }, i) =>
          known(kind, [...path, "subject", "identifiers", i, "kind"]),
        )
      : []),
    ...exceptions.flatMap((code, i) => ground(code, [...path, "exceptions", i])),
    ...Object.entries(holds).flatMap(([category, holding]) =>
      holdingFindings(policy, category, holding, [...path, "holds", category]),
    ),
  ]
}
