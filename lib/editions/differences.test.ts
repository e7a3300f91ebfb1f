import { expect, it } from "vitest"
import { type Difference, differencesBetween, type Value } from "@/lib/editions/differences"
import { readPolicy } from "@/lib/policy/read"
import { readDataMap } from "@/lib/sources/read-map"
import { relational } from "@/lib/sources/relational.fixture"

const { policy, profile } = await readPolicy("policies/somo")

const valueIn = (value: Value) =>
  "text" in value ? value.text.en : "term" in value ? `${value.term.n} ${value.term.unit}` : value.word
const line = (difference: Difference) => {
  const where = difference.where
    .map((step) => ("field" in step ? step.field : `“${step.name.en}”`))
    .join(", ")
  if (difference.what === "changed") return `${where}: changed`
  if (difference.what === "becomes")
    return `${where}: ${valueIn(difference.before)} > ${valueIn(difference.after)}`
  return `${where}: ${difference.what} ${valueIn(difference.item)}`
}
const between = (after: unknown) => differencesBetween(policy, after, profile).map(line)

it("says of two editions what was added, removed and changed, by the names of things", () => {
  const after = structuredClone(policy)
  expect(between(after)).toEqual([])
  const phone = after.categories.find(({ code }) => code === "mobile_phone")
  const rule = after.retentionRules.find(({ code }) => code !== phone?.retention)
  const [first] = after.purposes
  const marketing = after.purposes.find(({ code }) => code === "marketing_own")
  const question = after.rights.find(({ code }) => code === "question")
  if (!phone || !rule || !first || !marketing || !question) throw new Error("the policy has them")
  const before = policy.retentionRules.find(({ code }) => code === phone.retention)?.title.en
  phone.retention = rule.code
  phone.purposes = phone.purposes.filter((code) => code !== "marketing_own").concat("research")
  phone.mandatory = !phone.mandatory
  after.name = { ...after.name, en: "Policy of privacy" }
  after.recipients = after.recipients.slice(1)
  after.categories = after.categories.filter(({ code }) => code !== "cookies")
  const [operation] = marketing.operations
  if (operation) operation.basis = "legitimate_interest"
  question.term = { n: 3, unit: "working_days", cites: [{ clause: "7.1" }] }
  after.organisation.closingHour = "19:00"
  const basis = (code: string | undefined) =>
    profile.bases.find((each) => each.code === code)?.title.en ?? code
  const had = policy.purposes.find(({ code }) => code === "marketing_own")?.operations[0]
  const title = (list: readonly { code: string; title: { en: string } }[], code: string) =>
    list.find((each) => each.code === code)?.title.en
  expect(between(after)).toEqual([
    `name: ${policy.name.en} > Policy of privacy`,
    `organisation, closingHour: ${policy.organisation.closingHour} > 19:00`,
    `recipients: removed ${policy.recipients[0]?.title.en}`,
    `categories, “${phone.title.en}”, mandatory: ${phone.mandatory ? "no > yes" : "yes > no"}`,
    ...(policy.categories.find(({ code }) => code === "mobile_phone")?.purposes.includes("research")
      ? []
      : [`categories, “${phone.title.en}”, purposes: added ${title(policy.purposes, "research")}`]),
    `categories, “${phone.title.en}”, purposes: removed ${title(policy.purposes, "marketing_own")}`,
    `categories, “${phone.title.en}”, retention: ${before} > ${rule.title.en}`,
    `categories: removed ${title(policy.categories, "cookies")}`,
    `purposes, “${marketing.title.en}”, operations, “${operation?.code}”, basis: ${basis(had?.basis)} > ${basis("legitimate_interest")}`,
    `rights, “${question.title.en}”, term: profile > 3 working_days`,
  ])
})

it("says it of a data map and of a legal profile too", async () => {
  const { dataMap } = await readDataMap("policies/somo", policy)
  if (!dataMap) throw new Error("the map is sound")
  const after = structuredClone(dataMap)
  const [name = ""] = Object.keys(after.sources)
  const source = relational(after.sources[name])
  const [code] = Object.keys(source.entries)
  delete source.entries[code ?? ""]
  source.limits.seconds = 7
  const was = relational(dataMap.sources[name])
  const told = differencesBetween(dataMap, after, profile).map(line)
  expect(told).toEqual([
    `sources, “${was.title.en}”, limits, seconds: ${was.limits.seconds} > 7`,
    `sources, “${was.title.en}”, entries: removed ${code}`,
  ])
  const laws = { ...profile, laws: profile.laws.slice(1) }
  expect(differencesBetween(profile, laws, profile).map(line)).toEqual([
    `laws: removed ${profile.laws[0]?.title.en}`,
  ])
})
