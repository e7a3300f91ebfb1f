import { expect, test } from "vitest"
import { maskText } from "@/lib/records/mask"

test("long texts keep their last two characters, an e-mail its first letter and domain, the rest nothing", () => {
  expect(maskText("pin", "21501199000001")).toBe("•••• 01")
  expect(maskText("phone", "+996555000001")).toBe("•••• 01")
  expect(maskText("text", "Сыноо-Асанов")).toBe("•••• ов")
  expect(maskText("email", "borrower1@borrower.example")).toBe("b••••@borrower.example")
  for (const [type, text] of [
    ["text", "MKK"],
    ["text", "  ааааа  "],
    ["email", "no-at-sign"],
    ["money", "125 000,50 сом"],
    ["date", "15.01.1990"],
    ["timestamp", "15.01.1990, 10:00"],
    ["json", ""],
    ["boolean", ""],
    ["number", "123456789"],
  ] as const) {
    expect(maskText(type, text)).toBe("••••")
  }
})

test("a letter outside the basic plane is never cut in half", () => {
  expect(maskText("text", "аааа😀😀")).toBe("•••• 😀😀")
})
