import { createHash } from "node:crypto"
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { afterEach, beforeEach, expect, test } from "vitest"
import { SourceUnreachable } from "../failures"
import type { Wanted } from "../operation"
import { put } from "./system.fixture"
import { openBooks } from "./trial.fixture"

const ROWS = 200_000
const PEOPLE = 20
const HEAD = "subject,category,field,record,value,origin,recorded"
const ONE = { identifiers: [{ kind: "customer_id", value: "1" }] }
const made = (minute: number) => new Date(Date.UTC(2026, 4, 1, 0, minute)).toISOString()

setFlagsFromString("--expose-gc")
const collect = runInNewContext("gc") as () => void
const heap = async () => {
  // What was let go outside the heap is counted until the next turn.
  for (let turn = 0; turn < 3; turn += 1) {
    collect()
    await new Promise(setImmediate)
  }
  return process.memoryUsage().heapUsed + process.memoryUsage().external
}

let books: ReturnType<typeof openBooks>
let minute = 0
beforeEach(() => {
  books = openBooks()
})
afterEach(() => books.close())

/** Leaves a file as a system would that writes it in its own way, later than the one before. */
function leave(name: string, text: string | Buffer, rows: number): void {
  minute += 1
  const sha256 = createHash("sha256").update(text).digest("hex")
  put(books.folder, `${name}.sum`, `sha256 ${sha256}\nrows ${rows}\nmade ${made(minute)}\n`)
  put(books.folder, name, typeof text === "string" ? Buffer.from(text) : text)
}

const people = (keys: number) =>
  leave(
    "people.csv",
    `subject,kind,value\n${Array.from({ length: keys }, (_, i) => `${i + 1},pin,215011990000${String(i).padStart(2, "0")}\n`).join("")}`,
    keys,
  )

/** Files without a name that this process has open. */
const nameless = () =>
  readdirSync("/proc/self/fd").filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).endsWith(" (deleted)")
    } catch {
      return false
    }
  }).length

test("of a large export memory holds no row, however many one person has, and every row of theirs is read", async () => {
  // Every second row is the first person's; each says which it is.
  const line = (i: number) => {
    const key = i % 2 === 0 ? 1 : 2 + (i % (PEOPLE - 1))
    return `${key},expenses,amount,r${i},${i}.00,,2026-01-02T00:00:00Z\n`
  }
  people(PEOPLE)
  leave("held.csv", `${HEAD}\n${Array.from({ length: ROWS }, (_, i) => line(i)).join("")}`, ROWS)
  const [before, open] = [await heap(), nameless()]
  const { connector } = books
  const counted = await Promise.all([1, 2, 3].map(() => connector.count(ONE)))
  const said = { categories: [{ category: "expenses", items: ROWS / 2 }] }
  expect(counted).toMatchObject([said, said, said])
  // As objects they are two hundred megabytes.
  expect((await heap()) - before).toBeLessThan(30_000_000)
  for (const offset of [0, 57_123, ROWS / 2 - 3]) {
    const page = await connector.read({ ...ONE, page: { offset, limit: 3 } })
    expect(page.items.map(({ key, value }) => [key.record, value])).toEqual(
      [0, 1, 2].map((i) => [`r${2 * (offset + i)}`, `${2 * (offset + i)}.00`]),
    )
    expect(page).toMatchObject({ total: ROWS / 2, nextOffset: offset > 99_000 ? null : offset + 3 })
  }
  expect(await connector.countTouched({ categories: ["expenses"], from: null, to: null, keys: null })).toBe(
    PEOPLE,
  )
  const [last] = await connector.lastRecorded(ONE)
  expect(last).toEqual({ category: "expenses", at: "2026-01-02T00:00:00.000Z" })
  expect(nameless()).toBe(open + 3)
  await connector.close()
  expect(nameless()).toBe(open)
})

test("rows are read again as they were written: quoted, over several lines, marked, ended either way", async () => {
  people(3)
  const values = ["plain", '"quoted, ""twice"""', '"two\nlines"', '"three\r\nlines\n"', "Жээк 😀", '" "']
  const told = ["plain", 'quoted, "twice"', "two\nlines", "three\r\nlines\n", "Жээк 😀", " "]
  for (const end of ["\n", "\r\n", "\r"])
    for (const mark of ["", "\uFEFF"]) {
      const rows = values.map((value, i) => `${1 + (i % 3)},expenses,expense_kind,r${i},${value},,`)
      const text = [HEAD, ...rows].join(`${end}${end}`)
      leave("held.csv", mark + text, rows.length)
      const found: unknown[] = []
      for (const key of ["1", "2", "3"]) {
        const { items } = await books.connector.read({ identifiers: [{ kind: "customer_id", value: key }] })
        found.push(...items.map(({ value, key: { record } }) => [record, value]))
      }
      expect(found).toEqual([0, 3, 1, 4, 2, 5].map((i) => [`r${i}`, told[i]]))
    }
})

test("what is put in the place of a file meanwhile is looked at whole before a row of it is used", async () => {
  people(2)
  const row = (key: string, value: string) => `${key},expenses,amount,r1,${value},,\n`
  leave("held.csv", `${HEAD}\n${row("1", "9000.00")}${row("2", "1.00")}`, 2)
  const [{ connector, folder }, open] = [books, nameless()]
  const wanted: Wanted[] = [{ op: "erase", category: "expenses" }]
  const { operations } = await connector.plan(ONE.identifiers, wanted)
  expect((await connector.read(ONE)).items).toMatchObject([{ value: "9000.00" }])
  const at = join(folder, "held.csv")
  const whole = readFileSync(at)
  for (const other of [whole.toString().replace("9000", "9001"), "", `${HEAD}\n"`, whole.subarray(0, 70)]) {
    writeFileSync(at, other)
    await expect(connector.read({ identifiers: [{ kind: "customer_id", value: "1" }] })).rejects.toThrow(
      /held.csv has (another checksum|other columns)/,
    )
    writeFileSync(at, whole)
    expect((await connector.read(ONE)).items).toMatchObject([{ value: "9000.00" }])
  }
  leave("held.csv", `${HEAD}\n${row("2", "1.00")}${row("1", "9001.00")}`, 2)
  expect((await connector.read(ONE)).items).toMatchObject([{ value: "9001.00" }])
  expect(await connector.applyAll(operations, "late")).toMatchObject({ state: "changed" })
  expect(nameless()).toBe(open + 3)
})

test("where the portal has no room of its own, a system of files does not answer, and nothing stays open", async () => {
  people(1)
  leave("held.csv", `${HEAD}\n1,expenses,amount,r1,9000.00,,\n`, 1)
  const open = nameless()
  const { TMPDIR } = process.env
  process.env.TMPDIR = "/no/such/folder"
  try {
    const failure = await books.connector.count(ONE).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(SourceUnreachable)
    expect(String(failure)).toContain("the portal's temporary folder fails (ENOENT)")
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = TMPDIR
  }
  expect(nameless()).toBe(open)
  expect(await books.connector.count(ONE)).toMatchObject({ categories: [{ items: 1 }] })
})
