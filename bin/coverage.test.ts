import { existsSync, readFileSync } from "node:fs"
import path from "node:path"
import { expect, it } from "vitest"
import { coverageIds } from "@/bin/coverage.fixture"

const root = path.join(import.meta.dirname, "..")
const read = (file: string) => readFileSync(path.join(root, file), "utf8")
const isThere = (file: string) => existsSync(path.join(root, file))

type Row = { id: string; asks: string; where: string; proof: string }

const rowsIn = (page: string): Row[] =>
  page
    .split("\n")
    .filter((line) => /^\| (?!row |-)/.test(line))
    .map((line) => {
      const [id = "", asks = "", where = "", proof = ""] = line
        .replace(/^\||\|$/g, "")
        .split("|")
        .map((cell) => cell.trim())
      return { id, asks, where, proof }
    })

/** What is wrong with a row, in words; null when it stands. */
function fault({ id, asks, where, proof }: Row): string | null {
  if (!asks) return `${id} says nothing of what it asks`
  if (where === "not yet") return proof === "" ? null : `${id} is not there yet and names a proof`
  if (where === "conduct") return proof.length > 20 && !proof.includes("`") ? null : `${id} does not say why`
  const [, file] = /^`([^`]+)`$/.exec(where) ?? []
  if (!file || !isThere(file)) return `${id} points at ${where}, which is not there`
  const [, test, title] = /^`([^`]+\.(?:test|spec)\.ts)`: (.+)$/.exec(proof) ?? []
  if (!test || !title || !isThere(test)) return `${id} names no test that is there: ${proof}`
  const quoted = ['"', "'", "`"].some((mark) => read(test).includes(`${mark}${title}${mark}`))
  return quoted || read(test).includes(`${title} @nojs"`)
    ? null
    : `${id} names a test that ${test} does not have`
}

it("every row of the policies and every rule stands in the table once, and points at what is there", () => {
  const rows = rowsIn(read("docs/coverage.md"))
  expect(rows.map(({ id }) => id).sort()).toEqual([...coverageIds].sort())
  expect(rows.flatMap((row) => fault(row) ?? [])).toEqual([])
})

it("a row that dangles is found: a file or a test that is not there, a proof of what is not there yet, no reason", () => {
  const row = {
    id: "x/1",
    asks: "something",
    where: "`bin/docs.test.ts`",
    proof: "`bin/docs.test.ts`: commands",
  }
  expect(fault(row)).toBeNull()
  expect(fault({ ...row, asks: "" })).toContain("says nothing")
  expect(fault({ ...row, where: "`bin/no-such.ts`" })).toContain("not there")
  expect(fault({ ...row, where: "" })).toContain("not there")
  expect(fault({ ...row, proof: "`bin/no-such.test.ts`: commands" })).toContain("names no test")
  expect(fault({ ...row, proof: "`bin/docs.test.ts`: command" })).toContain("does not have")
  expect(fault({ ...row, where: "not yet" })).toContain("names a proof")
  expect(fault({ ...row, where: "not yet", proof: "" })).toBeNull()
  expect(fault({ ...row, where: "conduct", proof: "" })).toContain("why")
})
