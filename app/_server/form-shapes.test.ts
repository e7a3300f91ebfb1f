import { expect, test } from "vitest"
import { z } from "zod"
import { typedDay } from "@/lib/deadlines/typed-day"
import { dateBoxes, typedUnder } from "./form-shapes"

test("a date comes out of its three boxes by name; what is too long for one is no day, and empty ones are none", () => {
  const shape = z.object({ kind: z.string(), ...dateBoxes("from", "until") })
  const typed = shape.parse({ kind: "leave", "from.day": "9", "from.month": "3", "from.year": "2031" })
  expect(typedUnder(typed, "from")).toEqual({ day: "9", month: "3", year: "2031" })
  expect(typedDay(typedUnder(typed, "from"))).toBe("2031-03-09")
  expect(typedDay(typedUnder(typed, "until"))).toBe("")
  const long = shape.parse({ kind: "leave", "from.day": "9".repeat(40), "until.year": "soon" })
  expect(typedUnder(long, "from")).toEqual({ day: "9999999999", month: "", year: "" })
  expect(typedDay(typedUnder(long, "from"))).toBeNull()
  expect(typedDay(typedUnder(long, "until"))).toBeNull()
})
