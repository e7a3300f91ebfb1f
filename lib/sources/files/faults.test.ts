import { readdirSync, readFileSync, statSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, expect, it } from "vitest"
import { causeOf } from "@/lib/fulfilment/stall-cause"
import { SourceRefused, SourceSlow } from "../failures"
import type { Wanted } from "../operation"
import { openGuard } from "../resilience/guard"
import { leave } from "./system.fixture"
import { openBooks } from "./trial.fixture"

const HEAD = ["subject", "category", "field", "record", "value", "origin", "recorded"]
const ONE = { identifiers: [{ kind: "customer_id", value: "1" }] }
const ERASE: Wanted[] = [{ op: "erase", category: "expenses" }]

let books: ReturnType<typeof openBooks>
beforeEach(() => {
  books = openBooks()
  for (const key of ["1", "2"]) {
    const row = (field: string, value: string) => ({
      category: "expenses",
      field,
      record: "1",
      value,
      recorded: "",
    })
    const rows = [row("amount", "9000.00"), row("expense_kind", "rent")]
    books.system.people.set(key, { known: [["pin", `2150119900000${key}`]], rows })
  }
  books.system.exportAll()
})
afterEach(() => books.close())

const held = (...rows: string[][]) => leave(books.folder, "held.csv", [HEAD, ...rows])
const row = (value = "9000.00", more: Partial<Record<string, string>> = {}) =>
  HEAD.map(
    (column) =>
      ({ subject: "1", category: "expenses", field: "amount", record: "1", value, ...more })[column] ?? "",
  )
const said = async () => {
  const [all, page] = await Promise.all([
    books.connector.count(ONE).then(() => "read", String),
    books.connector.read(ONE).then(() => "read", String),
  ])
  expect(page).toBe(all)
  return all
}

it("a large export is read in pieces, between which others have their turn, once for all who ask meanwhile", async () => {
  held(...Array.from({ length: 20_000 }, (_, i) => row("9000.00", { record: `r${i}` })))
  const pieces = Math.floor(statSync(join(books.folder, "held.csv")).size / 65_536)
  let [turns, isRead] = [0, false]
  const turn = () => {
    turns += 1
    if (!isRead) setImmediate(turn)
  }
  setImmediate(turn)
  const answers = await Promise.all([1, 2, 3].map(() => books.connector.read(ONE)))
  isRead = true
  const [first, ...others] = answers.map(({ items }) => items[0])
  expect(answers.map(({ total }) => total)).toEqual([20_000, 20_000, 20_000])
  for (const other of others) expect(other).toEqual(first)
  expect(pieces).toBeGreaterThan(9)
  expect(turns).toBeGreaterThan(pieces)
})

it("nothing of a file is used where anything of it is wrong, and the steward is told what, without what is in it", async () => {
  expect(await said()).toBe("read")
  held(row())
  expect(await said()).toBe("read")
  const bytes = readFileSync(join(books.folder, "held.csv"))
  const put = (content: Buffer | string) => writeFileSync(join(books.folder, "held.csv"), content)
  put(bytes.subarray(0, -3))
  leave(books.folder, "people.csv", [
    ["subject", "kind", "value"],
    ["1", "pin", "21501199000001"],
  ])
  expect(await said()).toContain("has another checksum than its .sum says: it may be half written")
  // What staff read on a request that stalls over it.
  expect(await books.connector.ping().catch(causeOf)).toBe(`AnswerUnusable:${books.connector.name}`)
  put(bytes)
  expect(await said()).toBe("read")

  const wrong: [() => void, string][] = [
    [
      () => held(row(), row("1.00", { record: "2", subject: "7" })),
      "has somebody in row 2 who is not in people.csv",
    ],
    [() => held(row(), row()), "has one item twice, again in row 2"],
    [() => held(row(), ["1", "2"]), "is no CSV: a quote or a number of columns is wrong"],
    [() => held(row("=1+1")), "has a formula in row 1"],
    [() => held(row("@SUM(A1)")), "has a formula in row 1"],
    [() => held(row("much")), "has a value of the wrong type in row 1"],
    [
      () => held(row("1.00", { category: "no_such" })),
      "has a field in row 1 that the data map does not know",
    ],
    [() => held(row("1.00", { recorded: "yesterday" })), 'has no date in "recorded" of row 1'],
    [
      () => leave(books.folder, "held.csv", [HEAD.toReversed(), row()]),
      "has other columns than subject, category",
    ],
    [() => leave(books.folder, "held.csv", [HEAD, row()], { rows: "2" }), "has 1 rows, and its .sum says 2"],
    [() => leave(books.folder, "held.csv", [HEAD, row()], { made: "today" }), "is not as it has to be"],
    [() => unlinkSync(join(books.folder, "held.csv.sum")), "held.csv.sum is not there"],
  ]
  for (const [breakIt, sentence] of wrong) {
    held(row())
    expect(await said()).toBe("read")
    breakIt()
    const told = await said()
    expect(told).toContain(sentence)
    expect(told).not.toMatch(/9000|1\+1|SUM/)
  }
})

it("a byte order mark and numbers below nought are no fault, bytes of another encoding are", async () => {
  held(row("-5.00"))
  expect(await said()).toBe("read")
  const marked = [["\uFEFFsubject", ...HEAD.slice(1)], row()]
  leave(books.folder, "held.csv", marked)
  // The fixture quotes every cell, so the mark stands inside the first quote: only a bare one is a mark.
  expect(await said()).toContain("has other columns")
  const text = Buffer.concat([
    Buffer.from([0xef, 0xbb, 0xbf]),
    Buffer.from(`${HEAD.join(",")}\r\n${row().join(",")}\r\n`),
  ])
  const { createHash } = await import("node:crypto")
  const sum = (bytes: Buffer) => {
    writeFileSync(join(books.folder, "held.csv"), bytes)
    const digest = createHash("sha256").update(bytes).digest("hex")
    writeFileSync(join(books.folder, "held.csv.sum"), `sha256 ${digest}\nrows 1\nmade 2026-03-01T00:00:00Z\n`)
  }
  sum(text)
  expect(await said()).toBe("read")
  sum(Buffer.concat([text, Buffer.from([0xc0, 0xaf])]))
  expect(await said()).toContain("is not in UTF-8")
})

it("an export is as old as the older of its two files, however its second is written", async () => {
  const people = [
    ["subject", "kind", "value"],
    ["1", "pin", "21501199000001"],
  ]
  for (const [one, other] of [
    [".500Z", "Z"],
    ["Z", ".500Z"],
  ]) {
    leave(books.folder, "people.csv", people, { made: `2026-05-01T00:00:00${one}` })
    leave(books.folder, "held.csv", [HEAD, row()], { made: `2026-05-01T00:00:00${other}` })
    expect((await books.connector.read(ONE)).readAt).toBe("2026-05-01T00:00:00Z")
  }
})

it("an order is written once, waits for its answer and a newer export, and says why it cannot be done", async () => {
  const { connector, system, folder } = books
  const { operations } = await connector.plan(ONE.identifiers, ERASE)
  const orders = () => readdirSync(folder).filter((name) => /^order-.*\.csv$/.test(name))
  const states = async (key = "k") => {
    const answer = await connector.applyAll(operations, key)
    return answer.state === "done"
      ? answer.results.map(({ state }) => state)
      : [answer.state, answer.evidence.why]
  }
  expect([await states(), await states(), orders().length]).toEqual([["asked"], ["asked"], 1])
  expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([])
  const [name = ""] = orders()
  const answer = name.replace("order", "result")
  leave(folder, answer, [
    ["step", "state", "rows"],
    ["7", "done", "1"],
  ])
  await expect(states()).rejects.toThrow("answers other steps than were ordered")
  leave(folder, answer, [
    ["step", "state", "rows"],
    ["1", "perhaps", "1"],
  ])
  await expect(states()).rejects.toThrow("has a state that is none")
  leave(folder, answer, [
    ["step", "state", "rows"],
    ["1", "refused", "0"],
  ])
  expect(await states()).toEqual(["changed", "exception"])
  leave(folder, answer, [
    ["step", "state", "rows"],
    ["1", "done", "2"],
  ])
  expect(await states()).toEqual(["asked"])
  expect((await connector.verify(ONE.identifiers, operations)).held).toBe(false)
  unlinkSync(join(folder, answer))
  expect(system.work()).toBe(1)
  expect([await states(), await states("another")]).toEqual([["done"], ["already"]])
  expect((await connector.verify(ONE.identifiers, operations)).held).toBe(true)
  expect(
    (await connector.count({ identifiers: [{ kind: "customer_id", value: "2" }] })).categories,
  ).toMatchObject([{ category: "expenses", items: 2 }])
})

it("an order nobody answers in its hours and a full disk are a source that does not answer, with nothing half done", async () => {
  const { connector, folder } = books
  const { operations } = await connector.plan(ONE.identifiers, ERASE)
  await connector.applyAll(operations, "k")
  const [name = ""] = readdirSync(folder).filter((each) => /^order-.*\.csv$/.test(each))
  const sum = join(folder, `${name}.sum`)
  writeFileSync(sum, readFileSync(sum, "utf8").replace(/made .*/, "made 2020-01-01T00:00:00Z"))
  // However often: the folder answers, so nobody is kept from reading it for that.
  const guard = openGuard()
  const guarded = guard.around(connector, { seconds: 5, connections: 4 })
  for (let i = 0; i < 6; i += 1)
    await expect(guarded.applyAll(operations, "k")).rejects.toBeInstanceOf(SourceSlow)
  expect(await guarded.count(ONE)).toMatchObject({ subjects: ["1"] })
  guard.close()
  for (const each of [name, `${name}.sum`]) unlinkSync(join(folder, each))
  symlinkSync("/dev/full", join(folder, `.${name}.part`))
  const failure = await connector.applyAll(operations, "k").catch((error: unknown) => error)
  expect(failure).toMatchObject({ isFull: true })
  expect(readdirSync(folder).filter((each) => each.includes(name))).toEqual([`${name}.sum`])
  expect(await connector.applyAll(operations, "k")).toMatchObject({ results: [{ state: "asked" }] })
  await expect(connector.facts(["no.such"], [])).rejects.toThrow(SourceRefused)
})
