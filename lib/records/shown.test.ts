import { expect, test } from "vitest"
import { shownItem, shownMoment, shownValue } from "@/lib/records/shown"
import type { Item } from "@/lib/sources/connector"

const item = (over: Partial<Item>): Item => ({
  id: "customers.pin.x",
  source: "lender",
  subject: "1",
  category: "pin",
  field: "pin",
  value: "21501199000001",
  type: "pin",
  origin: { by: "subject", at: null },
  thirdPerson: false,
  place: "core.customers.pin",
  key: { customer_id: "1" },
  recordedAt: null,
  ...over,
})

test("values are shown by their type, and what does not fit its type as it stands", () => {
  expect(shownValue("money", "30660.00", "ru")).toEqual({ kind: "text", text: "30\u00a0660\u00a0сом" })
  expect(shownValue("money", "a lot", "ru")).toEqual({ kind: "text", text: "a lot" })
  expect(shownValue("date", "2026-03-04", "ky")).toEqual({ kind: "text", text: "04.03.2026" })
  for (const odd of ["infinity", "2026-02-31", "9999-99-99", "2026-03-04 же кийинчерээк"])
    expect(shownValue("date", odd, "ky")).toEqual({ kind: "text", text: odd })
  expect(shownValue("date", "2026-03-04T00:00:00Z", "ky")).toEqual({ kind: "text", text: "04.03.2026" })
  expect(shownValue("timestamp", "2026-03-04T20:00:00+00:00", "ky")).toEqual({
    kind: "text",
    text: "05.03.2026, 02:00",
  })
  expect(shownValue("ip", "192.0.2.7/32", "en")).toEqual({ kind: "text", text: "192.0.2.7" })
  expect(shownValue("boolean", false, "en")).toEqual({ kind: "truth", value: false })
  expect(shownValue("text", "income_below_threshold", "en")).toEqual({
    kind: "code",
    code: "income_below_threshold",
  })
  expect(shownValue("text", "Бишкек", "en")).toEqual({ kind: "text", text: "Бишкек" })
  expect(shownValue("list", ["a b", true], "en")).toEqual({
    kind: "list",
    entries: [
      { kind: "text", text: "a b" },
      { kind: "truth", value: true },
    ],
  })
  expect(shownValue("json", { goal: "окуу", empty: null, deep: { n: 1 } }, "en")).toEqual({
    kind: "pairs",
    pairs: [
      { name: "goal", value: { kind: "text", text: "окуу" } },
      { name: "deep", value: { kind: "pairs", pairs: [{ name: "n", value: { kind: "text", text: "1" } }] } },
    ],
  })
})

test("sensitive values are masked until the person proves who they are; ordinary ones never", () => {
  const [masked, full] = [{ full: false }, { full: true }]
  expect(shownItem(item({}), "masked", masked, "ky")).toEqual({ kind: "masked", text: "•••• 01" })
  expect(shownItem(item({}), "masked", full, "ky")).toEqual({ kind: "text", text: "21501199000001" })
  expect(shownItem(item({}), "ordinary", masked, "ky")).toEqual({ kind: "text", text: "21501199000001" })
  const reasons = item({ type: "list", value: ["debt_burden_above_half"] })
  expect(shownItem(reasons, "special", masked, "ky")).toEqual({ kind: "masked", text: "••••" })
  const scan = item({ type: "image", value: { bytes: 12 } })
  expect(shownItem(scan, "ordinary", masked, "ky")).toEqual({ kind: "scan", bytes: 12, hidden: true })
  expect(shownItem(scan, "special", full, "ky")).toEqual({ kind: "scan", bytes: 12, hidden: false })
})

test("contacts the person gave are theirs to see; what another client said of somebody else stays withheld", () => {
  const given = item({ thirdPerson: true, type: "text", value: "Айгүл Сыноо" })
  expect(shownItem(given, "masked", { full: true }, "ky")).toEqual({ kind: "text", text: "Айгүл Сыноо" })
  const told = item({ ...given, origin: { by: "another_client", at: null } })
  expect(shownItem(told, "masked", { full: true }, "ky")).toEqual({ kind: "withheld" })
})

test("a moment is shown as a day, and an unknown one not at all", () => {
  expect(shownMoment("2026-03-04", "ky")).toBe("04.03.2026")
  expect(shownMoment("2026-03-04T20:00:00+00:00", "ky")).toBe("05.03.2026")
  expect(shownMoment(null, "ky")).toBeNull()
  expect(shownMoment("yesterday", "ky")).toBeNull()
})
