import { expect, it } from "vitest"
import { DecisionInput } from "./decision-input"

const sent = {
  part: "5f0c7a2e-6f0b-4a55-9d0e-2f6c1c1c9f10",
  version: "3",
  kind: "propose",
  step: "check",
  explanation: "  ",
  "line.0.on": "name",
  "line.0.ground": "",
  "line.0.reason": "",
  "line.0.until": "",
  "line.1.on": "payments",
  "line.1.ground": "AML_5Y",
  "line.1.reason": " иш жүрүп жатат ",
  "line.1.until": "2999-01-31",
}

const faults = (change: Record<string, string>) =>
  DecisionInput.safeParse({ ...sent, ...change }).error?.issues.map(({ path, message }) => [
    path.join(),
    message,
  ]) ?? []

it("reads the lines an officer keeps, and names the field where a ground, words or a day to come are missing", () => {
  const read = DecisionInput.parse(sent)
  expect(read.keeps).toEqual([
    { on: "payments", ground: "AML_5Y", reason: "иш жүрүп жатат", untilOn: "2999-01-31" },
  ])
  expect(read.lines).toEqual([1])
  expect(read).toMatchObject({ version: 3, refusal: null, alone: false, explanation: "" })
  expect(faults({ "line.1.ground": "" })).toEqual([["line.1.ground", "ground_required"]])
  expect(faults({ "line.1.reason": " " })).toEqual([["line.1.reason", "reason_required"]])
  expect(faults({ "line.0.until": "2026-02-30" })).toEqual([
    ["line.0.ground", "ground_required"],
    ["line.0.reason", "reason_required"],
    ["line.0.until", "date_shape"],
  ])
  expect(faults({ "line.1.reason": "х".repeat(2_001) })).toEqual([["line.1.reason", "too_long"]])
})

it("a refusal needs its ground and words; going back to the fields needs nothing and gives everything back", () => {
  expect(faults({ kind: "refuse" })).toEqual([
    ["refusalGround", "ground_required"],
    ["refusalReason", "reason_required"],
  ])
  const refusal = { refusalGround: "IDENTITY_NOT_PROVEN", refusalReason: "Ишеним кат жок" }
  expect(DecisionInput.parse({ ...sent, ...refusal, kind: "refuse" }).keeps).toEqual([])
  const back = DecisionInput.parse({
    ...sent,
    "line.1.reason": "",
    step: "change",
    checked: "ab",
    preview: "# x",
  })
  expect(back.typed).toMatchObject({
    version: "3",
    kind: "propose",
    "line.1.ground": "AML_5Y",
    "line.1.reason": "",
  })
  expect(back.typed).not.toHaveProperty("checked")
  expect(back.typed).not.toHaveProperty("preview")
})

it("what no source can do needs words of its own, unless the officer keeps it", () => {
  const gap = { "gap.0.on": "lender:erase:name", "gap.0.words": " " }
  expect(faults(gap)).toEqual([["gap.0.words", "required"]])
  expect(faults({ ...gap, "line.1.on": "name" })).toEqual([])
  expect(faults({ ...gap, kind: "decide" })).toEqual([])
  expect(DecisionInput.parse({ ...sent, ...gap, "gap.0.words": " кол менен " }).settled).toEqual([
    { on: "lender:erase:name", words: "кол менен" },
  ])
})
