import { afterAll, beforeAll, expect, test } from "vitest"
import type { Identifiers } from "../connector"
import { eachItem } from "../each-item"
import { Quarantined, SourceRefused, SourceUnreachable } from "../failures"
import { freshLender, type Lender } from "../lender.fixture"
import { openSources } from "../registry"

let lender: Lender
const first: Identifiers = [
  { kind: "customer_id", value: "1" },
  { kind: "pin", value: "21501199000001" },
]

beforeAll(async () => {
  lender = await freshLender(120, "+996555000001")
})
afterAll(() => lender.drop())

const source = () => lender.sources.of("lender")

test("every category of the policy that the demo person has is counted, and every item read with its origin", async () => {
  const { categories, subjects } = await source().count({ identifiers: first })
  expect(subjects).toEqual(["1"])
  const counted = Object.fromEntries(categories.map(({ category, items }) => [category, items]))
  expect(counted).toMatchObject({
    name: 2,
    pin: 1,
    mobile_phone: 1,
    email: 1,
    birth_date: 1,
    page_address: 2000,
  })
  expect(categories.find(({ category }) => category === "contact_persons")?.thirdPerson).toBe(true)

  const all = await source().read({ identifiers: first, page: { offset: 0, limit: 10_000 } })
  expect(all.items.length).toBe(all.total)
  expect(all.total).toBe(categories.reduce((sum, { items }) => sum + items, 0))
  expect(new Set(all.items.map(({ id }) => id)).size).toBe(all.total)
  expect(all.items.every(({ subject, source: name }) => subject === "1" && name === "lender")).toBe(true)
  const pin = all.items.find(({ category }) => category === "pin")
  expect(pin).toMatchObject({
    value: "21501199000001",
    type: "pin",
    place: "core.customers.pin",
    origin: { by: "subject" },
  })
  const answer = all.items.find(({ field }) => field === "raw_answer")
  expect(answer?.origin.by).toBe("credit_bureau")
  const principal = all.items.find(({ field }) => field === "principal")
  expect(principal?.value).toMatch(/^\d+\.\d{2}$/)
  const taken = all.items.find(({ place }) => place === "core.pledges.taken_at")
  expect(taken?.value).toMatch(/^\d{4}-\d\d-\d\dT.*\+00:00$/)
})

test("a large category comes in pages of 100 that neither overlap nor leave anything out", async () => {
  const seen = new Set<string>()
  let offset: number | null = 0
  let pages = 0
  while (offset !== null) {
    const page = await source().read({
      identifiers: first,
      categories: ["page_address"],
      page: { offset, limit: 100 },
    })
    expect(page.items.length).toBe(100)
    expect(page.total).toBe(2000)
    for (const { id } of page.items) seen.add(id)
    offset = page.nextOffset
    pages += 1
  }
  expect(pages).toBe(20)
  expect(seen.size).toBe(2000)
  const beyond = await source().read({
    identifiers: first,
    categories: ["page_address"],
    page: { offset: 5000, limit: 100 },
  })
  expect(beyond).toMatchObject({ items: [], nextOffset: null })
})

test("rows that begin behind those before leave nothing out, though some before them went meanwhile", async () => {
  const identifiers = first
  const whole = await source().read({
    identifiers,
    categories: ["page_address"],
    page: { offset: 0, limit: 2_000 },
  })
  const ask = async (after: string | null) => {
    const answer = await source().records?.({ identifiers, category: "page_address", limit: 301, after })
    expect(answer?.subjects).toEqual(["1"])
    const block = answer?.block
    const rows = block ? [...block.open(block.text)] : []
    const items = rows.flat().map((item) => ({ ...item, id: block?.idOf(item) ?? "" }))
    expect(items.length).toBe(answer?.block?.items ?? 0)
    expect(answer?.block?.rows ?? 0).toBeLessThanOrEqual(301)
    return { items, next: answer?.next ?? null }
  }
  const begun = await ask(null)
  const taken = [...begun.items]
  const gone = [[...new Set(begun.items.slice(0, 40).map(({ key }) => key.request_id))]]
  await lender.sql(
    "create table web.gone as select * from web.page_requests where request_id = any($1)",
    gone,
  )
  await lender.sql(
    "update web.page_requests set page_address = 'erased', http_status = 0 where request_id = any($1)",
    gone,
  )
  for (let { next } = begun; next !== null; ) {
    const page = await ask(next)
    taken.push(...page.items)
    next = page.next
  }
  await lender.sql(
    "update web.page_requests p set page_address = g.page_address, http_status = g.http_status from web.gone g where g.request_id = p.request_id",
  )
  await lender.sql("drop table web.gone")
  expect(taken).toEqual(whole.items)
  const each: unknown[] = []
  for await (const item of eachItem(source(), identifiers, "page_address")) each.push(item)
  expect(each).toEqual(whole.items.map(({ id, recordedAt }) => ({ id, recordedAt })))
  const wrong = [
    { kind: "customer_id", value: "2" },
    { kind: "pin", value: "21501199000001" },
  ]
  const stopped = source().records?.({ identifiers: wrong, category: "page_address", limit: 5, after: null })
  await expect(stopped).rejects.toThrow(Quarantined)
  const onward = (by: Identifiers) =>
    source().records?.({ identifiers: by, category: "page_address", limit: 5, after: begun.next })
  expect(await onward([{ kind: "customer_id", value: "2" }])).toMatchObject({ block: null, next: null })
  await expect(
    onward([
      { kind: "customer_id", value: "1" },
      { kind: "pin", value: "10101200000001" },
    ]),
  ).rejects.toThrow(Quarantined)
})

test("a page runs over from one table into the next", async () => {
  const whole = await source().read({
    identifiers: first,
    categories: ["name", "loan_agreement", "payments"],
    page: { offset: 0, limit: 500 },
  })
  const parts: string[] = []
  for (let offset = 0; offset < whole.total; offset += 3) {
    const page = await source().read({
      identifiers: first,
      categories: ["name", "loan_agreement", "payments"],
      page: { offset, limit: 3 },
    })
    parts.push(...page.items.map(({ id }) => id))
  }
  expect(parts).toEqual(whole.items.map(({ id }) => id))
})

test("a scan is counted in bytes and fetched alone, and never for somebody else", async () => {
  const { items } = await source().read({ identifiers: first, categories: ["identity_document"] })
  const scan = items.find(({ type, value }) => type === "image" && value !== null)
  expect(scan?.value).toEqual({ bytes: expect.any(Number) })
  const fetched = await source().readBinary(first, scan?.id ?? "")
  expect(fetched?.bytes.length).toBe(Reflect.get(Object(scan?.value), "bytes"))
  expect(fetched).toMatchObject({ subject: "1", mediaType: "image/png" })
  const others: Identifiers = [{ kind: "customer_id", value: "2" }]
  expect(await source().readBinary(others, scan?.id ?? "")).toBeNull()
  expect(await source().readBinary(first, "id_documents.scan_front.nothing")).toBeNull()
  expect(await source().readBinary(first, "not an item")).toBeNull()
})

test("one phone may match two people, in any spelling; an unknown value matches nobody", async () => {
  await lender.sql("update core.customers set mobile_phone = '+996555000050' where customer_id in (50, 51)")
  expect(await source().find("phone", "0555 000 050")).toEqual(["50", "51"])
  expect(await source().find("email", " BORROWER1@borrower.example ")).toEqual(["1"])
  expect(await source().find("pin", "21501199000001")).toEqual(["1"])
  expect(await source().find("pin", "00000000000000")).toEqual([])
  expect(await source().find("customer_id", "not a number")).toEqual([])
  const known = await source().identify("1")
  expect(known).toContainEqual({ kind: "phone", value: "+996555000001" })
  expect(await source().identify("999999")).toEqual([])
})

test("nothing held is an answer; a row that carries another person's PIN is never shown", async () => {
  const nobody = await source().count({ identifiers: [{ kind: "pin", value: "29999999999999" }] })
  expect(nobody).toMatchObject({ subjects: [], categories: [] })
  const wrong: Identifiers = [
    { kind: "customer_id", value: "2" },
    { kind: "pin", value: "21501199000001" },
  ]
  await expect(source().count({ identifiers: wrong })).rejects.toThrow(Quarantined)
  await expect(source().read({ identifiers: wrong })).rejects.toThrow(Quarantined)
  await expect(source().facts(["loan.open"], wrong)).rejects.toThrow(Quarantined)
})

test("facts come from the named SQL, with evidence and date, or are unknown", async () => {
  const [open, loan, exists, marks] = await source().facts(
    ["obligations.performed", "loan.open", "customer.exists", "consent.recorded"],
    first,
  )
  expect(open).toMatchObject({ value: false, subjects: ["1"] })
  expect(JSON.stringify(open?.evidence)).toContain('"reason":"open"')
  expect(loan?.value).toBe(true)
  expect(exists?.value).toBe(true)
  expect(JSON.stringify(marks?.evidence)).toContain("marketing_own")
  const known = (pin: string) => source().facts(["obligations.performed"], [{ kind: "pin", value: pin }])
  const [repaid] = await known("12502199000002")
  expect(repaid?.value).toBe(true)
  expect(repaid?.since).toMatch(/^\d{4}-\d\d-\d\d$/)
  expect(await known("29999999999999")).toMatchObject([{ value: "unknown", since: null }])
  await expect(source().facts(["loan.open", "no.such"], first)).rejects.toThrow(SourceRefused)
})

test("a source that does not answer, and one that refuses, are told apart, and no value is in the message", async () => {
  const away = openSources(lender.map, { LENDER_URL: "postgres://nobody@127.0.0.1:1/none" })
  await expect(away.of("lender").count({ identifiers: first })).rejects.toThrow(SourceUnreachable)
  await away.close()
  const stranger = new URL(lender.connectorUrl)
  stranger.password = "wrong"
  const refusing = openSources(lender.map, { LENDER_URL: stranger.href })
  const failure = await refusing
    .of("lender")
    .count({ identifiers: first })
    .catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(SourceRefused)
  expect(String(failure)).not.toContain("21501199000001")
  await refusing.close()
  expect(() => openSources(lender.map, {})).toThrow("set LENDER_URL")
  expect(() => lender.sources.of("nowhere")).toThrow(SourceRefused)
})

test("after five failures a source is left alone for a while", async () => {
  const away = openSources(lender.map, { LENDER_URL: "postgres://nobody@127.0.0.1:1/none" })
  const errors: string[] = []
  for (let i = 0; i < 6; i++)
    await away
      .of("lender")
      .ping()
      .catch((error: unknown) => errors.push(String(error)))
  expect(errors[0]).toContain("does not answer")
  expect(errors[5]).toContain("tried again later")
  await away.close()
})
