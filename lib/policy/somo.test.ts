import { beforeAll, expect, test } from "vitest"
import * as find from "@/lib/policy/lookup"
import { readPolicy } from "@/lib/policy/read"
import { RightCode } from "@/lib/policy/rights-schema"

let folder: find.PolicyFolder
beforeAll(async () => {
  folder = await readPolicy("policies/somo")
})

test("somo names every category of clause 2.1 and every purpose of clause 1.1", () => {
  const { policy } = folder
  const clauses = new Set(policy.categories.map(({ clause }) => clause))
  for (let item = 1; item <= 30; item += 1) {
    // 2.1(22) says who gives the data, which is an origin.
    expect(clauses.has(`2.1(${item})`), `2.1(${item})`).toBe(item !== 22)
  }
  const purposes = new Set(policy.purposes.map(({ clause }) => clause))
  for (let item = 1; item <= 8; item += 1) expect(purposes).toContain(`1.1(${item})`)
  for (let item = 1; item <= 7; item += 1) {
    expect(policy.transferGrounds.map(({ clause }) => clause)).toContain(`2.3(${item})`)
  }
  // It publishes no profiles of people, knows no children, and a customer's file is no account that is closed.
  const others = ["account_deletion", "child_data", "public_profile"]
  const wanted = RightCode.options.filter((code) => !others.includes(code))
  expect(policy.rights.map(({ code }) => code).sort()).toEqual([...wanted].sort())
})

test("marketing and research end with one button; collecting, sending and sending abroad never rest on the open loan", () => {
  const { policy } = folder
  const stop = policy.purposes.filter(find.isStopPurpose).map(({ code }) => code)
  expect(stop).toEqual(["research", "marketing_own", "marketing_third"])
  for (const purpose of policy.purposes) {
    for (const operation of purpose.operations) {
      if (operation.code === "collect" || operation.code === "cross_border") {
        expect(operation.continues).toEqual([])
      }
      if (operation.code === "transfer") expect(operation.continues).not.toContain("CONTRACT_ACTIVE")
    }
    expect(purpose.expiresOn).toEqual({ fact: "obligations.performed", is: true })
  }
  expect(find.operation(policy, "contract", "use").continues).toContain("CONTRACT_ACTIVE")
})

test("every category is kept on cited grounds, and what is kept by law may only be stored", () => {
  for (const { code } of folder.policy.categories) {
    const kept = find.retentionGrounds(folder, code)
    expect(kept.length, code).toBeGreaterThan(0)
    for (const ground of kept) {
      expect(ground.until, ground.code).toBeDefined()
      if (ground.origin === "profile") expect(ground.operations).toEqual(["store"])
    }
  }
  const codes = (category: string) => find.retentionGrounds(folder, category).map(({ code }) => code)
  expect(codes("pin")).toEqual(["CONTRACT_ACTIVE", "AML_5Y"])
  expect(codes("offer_signature")).toEqual(["CONTRACT_ACTIVE", "ACCEPTANCE_RECORD_3Y"])
  expect(codes("payments")).toEqual(["CONTRACT_ACTIVE", "AML_5Y", "TAX_ACCOUNTING"])
  expect(find.retentionGrounds(folder, "contact_persons").flatMap(({ rights }) => rights)).toEqual([])
})

test("a term comes from the legal profile with its source, and only a complaint can be extended", () => {
  expect(find.termOf(folder, "access")).toMatchObject({
    term: { n: 7, unit: "working_days" },
    assumed: false,
  })
  expect(find.termOf(folder, "erasure")).toMatchObject({
    term: { n: 7, unit: "working_days" },
    assumed: true,
  })
  expect(find.termOf(folder, "complaint")).toMatchObject({ term: { n: 5, unit: "working_days" } })
  const extended = folder.policy.rights
    .map(({ code }) => code)
    .filter((code) => find.termOf(folder, code).extension)
  expect(extended).toEqual(["complaint"])
})

test("a code that does not exist is an error that names it", () => {
  const { policy, profile } = folder
  expect(find.textIn(find.category(policy, "pin").title, "ky")).toBe("ПИН (ИЖН)")
  expect(() => find.category(policy, "shoe_size")).toThrow('The policy has no category "shoe_size".')
  expect(() => find.purpose(policy, "gossip")).toThrow('no purpose "gossip"')
  expect(() => find.law(profile, "ROMAN")).toThrow('no law "ROMAN"')
  expect(() => find.ground(folder, "NO_SUCH")).toThrow('no ground "NO_SUCH"')
})

test("a citation is read out in the reader's language", () => {
  const { profile } = folder
  const cited = { clause: "6.4(2)", law: "DC_83" }
  expect(find.citationText(profile, cited, "ky")).toBe(
    "Саясаттын 6.4(2)-пункту; Кыргыз Республикасынын 2025-жылдын 31-июлундагы № 178 Санариптик кодекси, 83-берене",
  )
  expect(find.citationText(profile, { clause: "6.4(2)" }, "ru")).toBe("п. 6.4(2) Политики")
  expect(find.citationText(profile, { law: "LAW_160" }, "en")).toContain("No. 160 of 25 November 2014")
})

test("no text carries a word the portal does not use on screens", () => {
  const words = JSON.stringify(folder.policy)
  for (const avoided of ["чакыртып алуу", "ээсиздендирүү", "иштеп чыгуучу", "өздүгүн тактаган"]) {
    expect(words).not.toContain(avoided)
  }
})
