import { randomBytes } from "node:crypto"
import { Readable } from "node:stream"
import { afterAll, beforeAll, expect, it } from "vitest"
import { askForCopy, bytesOf, filesIn, proved } from "@/lib/copies/copies.fixture"
import { savePackage } from "@/lib/copies/my-package"
import { recordsOf, takeAll } from "@/lib/copies/take"
import { zipped } from "@/lib/copies/zip"
import { askAgain } from "@/lib/fulfilment/ask-again"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { causeOf } from "@/lib/fulfilment/stall-cause"
import type { OpenHouse } from "@/lib/house"
import { openReading } from "@/lib/records/reading"
import type { Part } from "@/lib/requests/access"
import type { Connector } from "@/lib/sources/connector"
import { SourceUnreachable } from "@/lib/sources/failures"
import { openSpool } from "@/lib/spool"
import { partRow } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { openSmallDisk } from "@/lib/testing/small-disk.fixture"

/** Pages that one person opened: more than any list on a screen, and many times what is read at once. */
const VISITS = 20_000

let here: TestDeployment
const disk = openSmallDisk()

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(async () => {
  disk?.close()
  await here?.close()
})

it("a person of many items is read in pages of bounded size, and not one item is missing", async () => {
  await visits()
  const signed = await here.borrower(1)
  const reading = await openReading(here.house, signed, signed.actor.subjectId)
  const counted = await reading.sources.of("lender").count({
    identifiers: reading.identities.get("lender") ?? [],
    categories: ["page_address"],
  })
  const held = counted.categories[0]?.items ?? 0
  expect(held).toBeGreaterThan(VISITS)
  const spool = await openSpool()
  const pages: number[] = []
  const watched = {
    ...reading.sources,
    all: () => [watching(reading.sources.of("lender"), pages)],
  }
  const taken = await takeAll({ ...reading, sources: watched }, ["page_address"], spool)
  expect(taken.categories.map(({ items }) => items)).toEqual([held])
  let found = 0
  for (const each of taken.categories)
    for await (const records of recordsOf(taken, each)) for (const { items } of records) found += items.length
  await spool.close()
  expect(pages.length).toBeGreaterThan(2)
  expect(Math.max(...pages)).toBeLessThan(1 << 20)
  expect(found).toBe(held)
})

it("and the package made of them lies in pieces, none much larger than a megabyte, and opens whole", async () => {
  const part = await asksForPages()
  await fulfilPart(here.house, part.id)
  const { rows } = await here.owner.query<{ size: number }>(
    "select length(body) as size from package_pieces where package_id = $1 order by position",
    [part.id],
  )
  expect(Math.max(...rows.map(({ size }) => size))).toBeLessThan(2 << 20)
  const files = await packageOf(part.id)
  const manifest = JSON.parse(String(files.get("manifest.json")))
  const csv = String(files.get("csv/page_address.csv"))
  expect(csv.trimEnd().split("\r\n")).toHaveLength(manifest.items + 1)
  expect(JSON.parse(String(files.get("data.json"))).categories[0].items).toHaveLength(manifest.items)
})

it("what came between counting and reading is told as it was read, on the first page too", async () => {
  const part = await asksForPages()
  const forgetful = (source: Connector): Connector => ({
    ...source,
    async count(question) {
      const { categories, ...rest } = await source.count(question)
      return { ...rest, categories: categories.map((each) => ({ ...each, items: each.items - 1 })) }
    },
  })
  await fulfilPart(withLender(forgetful), part.id)
  const files = await packageOf(part.id)
  const { items } = JSON.parse(String(files.get("manifest.json"))) as { items: number }
  expect(items).toBeGreaterThan(VISITS)
  expect(String(files.get("csv/page_address.csv")).trimEnd().split("\r\n")).toHaveLength(items + 1)
  const booklet = String(files.get("booklet.html"))
  expect(booklet).toContain(`</a> (${items})</li>`)
  expect(booklet.split('<tr><th scope="row">')).toHaveLength(items + 1)
})

it("a source that falls silent in the middle leaves nothing to be saved, and is named", async () => {
  const part = await asksForPages()
  let asked = 0
  const failing = (source: Connector): Connector => ({
    ...source,
    async records(question) {
      asked += 1
      if (asked > 2) throw new SourceUnreachable(source.name, "is gone")
      return (await source.records?.(question)) ?? Promise.reject(new Error("this source knows no rows"))
    },
  })
  await fulfilPart(withLender(failing), part.id)
  expect(asked).toBe(3)
  expect(await partRow(here, part.id)).toMatchObject({ status: "stalled", stall_cause: "silent:lender" })
  const left = await here.owner.query("select 1 from package_pieces where package_id = $1", [part.id])
  expect(left.rowCount).toBe(0)
  await askAgain(here.house, part.id)
  await fulfilPart(here.house, part.id)
  expect((await packageOf(part.id)).has("csv/page_address.csv")).toBe(true)
})

it.skipIf(!disk)(
  "where the disk has no room for it nothing can be saved, and staff read why, until there is room",
  async () => {
    const part = await asksForPages()
    // Blanks after what it says: more than is kept in memory.
    const lengthy = (source: Connector): Connector => ({
      ...source,
      async records(question) {
        const answer = await source.records?.(question)
        if (!answer) throw new Error("this source knows no rows")
        const { block } = answer
        return { ...answer, block: block && { ...block, text: block.text.padEnd(3 << 20) } }
      },
    })
    const { TMPDIR } = process.env
    process.env.TMPDIR = disk?.folder
    disk?.fill()
    try {
      // What the job that does it lets the part stall with, once it has tried often enough.
      expect(await fulfilPart(withLender(lengthy), part.id).catch(causeOf)).toBe("DiskFull")
      await expect(packageOf(part.id)).rejects.toThrow()
    } finally {
      if (TMPDIR === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = TMPDIR
    }
    await fulfilPart(here.house, part.id)
    expect((await packageOf(part.id)).has("csv/page_address.csv")).toBe(true)
  },
)

it("a zip gives out what it has been given before it takes more", async () => {
  let given = 0
  async function* body() {
    for (let n = 0; n < 128; n += 1) {
      given += 1
      yield randomBytes(65_536)
    }
  }
  async function* files() {
    yield { name: "a.bin", mediaType: "application/octet-stream", body: body() }
  }
  const none = () => ({ name: "end", mediaType: "text/plain", body: Readable.from(["end"]) })
  const seen: number[] = []
  for await (const _ of zipped(files(), none, new Date())) seen.push(given)
  expect(new Set(seen).size).toBeGreaterThan(8)
})

/** The borrower asks for the pages they opened, and the answer is due. */
async function asksForPages(): Promise<Part> {
  const asked = { right: "copy", choice: ["page_address"] }
  const part = await askForCopy(here, await here.borrower(1), "demo-borrower-1", asked)
  await runSelfService(here.house, part.id)
  return part
}

const packageOf = async (part: string): Promise<Map<string, Buffer>> =>
  filesIn(await bytesOf(await savePackage(here.house, await proved(here, await here.borrower(1)), part)))

/** The house with another lender. */
const withLender = (changed: (source: Connector) => Connector): OpenHouse => ({
  ...here.house,
  sourcesOf(inForce) {
    const sources = here.house.sourcesOf(inForce)
    return { ...sources, all: () => [changed(sources.of("lender"))] }
  },
})

async function visits(): Promise<void> {
  await here.lender.query(
    `with who as (select customer_id from core.customers where mobile_phone = '+996555000001'),
      visit as (insert into web.site_sessions (session_id, user_id, started_at, ip)
        select gen_random_uuid(), customer_id, now() - interval '1 day', '192.0.2.1' from who returning session_id, user_id)
     insert into web.page_requests (session_id, user_id, requested_at, page_address)
     select session_id, user_id, now() - make_interval(secs => n), '/page/' || n from visit, generate_series(1, $1) n`,
    [VISITS],
  )
}

/** A source that notes how much it gave at once. */
const watching = (source: Connector, pages: number[]): Connector => ({
  ...source,
  async records(question) {
    const answer = await source.records?.(question)
    if (!answer) throw new Error("this source knows no rows")
    pages.push(answer.block?.text.length ?? 0)
    return answer
  },
})
