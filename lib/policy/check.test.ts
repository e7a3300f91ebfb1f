import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { policySchemaText } from "@/bin/policy-schema"
import { checkPolicy } from "@/lib/policy/check"
import { PolicyFaults, readPolicy } from "@/lib/policy/read"

let home: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "policies-"))
  await cp("policies", home, { recursive: true })
})
afterAll(() => rm(home, { recursive: true }))

type Edit = { file?: string; from: string; to: string }
type Story = Edit & { name: string; at: string; reason: string; nth?: number }

const POLICY = "somo/policy.yaml"

// Runs the check over a copy in which `from` became `to`, and puts the copy right again.
async function broken<T>({ file = POLICY, from, to }: Edit, run: (text: string) => Promise<T>): Promise<T> {
  const path = join(home, file)
  const good = await readFile(path, "utf8")
  expect(good).toContain(from)
  const text = good.replace(from, () => to)
  await writeFile(path, text)
  try {
    return await run(text)
  } finally {
    await writeFile(path, good)
  }
}

const lineOf = (text: string, marker: string) => text.slice(0, text.indexOf(marker)).split("\n").length

const stories: Story[] = [
  {
    name: "a missing language",
    from: "  ru: Политика в отношении персональных данных ломбарда «Сомо»\n",
    to: "",
    at: "name:",
    reason: 'The Russian text is missing: add "ru" beside the other languages.',
  },
  {
    name: "an empty text",
    from: "{ ky: Жынысы, ru: Пол, en: Sex }",
    to: '{ ky: "", ru: Пол, en: Sex }',
    at: 'ky: "", ru: Пол',
    reason: '"ky" must not be empty.',
  },
  {
    name: "a logo that is not there",
    from: "  closingHour:",
    to: "  logo: logo.svg\n  closingHour:",
    at: "  logo:",
    reason: 'There is no file "logo.svg" in this folder: add it or remove "logo".',
  },
  {
    name: "an accent too pale to be read",
    from: "  closingHour:",
    to: '  accent: "#ff6600"\n  closingHour:',
    at: "  accent:",
    reason: '"accent" must be a darker colour, one that reads on the page (contrast 7:1), not "#ff6600".',
  },
  {
    name: "an erasure that can be taken back until its term is over",
    from: "  takeBack: P3D",
    to: "  takeBack: P7D",
    at: "  takeBack:",
    reason:
      '"takeBack" is as long as the term of the right "erasure", or longer: shorten it, so that what is asked is done in time.',
  },
  {
    name: "an unknown key",
    from: "    thirdPerson: true\n",
    to: "    thirdPerson: true\n    thirdParty: true\n",
    at: "    thirdParty",
    reason: 'Unknown key "thirdParty": remove it or correct its spelling.',
  },
  {
    name: "a category without a retention rule",
    from: "    retention: contract_term\n",
    to: "",
    at: "  - code: workplace",
    reason:
      '"retention" is missing: add "retention" with the code of a retention rule, which cites its ground.',
  },
  {
    name: "a right without a term",
    from: "    term: { from: profile }\n",
    to: "",
    at: "  - code: existence",
    reason: '"term" is missing: add "term", either "from: profile" or "n", "unit" and "cites".',
  },
  {
    name: "a category without a clause",
    from: '    clause: "2.1(7)"\n',
    to: "",
    at: "  - code: pin\n",
    reason: '"clause" is missing: add "clause" with its place in the policy\'s text, such as "2.1(4)".',
  },
  {
    name: "a clause that is no clause",
    from: 'clause: "1.1(4)"',
    to: 'clause: "the fourth"',
    at: 'clause: "the fourth"',
    reason: '"clause" must be a clause such as "6.4(3)", or "P(5)" for the preamble, not "the fourth".',
  },
  {
    name: "a clause without quotes, which YAML reads as a number",
    from: 'clause: "4.4"',
    to: "clause: 4.4",
    at: "clause: 4.4",
    reason: '"clause" must be a clause in quotes, such as "6.4(3)", not 4.4.',
  },
  {
    name: "a purpose that does not exist",
    from: "purposes: [marketing_own, marketing_third]",
    to: "purposes: [marketing_ovn, marketing_third]",
    at: "purposes: [marketing_ovn",
    reason: 'There is no purpose "marketing_ovn": correct it to "marketing_own" or add it to "purposes".',
  },
  {
    name: "a recipient that does not exist",
    from: "recipients: [state_registration]",
    to: "recipients: [newspapers]",
    at: "recipients: [newspapers]",
    reason: 'There is no recipient "newspapers": correct the code or add it to "recipients".',
  },
  {
    name: "a legal basis the profile does not have",
    from: "    basis: consent\n",
    to: "    basis: goodwill\n",
    at: "    basis: goodwill",
    reason: 'There is no legal basis "goodwill": correct the code or add it to "bases of the legal profile".',
  },
  {
    name: "a law the profile does not have",
    from: "{ law: TAX_CODE, assumed: true }",
    to: "{ law: TAX_CODES, assumed: true }",
    at: "TAX_CODES",
    reason: 'There is no law "TAX_CODES": correct it to "TAX_CODE" or add it to "laws of the legal profile".',
  },
  {
    name: "a fact nobody declared",
    from: "condition: { fact: loan.open, is: true }",
    to: "condition: { fact: loan.opened, is: true }",
    at: "loan.opened",
    reason: 'There is no fact "loan.opened": correct it to "loan.open" or add it to "facts".',
  },
  {
    name: "a retention rule on a ground that ends nothing",
    from: "grounds: [CASE_PROOF]",
    to: "grounds: [EVIDENCE_MISSING]",
    at: "grounds: [EVIDENCE_MISSING]",
    reason: 'The ground EVIDENCE_MISSING cannot end a retention: use a ground of kind "keep" with "until".',
  },
  {
    name: "an operation that goes on under a ground that does not cover it",
    from: "onWithdrawal: letter, continues: [AUTHORITY_ORDER]",
    to: "onWithdrawal: letter, continues: [AML_5Y]",
    at: "continues: [AML_5Y]",
    reason:
      'The ground AML_5Y does not let "transfer" go on: remove it here or add the operation to the ground.',
  },
  {
    name: "a stop purpose that would go on",
    from: "onWithdrawal: stop, continues: []",
    to: "onWithdrawal: stop, continues: [CONTRACT_ACTIVE]",
    at: "onWithdrawal: stop, continues: [CONTRACT_ACTIVE]",
    reason: 'An operation that stops at once cannot go on: empty "continues" or write "letter".',
  },
  {
    name: "a code used twice",
    from: "  - code: patronymic\n",
    to: "  - code: name\n",
    at: '  - code: name\n    clause: "2.1(2)"',
    reason: 'The category "name" is there twice: give this one its own code or remove it.',
  },
  {
    name: "a word outside its list",
    from: "sensitivity: special",
    to: "sensitivity: secret",
    at: "sensitivity: secret",
    reason: '"sensitivity" must be one of ordinary, masked, special, not "secret".',
  },
  {
    name: "a step of the complaint route that does not exist",
    from: "appeal: [organisation, agency, court]",
    to: "appeal: [organisation, agency, parliament]",
    at: "appeal: [organisation, agency, parliament]",
    reason:
      'There is no step "parliament": correct the code or add it to "complaintRoute of the legal profile".',
  },
  {
    name: "a division that answers a right the policy has not",
    file: "srs-eservices/policy.yaml",
    from: "rights: [question, complaint, claim, withdrawal, account_deletion]",
    to: "rights: [question, complaint, claim, identity_fraud, account_deletion]",
    at: "rights: [question, complaint, claim, identity_fraud",
    reason: 'There is no right "identity_fraud": correct the code or add it to "rights".',
  },
  {
    name: "a division that answers for a category the policy has not",
    file: "srs-eservices/policy.yaml",
    from: "    categories: [population_services]\n",
    to: "    categories: [population_service]\n",
    at: "categories: [population_service]",
    reason:
      'There is no category "population_service": correct it to "population_services" or add it to "categories".',
  },
  {
    name: "a legal profile that is not there",
    from: "legalProfile: KG-2026",
    to: "legalProfile: KG-1999",
    at: "legalProfile: KG-1999",
    reason: 'There is no file policies/profiles/KG-1999.yaml: add it or correct "legalProfile".',
  },
  {
    name: "a period nobody can count, in the profile",
    file: "profiles/KG-2026.yaml",
    from: "plus: P5Y",
    to: "plus: five years",
    at: "until: { fact: obligations.performed, is: true, plus: five years }",
    reason: '"plus" must be an ISO 8601 period such as P5Y, P6M or P30D, not "five years".',
  },
  {
    name: "a moment that is none of the three kinds",
    from: "until: { fact: loan.open, is: false }",
    to: "until: someday",
    at: "until: someday",
    reason:
      '"until" must be a moment: "fact" and "is", or "event", each with an optional "plus"; or "record", not "someday".',
  },
  {
    name: "a term of no day, in the profile",
    file: "profiles/KG-2026.yaml",
    from: "term: { n: 7, unit: working_days }",
    to: "term: { n: 0, unit: working_days }",
    at: "term: { n: 0,",
    reason: '"n" must be at least 1, not 0.',
  },
  {
    name: "a term of ten thousand days, in the profile",
    file: "profiles/KG-2026.yaml",
    from: "term: { n: 7, unit: working_days }",
    to: "term: { n: 10000, unit: working_days }",
    at: "term: { n: 10000,",
    reason: '"n" must be at most 3650, not 10000.',
  },
  {
    name: "a day that is a holiday and is worked, in the calendar",
    file: "calendars/KG.yaml",
    from: '    shortDays:\n      - { date: "2026-02-23"',
    to: '    workingDays: [{ date: "2026-08-31", title: { ky: x, ru: x, en: x } }]\n    shortDays:\n      - { date: "2026-02-23"',
    at: "    workingDays:",
    reason: "2026-08-31 is also among the holidays or the shortened days: say only one thing of a day.",
  },
  {
    name: "a holiday in another year, in the calendar",
    file: "calendars/KG.yaml",
    from: '"2026-08-31"',
    to: '"2025-08-30"',
    at: '"2025-08-30"',
    reason: "2025-08-30 is not in 2026: correct it or move it to its year.",
  },
]

test("the policy somo is sound, and every broken copy gives its one sentence with file and line", {
  timeout: 120_000,
}, async () => {
  expect((await checkPolicy(join(home, "somo"))).faults).toEqual([])
  for (const story of stories) {
    const found = await broken(story, async (text) => {
      const { faults } = await checkPolicy(
        join(home, dirname(story.file?.includes("policy") ? story.file : POLICY)),
      )
      return { faults, line: lineOf(text, story.at) }
    })
    const told = found.faults.map(({ file, line, reason }) => ({ file: basename(file), line, reason }))
    const file = basename(story.file ?? POLICY)
    expect(told, story.name).toEqual([{ file, line: found.line, reason: story.reason }])
  }
})

test("broken syntax is one fault at its line, an empty folder one sentence, and reading throws them all", async () => {
  const syntax = { from: "origins:\n", to: "origins: [\n" }
  const { faults, line } = await broken(syntax, async (text) => ({
    ...(await checkPolicy(join(home, "somo"))),
    line: lineOf(text, "origins: ["),
  }))
  expect(faults[0]?.reason).toMatch(/^This is not valid YAML: /)
  expect(faults[0]?.line).toBeGreaterThanOrEqual(line)
  const twice = await broken({ from: "calendar: KG\n", to: "calendar: KG\ncalendar: KG\n" }, () =>
    checkPolicy(join(home, "somo")),
  )
  expect(twice.faults.map(({ reason }) => reason)).toEqual([
    "This is not valid YAML: the same key is written twice; keep one of them.",
  ])
  const nothing = await checkPolicy(home)
  expect(nothing.faults.map(({ reason }) => reason)).toEqual([
    "There is no policy.yaml here: name a policy's folder.",
  ])
  await expect(readPolicy(home)).rejects.toThrow(PolicyFaults)
  const { policy, profile, calendar, hash } = await readPolicy("policies/somo")
  expect([policy.code, profile.code, calendar.code]).toEqual(["somo", "KG-2026", "KG"])
  expect(hash).toMatch(/^[0-9a-f]{64}$/)
  expect((await readPolicy(join(home, "somo"))).hash).toBe(hash)
})

test("two faults are both told, in the order of the file", async () => {
  const { faults } = await broken(
    { from: "retention: acceptance_record", to: "retention: for_ever" },
    async (text) => {
      await writeFile(join(home, POLICY), text.replace("adult: 18", "adult: eighteen"))
      return checkPolicy(join(home, "somo"))
    },
  )
  expect(faults.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
    'categories[27].retention There is no retention rule "for_ever": correct the code or add it to "retentionRules".',
    'age.adult "adult" must be a number, not "eighteen".',
  ])
})

test("policies/policy.schema.json is fresh: made anew by bin/policy-schema.ts", async () => {
  const kept: unknown = JSON.parse(await readFile("policies/policy.schema.json", "utf8"))
  expect(kept).toEqual(JSON.parse(policySchemaText()))
})
