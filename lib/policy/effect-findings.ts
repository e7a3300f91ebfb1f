import { codesIn, dangling, type Finding, type Placed, placed } from "@/lib/policy/references"
import { Right } from "@/lib/policy/rights-schema"
import { Category } from "@/lib/policy/schema"
import type { Path } from "@/lib/policy/yaml-source"

/** What the effects of the policy's rights point at and is not there, and effects that cannot be had so. */
export function effectFindings(policy: unknown, profile: unknown): Finding[] {
  const rights = placed(policy, "rights", Right)
  const [own, statutory] = [codesIn(policy, "grounds"), codesIn(profile, "grounds")]
  const known = {
    category: dangling("category", "categories", codesIn(policy, "categories")),
    purpose: dangling("purpose", "purposes", codesIn(policy, "purposes")),
    recipient: dangling("recipient", "recipients", codesIn(policy, "recipients")),
    transfer: dangling("transfer ground", "transferGrounds", codesIn(policy, "transferGrounds")),
    ground: dangling("ground", "grounds", own && statutory && [...own, ...statutory]),
    fields: placed(policy, "categories", Category),
    blocks: rights.some(({ value: { code, atOnce } }) => code === "restriction" && atOnce === "restrict"),
  }
  return rights.flatMap((entry) => findings(entry, known))
}

type Known = {
  category: (code: string, path: Path) => Finding[]
  purpose: (code: string, path: Path) => Finding[]
  recipient: (code: string, path: Path) => Finding[]
  transfer: (code: string, path: Path) => Finding[]
  ground: (code: string, path: Path) => Finding[]
  fields: Placed<Category>[]
  blocks: boolean
}

function findings({ path, value: { kind, atOnce, effects } }: Placed<Right>, known: Known): Finding[] {
  if (!effects) return []
  const at = [...path, "effects"]
  const some = (list: "all" | readonly string[] | undefined, key: string, find: Known["category"]) =>
    list === "all" ? [] : (list ?? []).flatMap((code, i) => find(code, [...at, key, i]))
  const answered =
    kind === "answer"
      ? [
          {
            path: at,
            reason:
              'A right that is answered in words changes nothing: remove "effects" or write kind "operation".',
          },
        ]
      : []
  const unblocked =
    atOnce === "restrict" && effects.restricts && !known.blocks
      ? [
          {
            path: at,
            reason:
              'Nothing is restricted at once where the right "restriction" is not: write "atOnce: restrict" there.',
          },
        ]
      : []
  return [
    ...answered,
    ...unblocked,
    ...(effects.sets ?? []).flatMap(({ category, field }, i) => [
      ...known.category(category, [...at, "sets", i, "category"]),
      ...fieldFindings(category, field, [...at, "sets", i, "field"], known),
    ]),
    ...some(effects.stops, "stops", known.purpose),
    ...some(effects.restricts, "restricts", known.category),
    ...some(effects.erases, "erases", known.category),
    ...(effects.preserves ? known.ground(effects.preserves, [...at, "preserves"]) : []),
    ...(effects.tells ?? []).flatMap(({ recipient, purpose, ground }, i) => [
      ...known.recipient(recipient, [...at, "tells", i, "recipient"]),
      ...known.purpose(purpose, [...at, "tells", i, "purpose"]),
      ...known.transfer(ground, [...at, "tells", i, "ground"]),
    ]),
  ]
}

function fieldFindings(category: string, field: string, path: Path, { fields }: Known): Finding[] {
  const found = fields.find(({ value }) => value.code === category)
  if (!found || found.value.fields.some(({ code }) => code === field)) return []
  return [
    { path, reason: `The category "${category}" has no field "${field}": correct it or add the field.` },
  ]
}
