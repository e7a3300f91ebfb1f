import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { expect, test } from "vitest"
import { locales } from "@/lib/format/locale"

const sources = ["app", "lib"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.test|\.fixture)\.tsx?$/.test(entry.name))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8")),
)

const patterns = [
  /new (?:Forbidden|NotAllowedNow|Conflict)\("([a-z_]+)"/g,
  /(?:Invalid\(|fields\.\w+ = )[^)]*?code: "([a-z_]+)"/g,
  /super\("([a-z_]+)"/g,
  /constructor\(code = "([a-z_]+)"/g,
  /const YEAR_MISSING = "([a-z_]+)"/g,
  /\| "(exten[a-z]+_[a-z_]+)"/g,
]

const codes = new Set(
  sources.flatMap((text) =>
    patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, code]) => code ?? "")),
  ),
)

test.each(locales)("every expected failure has a sentence in %s", (locale) => {
  expect(codes.size).toBeGreaterThan(15)
  const known = JSON.parse(readFileSync(`messages/${locale}/errors.json`, "utf8"))
  expect([...codes].filter((code) => !(code in known))).toEqual([])
})
