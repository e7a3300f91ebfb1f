import { expect, test } from "vitest"
import { pathBack } from "./back"

const own = ["https://rights.example.kg"]

test("the reader comes back to the page the link was on, query and all", () => {
  expect(pathBack("https://rights.example.kg/policy/1?a=b", "/", own)).toBe("/policy/1?a=b")
  expect(pathBack(null, "/cabinet/data", own)).toBe("/cabinet/data")
  expect(pathBack("https://rights.example.kg/locale?to=ru", "/policy", own)).toBe("/policy")
})

test("no other site is ever led to", () => {
  const foreign = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/a\r\nb",
    "javascript:1",
  ]
  for (const back of [...foreign, "", "policy", "/locale?to=ru", `/${"a".repeat(3000)}`]) {
    expect(pathBack("https://evil.example/path", back, own), back).toBe("/")
  }
  expect(pathBack("https://rights.example.kg//evil.example", null, own)).toBe("/")
  expect(pathBack("not a url", null, own)).toBe("/")
})
