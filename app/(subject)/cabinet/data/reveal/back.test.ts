import { expect, test } from "vitest"
import { backTo } from "./back"

test("only the person's own data pages are returned to", () => {
  for (const own of ["/cabinet/data", "/cabinet/data/pin", "/cabinet/data/page_address?page=12"]) {
    expect(backTo(own)).toBe(own)
  }
  const foreign = [
    "//evil.example",
    "https://evil.example",
    "/admin",
    "/cabinet/data/../../admin",
    "/cabinet/data?x=1",
    "/\\evil",
    "",
    null,
    ["/cabinet/data/pin"],
  ]
  for (const other of foreign) expect(backTo(other)).toBe("/cabinet/data")
})
