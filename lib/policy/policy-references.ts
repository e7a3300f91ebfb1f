import { effectFindings } from "@/lib/policy/effect-findings"
import { identityFindings } from "@/lib/policy/identity-findings"
import {
  codesIn,
  dangling,
  duplicates,
  everywhere,
  type Finding,
  type Placed,
  placed,
  under,
} from "@/lib/policy/references"
import { Ground, RetentionRule, Right } from "@/lib/policy/rights-schema"
import { Category, Division, Purpose, TransferGround } from "@/lib/policy/schema"
import type { Path } from "@/lib/policy/yaml-source"

const LISTS: [key: string, kind: string][] = [
  ["subjectKinds", "subject kind"],
  ["origins", "origin"],
  ["recipients", "recipient"],
  ["facts", "fact"],
  ["categories", "category"],
  ["purposes", "purpose"],
  ["transferGrounds", "transfer ground"],
  ["grounds", "ground"],
  ["retentionRules", "retention rule"],
  ["rights", "right"],
  ["divisions", "division"],
  ["notices", "notice"],
  ["breaches", "breach"],
]

const BULK =
  'Many people are disclosed in one act on a contract or an explanation alone: remove "bulk" or write one of them in "requires".'

/**
 * What `policy.yaml` points at and is not there, and codes used twice. Takes the parsed file and the parsed profile
 * as they are: entries of a wrong shape are passed over, their codes still count as written.
 */
export function policyFindings(policy: unknown, profile: unknown): Finding[] {
  const allGrounds = [...placed(policy, "grounds", Ground), ...placed(profile, "grounds", Ground)].map(
    ({ value }) => value,
  )
  const known = knownCodes(policy, profile)
  const served = purposesServed(policy)
  return [
    ...LISTS.flatMap(([key, kind]) => duplicates(policy, [key], kind)),
    ...placed(policy, "categories", Category).flatMap((entry) => categoryFindings(policy, entry, known)),
    ...placed(policy, "purposes", Purpose).flatMap((entry) => [
      ...purposeFindings(policy, entry, known, allGrounds),
      ...unserved(entry, served),
    ]),
    ...placed(policy, "retentionRules", RetentionRule).flatMap((entry) =>
      retentionFindings(entry, known, allGrounds),
    ),
    ...placed(policy, "rights", Right).flatMap((entry) => [
      ...rightFindings(entry, known),
      ...serviceFindings(policy, entry),
    ]),
    ...effectFindings(policy, profile),
    ...identityFindings(policy, profile),
    ...placed(policy, "transferGrounds", TransferGround).flatMap(({ path, value }) => [
      ...each(value.purposes ?? [], [...path, "purposes"], known.purpose),
      ...(value.bulk && value.requires !== "contract" && value.requires !== "explanation"
        ? [{ path: [...path, "bulk"], reason: BULK }]
        : []),
    ]),
    ...placed(policy, "divisions", Division).flatMap(({ path, value }) => [
      ...each(value.rights ?? [], [...path, "rights"], known.right),
      ...each(value.categories ?? [], [...path, "categories"], known.category),
    ]),
    ...placed(policy, "grounds", Ground).flatMap((entry) => groundFindings(entry, profile)),
    ...everywhere(policy, "fact").flatMap(({ value, path }) => known.fact(value, path)),
    ...everywhere(policy, "law").flatMap(({ value, path }) => known.law(value, path)),
    ...singleRules(policy, known),
  ]
}

type Known = ReturnType<typeof knownCodes>

function knownCodes(policy: unknown, profile: unknown) {
  const [own, statutory] = [codesIn(policy, "grounds"), codesIn(profile, "grounds")]
  return {
    category: dangling("category", "categories", codesIn(policy, "categories")),
    right: dangling("right", "rights", codesIn(policy, "rights")),
    purpose: dangling("purpose", "purposes", codesIn(policy, "purposes")),
    origin: dangling("origin", "origins", codesIn(policy, "origins")),
    recipient: dangling("recipient", "recipients", codesIn(policy, "recipients")),
    fact: dangling("fact", "facts", codesIn(policy, "facts")),
    rule: dangling("retention rule", "retentionRules", codesIn(policy, "retentionRules")),
    ground: dangling("ground", "grounds", own && statutory && [...own, ...statutory]),
    basis: dangling("legal basis", "bases of the legal profile", codesIn(profile, "bases")),
    law: dangling("law", "laws of the legal profile", codesIn(profile, "laws")),
    step: dangling("step", "complaintRoute of the legal profile", codesIn(profile, "complaintRoute")),
    statutory: statutoryTerms(profile),
  }
}

function statutoryTerms(profile: unknown): string[] | undefined {
  const [rights, others] = [codesIn(profile, "rights"), codesIn(profile, "otherTerms")]
  return rights && [...rights, ...(others ?? [])]
}

const each = (list: readonly string[], path: Path, find: (code: string, path: Path) => Finding[]) =>
  list.flatMap((code, index) => find(code, [...path, index]))

function categoryFindings(policy: unknown, { path, value }: Placed<Category>, known: Known): Finding[] {
  return [
    ...duplicates(policy, [...path, "fields"], "field"),
    ...each(value.purposes, [...path, "purposes"], known.purpose),
    ...each(value.origins, [...path, "origins"], known.origin),
    ...each(value.recipients, [...path, "recipients"], known.recipient),
    ...known.rule(value.retention, [...path, "retention"]),
  ]
}

/** People end messages from the message itself: nothing about them may need a letter. */
const messageFindings = ({ path, value }: Placed<Purpose>): Finding[] =>
  value.messages && value.operations.some(({ onWithdrawal }) => onWithdrawal !== "stop")
    ? [
        {
          path: [...path, "messages"],
          reason: 'Messages end with one tap: every operation has to stop at once ("onWithdrawal: stop").',
        },
      ]
    : []

function purposeFindings(
  policy: unknown,
  { path, value }: Placed<Purpose>,
  known: Known,
  grounds: Ground[],
): Finding[] {
  return [
    ...known.basis(value.basis, [...path, "basis"]),
    ...duplicates(policy, [...path, "operations"], "operation"),
    ...messageFindings({ path, value }),
    ...value.operations.flatMap((operation, index) => {
      const at = [...path, "operations", index]
      return [
        ...known.basis(operation.basis, [...at, "basis"]),
        ...operation.continues.flatMap((code, item) => {
          const here = [...at, "continues", item]
          if (operation.onWithdrawal === "stop") {
            return [
              {
                path: here,
                reason: 'An operation that stops at once cannot go on: empty "continues" or write "letter".',
              },
            ]
          }
          const ground = grounds.find((entry) => entry.code === code)
          if (!ground || (ground.kind === "keep" && ground.operations.includes(operation.code)))
            return known.ground(code, here)
          return [
            {
              path: here,
              reason: `The ground ${code} does not let "${operation.code}" go on: remove it here or add the operation to the ground.`,
            },
          ]
        }),
      ]
    }),
  ]
}

function purposesServed(policy: unknown): Set<unknown> {
  const categories = under(policy, "categories")
  const lists = Array.isArray(categories) ? categories.map((entry) => under(entry, "purposes")) : []
  return new Set(lists.flat())
}

function unserved({ path, value }: Placed<Purpose>, served: Set<unknown>): Finding[] {
  if (served.has(value.code)) return []
  return [
    {
      path,
      reason: `No category serves the purpose "${value.code}": name it in a category's "purposes" or remove it.`,
    },
  ]
}

function retentionFindings(
  { path, value }: Placed<RetentionRule>,
  known: Known,
  grounds: Ground[],
): Finding[] {
  return value.grounds.flatMap((code, index) => {
    const at = [...path, "grounds", index]
    const ground = grounds.find((entry) => entry.code === code)
    if (!ground) return known.ground(code, at)
    if (ground.kind === "keep" && ground.until) return []
    return [
      {
        path: at,
        reason: `The ground ${code} cannot end a retention: use a ground of kind "keep" with "until".`,
      },
    ]
  })
}

function rightFindings({ path, value }: Placed<Right>, known: Known): Finding[] {
  const noTerm = "from" in value.term && known.statutory?.includes(value.code) === false
  return [
    ...each(value.continuesWhile, [...path, "continuesWhile"], known.ground),
    ...each(value.appeal, [...path, "appeal"], known.step),
    ...(noTerm
      ? [
          {
            path: [...path, "term"],
            reason: `The legal profile has no term for "${value.code}": write "n", "unit" and "cites" here.`,
          },
        ]
      : []),
  ]
}

/** A service is given the data on the person's consent, so the policy has a ground of transfer that rests on it. */
function serviceFindings(policy: unknown, { path, value }: Placed<Right>): Finding[] {
  if (!value.services) return []
  const grounds = placed(policy, "transferGrounds", TransferGround)
  if (grounds.some((each) => each.value.requires === "consent")) return []
  const reason = `The right "${value.code}" names services, and no transfer ground requires "consent".`
  return [{ path: [...path, "services"], reason }]
}

function groundFindings({ path, value }: Placed<Ground>, profile: unknown): Finding[] {
  const found: Finding[] = []
  if (codesIn(profile, "grounds")?.includes(value.code)) {
    found.push({
      path: [...path, "code"],
      reason: `The legal profile already has the ground ${value.code}: give this one its own code or remove it.`,
    })
  }
  if (value.kind === "keep" && value.operations.length === 0) {
    found.push({
      path: [...path, "operations"],
      reason: `The ground ${value.code} keeps data and lets nothing go on: name at least "store".`,
    })
  }
  return found
}

function singleRules(policy: unknown, known: Known): Finding[] {
  return ["logRetention", "caseFile"].flatMap((key) => {
    const rule = under(under(policy, key), "rule")
    return typeof rule === "string" ? known.rule(rule, [key, "rule"]) : []
  })
}
