import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { openBooks } from "./files/trial.fixture"
import { askSourceStates } from "./states"

it("a source that gives what cannot be used is shown with the reason, until it is mended", async () => {
  const books = openBooks()
  books.system.people.set("1", { known: [["pin", "21501199000001"]], rows: [] })
  books.system.exportAll()
  const all = () => [books.connector]
  const states = () => askSourceStates({ all, of: () => books.connector, close: async () => undefined })
  const said = { name: "books", at: expect.any(Date), ms: expect.any(Number) }
  const at = join(books.folder, "people.csv")
  const whole = readFileSync(at)
  writeFileSync(at, whole.subarray(0, -3))
  const failure = "books: people.csv has another checksum than its .sum says: it may be half written"
  expect(await states()).toEqual([{ ...said, answers: false, failure }])
  writeFileSync(at, whole)
  expect(await states()).toEqual([{ ...said, answers: true, failure: null }])
  await books.close()
})
