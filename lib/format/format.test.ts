import { describe, expect, test } from "vitest"
import { formatDate, formatDateTime, formatLongDate, formatTime, machineDate } from "@/lib/format/date"
import { isLocale, localeFromHeader, locales } from "@/lib/format/locale"
import { formatCount, formatMoney } from "@/lib/format/number"

const evening = new Date("2026-11-22T20:30:00Z")
const march = new Date("2026-03-04T05:00:00Z")

describe("dates", () => {
  test("a date reads day, month, year in every language, in Bishkek's zone", () => {
    for (const locale of locales) {
      expect(formatDate(march, locale)).toBe("04.03.2026")
      expect(formatDate(evening, locale)).toBe("23.11.2026")
      expect(formatDateTime(evening, locale)).toBe("23.11.2026, 02:30")
    }
    expect(formatTime(evening)).toBe("02:30")
  })

  test("a day without time is moved by no zone, and anything else is refused", () => {
    expect(formatDate("2026-11-22", "ky")).toBe("22.11.2026")
    expect(machineDate("2026-11-22")).toBe("2026-11-22")
    expect(machineDate(evening)).toBe("2026-11-22T20:30:00.000Z")
    expect(() => formatDate("22.11.2026", "ky")).toThrow(RangeError)
    expect(() => formatDate(new Date(Number.NaN), "ru")).toThrow(RangeError)
  })

  test("a long date follows the letter style of each language", () => {
    expect(formatLongDate("2026-11-22", "ky")).toBe("2026-жылдын 22-ноябры")
    expect(formatLongDate("2026-06-01", "ky")).toBe("2026-жылдын 1-июну")
    expect(formatLongDate("2026-11-22", "ru")).toBe("22\u00a0ноября 2026\u00a0г.")
    expect(formatLongDate("2026-11-22", "en")).toBe("22\u00a0November 2026")
  })
})

describe("numbers", () => {
  test("money is written with сом and keeps every digit of a decimal text", () => {
    expect(formatMoney("125000.50", "ky")).toBe("125\u00a0000,50\u00a0сом")
    expect(formatMoney("125000.50", "ru")).toBe("125\u00a0000,50\u00a0сом")
    expect(formatMoney("125000.50", "en")).toBe("125,000.50\u00a0som")
    expect(formatMoney("1500.00", "ky")).toBe("1\u00a0500\u00a0сом")
    expect(formatMoney(-20, "ru")).toBe("\u221220\u00a0сом")
    expect(formatMoney("9007199254740993.11", "en")).toBe("9,007,199,254,740,993.11\u00a0som")
    expect(() => formatMoney("12,5", "ky")).toThrow(RangeError)
    expect(() => formatMoney(Number.NaN, "ky")).toThrow(RangeError)
  })

  test("counts are grouped", () => {
    expect(formatCount(1234567, "ky")).toBe("1\u00a0234\u00a0567")
    expect(formatCount(1234, "ru")).toBe("1\u00a0234")
    expect(formatCount(1234, "en")).toBe("1,234")
  })
})

describe("languages", () => {
  test("the header's best known language wins; nonsense gives none", () => {
    expect(localeFromHeader("ru-RU,ru;q=0.9,en;q=0.8")).toBe("ru")
    expect(localeFromHeader("de, en;q=0.5, ky;q=0.7")).toBe("ky")
    expect(localeFromHeader("ru;q=0, en")).toBe("en")
    expect(localeFromHeader("EN-us")).toBe("en")
    for (const header of [null, undefined, "", "*", "de,fr", ";;;,q=1", "tlh;q=x"])
      expect(localeFromHeader(header)).toBeNull()
    expect([isLocale("ky"), isLocale("kk"), isLocale(undefined)]).toEqual([true, false, false])
  })
})
