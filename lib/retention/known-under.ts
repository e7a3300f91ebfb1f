import type { InForce } from "@/lib/policy/editions"
import type { Connector } from "@/lib/sources/connector"
import { isManual } from "@/lib/sources/map-schema"

type Known = { source: string; kind: string; value: string }

/** Somebody of a source by its key, and by the same key where papers about its people are kept. */
export function knownUnder(
  { dataMap }: Pick<InForce, "dataMap">,
  { name, subjectKind }: Pick<Connector, "name" | "subjectKind">,
  value: string,
): [own: Known, ...papers: Known[]] {
  const papers = Object.entries(dataMap.sources).flatMap(([source, map]) =>
    isManual(map) && map.subject.of === name ? [{ source, kind: map.subject.kind, value }] : [],
  )
  return [{ source: name, kind: subjectKind, value }, ...papers]
}
