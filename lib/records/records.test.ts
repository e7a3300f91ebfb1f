import { randomUUID } from "node:crypto"
import pg from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Signed, SubjectActor } from "@/lib/context"
import { Forbidden, NotFound } from "@/lib/errors"
import { openHouse } from "@/lib/house"
import { inPortal } from "@/lib/people/portal-source"
import { accountFor } from "@/lib/records/account-for"
import { countRecords } from "@/lib/records/count"
import { PAGE, readCategory } from "@/lib/records/read-category"
import { readScan } from "@/lib/records/read-scan"
import { openReading } from "@/lib/records/reading"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { Quarantined } from "@/lib/sources/failures"

let world: World
let [open, repaid, longAgo] = [] as Signed<SubjectActor>[]

const readingOf = async (who: Signed<SubjectActor> | undefined) => {
  if (!who) throw new Error("nobody")
  return openReading(world.house, who, who.actor.subjectId)
}

beforeAll(async () => {
  world = await openWorld(40)
  open = await world.borrower("+996555000001")
  repaid = await world.borrower("+996555000002")
  longAgo = await world.borrower("+996555000003")
})
afterAll(() => world.end())

test("categories are counted as the lender holds them, with who gave the data, and pages hold a hundred items", async () => {
  const reading = await readingOf(open)
  const counted = await countRecords(reading)
  expect(counted.silent).toEqual([])
  expect(counted.groups.map(({ origin }) => origin.code)).toContain("subject")
  const all = counted.groups.flatMap(({ categories }) => categories)
  const pins = all.find(({ category }) => category.code === "pin")
  expect(pins).toMatchObject({ items: 1, thirdPerson: false })
  expect(all.find(({ category }) => category.code === "contact_persons")?.thirdPerson).toBe(true)
  for (const { category, items } of all) {
    const page = await readCategory(reading, category.code)
    expect([category.code, page.total]).toEqual([category.code, items])
    expect(page.records.flatMap((record) => record.items).length).toBe(Math.min(items, PAGE))
  }
  expect(counted.total).toBe(all.reduce((sum, { items }) => sum + items, 0))
})

test("an item says its value, where it came from and when; an unknown category or page is not found", async () => {
  const reading = await readingOf(open)
  const { category, records } = await readCategory(reading, "pin")
  const [pin] = records[0]?.items ?? []
  expect(category.sensitivity).toBe("masked")
  expect(pin).toMatchObject({ value: "21501199000001", origin: { by: "subject" }, title: { en: "PIN" } })
  expect(pin?.origin.at).not.toBeNull()
  const contacts = await readCategory(reading, "contact_persons")
  const [contact] = contacts.records
  expect(contact?.items.every(({ thirdPerson }) => thirdPerson)).toBe(true)
  expect(contact?.items.length).toBeGreaterThan(1)
  for (const [code, page] of [
    ["nonsense", 1],
    ["pin", 2],
    ["pin", 0],
    ["pin", Number.NaN],
    ["__proto__", 1],
  ] as const) {
    await expect(readCategory(reading, code, page)).rejects.toThrow(NotFound)
  }
})

test("what keeps a category follows the facts of today: an open loan, a loan repaid lately, one repaid long ago", async () => {
  const codes = async (who: Signed<SubjectActor> | undefined) => {
    const account = await accountFor(await readingOf(who), "pin")
    expect(account.purposes.map(({ basis }) => basis.code)).toContain("consent")
    expect(account.recipients.map(({ code }) => code)).toContain("credit_bureau")
    return account.keepings.map(({ ground, untilOn, sure }) => [ground.code, untilOn !== null, sure])
  }
  expect(await codes(open)).toEqual([
    ["CONTRACT_ACTIVE", false, true],
    ["AML_5Y", false, true],
  ])
  expect(await codes(repaid)).toEqual([["AML_5Y", true, true]])
  expect(await codes(longAgo)).toEqual([])
})

test("scans are given out to their owner alone, only after the password, and only when they are pictures", async () => {
  const [mine, others] = [await readingOf(open), await readingOf(repaid)]
  const { records } = await readCategory(mine, "identity_document")
  const items = records.flatMap((record) => record.items)
  const scan = items.find(({ type }) => type === "image")
  const number = items.find(({ type }) => type === "text")
  if (!scan || !number) throw new Error("the demo person has a document")
  await expect(readScan(mine, scan.id, false)).rejects.toThrow(Forbidden)
  expect(await readScan(mine, scan.id, true)).toMatchObject({ mediaType: "image/png" })
  for (const [reading, item] of [
    [others, scan.id],
    [mine, number.id],
    [mine, "no.such.item"],
  ] as const) {
    await expect(readScan(reading, item, true)).rejects.toThrow(NotFound)
  }
  await world.lender.sql("update core.id_documents set scan_front = $1 where scan_front is not null", [
    Buffer.from("<svg onload=alert(1)>"),
  ])
  await expect(readScan(mine, scan.id, true)).rejects.toThrow(NotFound)
})

test("what the portal itself holds of a person stands beside the lender's, and of nobody else", async () => {
  const reading = await readingOf(open)
  const { records } = await readCategory(reading, "mobile_phone")
  expect(records.map(({ source, items }) => [source.en, items.map(({ value }) => value)])).toEqual([
    ["The lender's database", ["+996555000001"]],
    ["This portal", ["+996555000001"]],
  ])
  const registration = await readCategory(reading, "registration")
  const here = registration.records.flatMap(({ items }) => items.filter(({ source }) => source === "portal"))
  expect(here.map(({ field, value }) => [field, typeof value])).toEqual([
    ["language", "string"],
    ["registered_at", "string"],
  ])
  const portal = reading.sources.of("portal")
  const others = await portal.read({ identifiers: inPortal(repaid?.actor.subjectId ?? "") })
  expect(others.items.find(({ field }) => field === "phone")?.value).toBe("+996555000002")
  const nobody = await portal.read({ identifiers: inPortal(randomUUID()) })
  expect(nobody).toMatchObject({ items: [], total: 0 })
  await expect(portal.read({ identifiers: [] })).rejects.toThrow(Quarantined)
})

test("a source that hangs or is down is named with the time it fell silent, and the page comes without it", async () => {
  const reading = await readingOf(open)
  const blocker = new pg.Client({ connectionString: world.lender.ownerUrl })
  await blocker.connect()
  await blocker.query("begin")
  await blocker.query("lock table core.customers in access exclusive mode")
  const began = Date.now()
  const hanging = await countRecords(reading)
  expect(Date.now() - began).toBeLessThan(6_000)
  expect(hanging.silent).toMatchObject([{ source: "lender" }])
  const rest = hanging.groups.flatMap(({ categories }) => categories.map(({ category }) => category.code))
  expect([...rest].sort()).toEqual(["access_time", "mobile_phone", "registration"])
  const account = await accountFor(reading, "pin")
  expect(account.keepings.every(({ sure }) => !sure)).toBe(true)
  await blocker.query("rollback")
  await blocker.end()
  expect((await countRecords(reading)).silent).toEqual([])

  const gone = { LENDER_URL: "postgres://ukuk_connector:x@127.0.0.1:9/lender" }
  const house = openHouse({ ...world.house.configuration, connections: gone }, { size: 2 })
  const blind = { ...reading, sources: house.sourcesOf(reading.inForce) }
  const [first, second] = [await countRecords(blind), await readCategory(blind, "marital_status")]
  expect(first.silent).toHaveLength(1)
  expect(second).toMatchObject({ records: [], total: 0, silent: first.silent })
  await house.close()
})
