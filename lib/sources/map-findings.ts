import { field as fieldOf, type PolicyFolder } from "@/lib/policy/lookup"
import { dangling, type Finding } from "@/lib/policy/references"
import type { Policy } from "@/lib/policy/schema"
import type { Path } from "@/lib/policy/yaml-source"
import { contactFindings } from "./contact-findings"
import { calledBy, factsOf, heldCategories, heldFields } from "./holdings"
import { httpFindings } from "./http/findings"
import { manualFindings } from "./manual/findings"
import {
  type DataMap,
  type Entry,
  type Field,
  isManual,
  isRelational,
  knownBy,
  type Origin,
  type Processing,
  type RelationalMap,
  type SystemMap,
} from "./map-schema"
import { overlapFindings } from "./overlap-findings"
import { restrictionFindings } from "./restriction-findings"
import { eraseFindings, rowFindings } from "./row-findings"
import { unset } from "./set-findings"
import { throughFindings } from "./through-findings"

type Says = {
  category(code: string, path: Path): Finding[]
  purpose(code: string, path: Path): Finding[]
  origin(code: string, path: Path): Finding[]
}

const codes = (list: readonly { code: string }[]): string[] => list.map(({ code }) => code)

/**
 * What `data-map.yaml` says that its policy does not know, and what the policy needs that no source can do. Every
 * reason is a sentence with the remedy.
 */
export function mapFindings(map: DataMap, { policy }: Pick<PolicyFolder, "policy">): Finding[] {
  const says: Says = {
    category: dangling("category", "categories of policy.yaml", codes(policy.categories)),
    purpose: dangling("purpose", "purposes of policy.yaml", codes(policy.purposes)),
    origin: dangling("origin", "origins of policy.yaml", codes(policy.origins)),
  }
  const named =
    map.policy === policy.code
      ? []
      : [{ path: ["policy"], reason: `The policy beside this map is "${policy.code}": correct "policy".` }]
  return [
    ...named,
    ...Object.keys(map.notHeld ?? {}).flatMap((code) => says.category(code, ["notHeld", code])),
    ...Object.entries(map.sources).flatMap(([name, source]) =>
      isManual(source)
        ? manualFindings(policy, map, source, ["sources", name])
        : sourceFindings(policy, says, source, ["sources", name]),
    ),
    ...portalFindings(map, policy, says),
    ...unheld(map, policy),
    ...unanswered(map, policy),
    ...unset(map, policy),
    ...unnamed(map),
    ...undated(map, policy),
  ]
}

/** Letters are written to somebody: a source has to say what people are called. */
function unnamed(map: DataMap): Finding[] {
  const sources = Object.values(map.sources)
  if (sources.length === 0 || sources.some((source) => calledBy(source).length > 0)) return []
  const reason =
    'No source says what people are called: name the fields in "name" of its "subject", or map a category "name".'
  return [{ path: ["sources"], reason }]
}

/** Where a keeping ends a period after an item was recorded, each row has to say when that was. */
function undated(map: DataMap, policy: Policy): Finding[] {
  const ends = policy.grounds.filter(
    ({ until }) => until && "event" in until && until.event === "item_recorded",
  )
  const rules = policy.retentionRules.filter((rule) => ends.some(({ code }) => rule.grounds.includes(code)))
  const dated = policy.categories.filter(({ retention }) => rules.some(({ code }) => code === retention))
  return Object.entries(map.sources).flatMap(([name, source]) =>
    Object.entries(isRelational(source) ? source.entries : {}).flatMap(([code, { recordedAt, fields }]) => {
      const held = dated.find((category) => fields.some((field) => field.category === category.code))
      if (recordedAt !== undefined || !held) return []
      const reason = `How long "${held.code}" is kept is counted from its recording: add "recordedAt".`
      return [{ path: ["sources", name, "entries", code], reason }]
    }),
  )
}

function portalFindings(map: DataMap, policy: Policy, says: Says): Finding[] {
  const { holds } = map.portal
  const kinds = knownBy(map)
  const path = ["portal", "holds"]
  const missing = (["pin", "phone", "email"] as const)
    .filter((kind) => kinds.has(kind) && !holds[kind])
    .map((kind) => ({
      path,
      reason: `People are known by "${kind}", so the portal holds it: name its category, field and origin.`,
    }))
  const unknown = Object.entries(holds).flatMap(([name, { category, field, origin }]) => {
    const found = says.category(category, [...path, name, "category"])
    const fields = codes(policy.categories.find(({ code }) => code === category)?.fields ?? [])
    const here = dangling(`field of "${category}"`, "fields of that category", fields)
    return [
      ...found,
      ...(found.length > 0 ? [] : here(field, [...path, name, "field"])),
      ...says.origin(origin, [...path, name, "origin"]),
    ]
  })
  return [...missing, ...unknown]
}

function unheld(map: DataMap, policy: Policy): Finding[] {
  const held = new Set(Object.values(map.sources).flatMap(heldCategories))
  return codes(policy.categories)
    .filter((code) => !held.has(code) && !(code in (map.notHeld ?? {})))
    .map((code) => ({
      path: ["sources"],
      reason: `No source holds the category "${code}": map its fields, or say why under "notHeld".`,
    }))
}

function unanswered(map: DataMap, policy: Policy): Finding[] {
  const answered = new Set(Object.values(map.sources).flatMap(factsOf))
  return codes(policy.facts)
    .filter((code) => !answered.has(code))
    .map((code) => ({
      path: ["sources"],
      reason: `No source answers the fact "${code}" of the policy: add it to the "facts" of one.`,
    }))
}

function sourceFindings(policy: Policy, says: Says, source: SystemMap, path: Path): Finding[] {
  const { name = [], post } = source.subject
  const wanted = [
    ...name.map((each, i) => ({ ...each, here: [...path, "subject", "name", i] })),
    ...(post?.fields ?? []).map((field, i) => ({
      ...{ category: post?.category ?? "", field },
      here: [...path, "subject", "post", "fields", i],
    })),
  ]
  const names = wanted.flatMap(({ category, field, here }) => {
    const mapped = heldFields(source).filter((each) => each.category === category)
    return [
      ...says.category(category, [...here, "category"]),
      ...(mapped.some((each) => each.field === field)
        ? []
        : [
            {
              path: here,
              reason: `No entry here holds "${field}" of "${category}": map it, or correct the fields named here.`,
            },
          ]),
    ]
  })
  if (!isRelational(source)) return [...names, ...httpFindings(policy, source, path)]
  return [...names, ...relationalFindings(policy, says, source, path)]
}

function relationalFindings(policy: Policy, says: Says, source: RelationalMap, path: Path): Finding[] {
  return [
    ...Object.entries(source.entries).flatMap(([name, entry]) =>
      entryFindings(policy, says, entry, [...path, "entries", name]),
    ),
    ...overlapFindings(source.entries, [...path, "entries"]),
    ...contactFindings(says, source, [...path, "contactPersons"]),
    ...restrictionFindings(says, source, [...path, "subject", "restriction"]),
    ...(source.processing
      ? processingFindings(policy, says, source.processing, [...path, "processing"])
      : []),
  ]
}

function entryFindings(policy: Policy, says: Says, entry: Entry, path: Path): Finding[] {
  const seen = new Set<string>()
  const found = entry.fields.flatMap((field, i) => {
    const here = [...path, "fields", i]
    const twice = seen.has(field.field)
      ? [
          {
            path: here,
            reason: `The field "${field.field}" is mapped twice here: each item needs a name of its own.`,
          },
        ]
      : []
    seen.add(field.field)
    return [
      ...twice,
      ...fieldFindings(policy, says, entry, field, here),
      ...eraseFindings(entry, field, here),
    ]
  })
  const origin = originFindings(says, entry.origin, [...path, "origin"])
  return [...origin, ...rowFindings(entry, path), ...found]
}

function fieldFindings(policy: Policy, says: Says, entry: Entry, field: Field, path: Path): Finding[] {
  const unknown = says.category(field.category, [...path, "category"])
  if (unknown.length > 0) return unknown
  const shared =
    field.shared && !entry.shares
      ? [
          {
            path,
            reason: `The field "${field.field}" is "shared", and the entry shares nothing: add "shares".`,
          },
        ]
      : []
  const origin = field.origin === undefined ? [] : originFindings(says, field.origin, [...path, "origin"])
  return [...shared, ...throughFindings(field, path), ...origin, ...typeFindings(policy, field, path)]
}

function typeFindings(policy: Policy, field: Field, path: Path): Finding[] {
  const known = policy.categories.find(({ code }) => code === field.category)?.fields ?? []
  const dangles = dangling(
    `field of "${field.category}"`,
    "fields of that category",
    codes(known),
  )(field.field, [...path, "field"])
  if (dangles.length > 0) return dangles
  const { type } = fieldOf(policy, field.category, field.field)
  if (type === field.type) return []
  return [
    {
      path: [...path, "type"],
      reason: `The policy calls "${field.field}" of "${field.category}" a ${type}: correct "type".`,
    },
  ]
}

function originFindings(says: Says, origin: Origin, path: Path): Finding[] {
  if (typeof origin === "string") return says.origin(origin, path)
  return [...Object.entries(origin.codes), ["else", origin.else] as const].flatMap(([key, code]) =>
    says.origin(code, key === "else" ? [...path, key] : [...path, "codes", key]),
  )
}

function processingFindings(policy: Policy, says: Says, processing: Processing, path: Path): Finding[] {
  const mapped = Object.entries(processing.purposes).flatMap(([code, operations]) => {
    const here = [...path, "purposes", code]
    const unknown = says.purpose(code, here)
    if (unknown.length > 0) return unknown
    const known: string[] = codes(policy.purposes.find((each) => each.code === code)?.operations ?? [])
    return operations.flatMap((operation, i) =>
      known.includes(operation)
        ? []
        : [
            {
              path: [...here, i],
              reason: `The policy does not "${operation}" for the purpose "${code}": remove it.`,
            },
          ],
    )
  })
  const unstoppable = policy.purposes.flatMap(({ code, operations }) =>
    operations
      .filter((operation) => !processing.purposes[code]?.includes(operation.code))
      .map((operation) => ({
        path: [...path, "purposes"],
        reason: `Nothing can stop "${operation.code}" for the purpose "${code}": add it.`,
      })),
  )
  const closing = (processing.closing ?? []).flatMap((each, i) => [
    ...each.purposes.flatMap((code, n) => says.purpose(code, [...path, "closing", i, "purposes", n])),
    ...says.category(each.category, [...path, "closing", i, "category"]),
  ])
  return [
    ...mapped,
    ...unstoppable,
    ...says.category(processing.flags.category, [...path, "flags", "category"]),
    ...closing,
  ]
}
