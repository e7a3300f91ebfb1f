import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { transaction } from "@/db/transaction"
import { asSigned, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { NotAllowedNow, NotFound } from "@/lib/errors"
import { sequence } from "@/lib/ledger/sequence"
import { utf8 } from "@/lib/receipts/bytes"
import { checkReceipt } from "@/lib/receipts/check-receipt"
import { publishedLedgerKey } from "@/lib/receipts/published-keys"
import { readKey } from "@/lib/receipts/signed-note"
import { refusedErasure } from "@/lib/requests/appeal.fixture"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { myReceipts, receiptFile } from "@/lib/requests/receipts"

let world: World
let borrower: Signed<SubjectActor>
let stranger: Signed<SubjectActor>
let officer: Signed<StaffActor>
let approver: Signed<StaffActor>

beforeAll(async () => {
  world = await openWorld()
  borrower = await world.borrower("+996555000003")
  stranger = await world.borrower("+996555000002")
  officer = await world.colleague("officer")
  approver = await world.colleague("approver")
})
afterAll(() => world?.end())

const listed = (number: string) =>
  asSigned(world.house, borrower, randomUUID(), (ctx) => myReceipts(ctx, number))
const taken = (number: string, entry: string, kind: "pdf" | "tlog-proof" = "tlog-proof", who = borrower) =>
  receiptFile(world.house, who, { number, entry, kind, language: "ru" })
const keys = async () => {
  const { pools, vault } = world.house
  const published = await transaction(pools.subject, {}, (db) => publishedLedgerKey(db, vault.ledgerKey))
  const key = published ? await readKey(published) : null
  return key ? [key] : []
}
const check = async (file: string | Buffer) => checkReceipt(utf8(String(file)), await keys())

it("each step of a request has a receipt once the ledger is signed over it, and it is the person's alone", async () => {
  const { number } = await refusedErasure(world, { borrower, officer, approver })
  const before = await listed(number)
  const steps = before.map(({ entry, content }) => [entry.act, JSON.parse(content ?? "{}").event])
  expect(steps).toContainEqual(["request.submitted", undefined])
  expect(steps).toContainEqual(["part.moved", "approve"])
  expect(steps).toContainEqual(["letter.sent", undefined])
  // What colleagues do among themselves is no step of the person's.
  expect(steps).not.toContainEqual(["part.moved", "propose"])
  expect(steps.map(([act]) => act)).not.toContain("part.proposed")
  expect(before.some(({ proven }) => proven)).toBe(false)
  const [first] = before
  const id = first?.entry.id ?? ""
  await expect(taken(number, id)).rejects.toThrow(NotAllowedNow)

  await sequence(world.house)
  const after = await listed(number)
  expect(after.map(({ entry }) => entry.id)).toEqual(before.map(({ entry }) => entry.id))
  for (const { entry, proven } of after) {
    expect(proven).toBe(true)
    const { body, name } = await taken(number, entry.id)
    const { holds, faults, ...said } = await check(body)
    expect([holds, faults]).toEqual([true, []])
    expect(said.entry).toEqual(entry)
    expect(name).toMatch(/^\d{4}-\d{6}-receipt-\d+$/)
  }
  const paper = await taken(number, id, "pdf")
  expect(String(paper.body).slice(0, 5)).toBe("%PDF-")

  for (const kind of ["pdf", "tlog-proof"] as const)
    await expect(taken(number, id, kind, stranger)).rejects.toThrow(NotFound)
  await expect(taken(number, randomUUID())).rejects.toThrow(NotFound)
  const theirs = await world.ask(stranger, { right: "question", about: [] }, "Качан?")
  await expect(taken(theirs.number, id)).rejects.toThrow(NotFound)
})

it("a receipt in the person's hands holds after their keys and what the entry committed to are gone, and the entry stays", async () => {
  const person = await world.borrower("+996555000001")
  const { number } = await world.ask(person, { right: "question", about: [] }, "Менин суроом кайда?")
  await sequence(world.house)
  const list = await asSigned(world.house, person, randomUUID(), (ctx) => myReceipts(ctx, number))
  const kept = await Promise.all(
    list.map(({ entry }) => taken(number, entry.id, "tlog-proof", person).then(({ body }) => String(body))),
  )
  expect(kept.length).toBeGreaterThan(1)
  const { subjectId } = person.actor
  for (const purpose of ["data", "case"] as const) await world.house.vault.destroy({ id: subjectId, purpose })
  await world.owner.query("delete from ledger_payloads where subject_id = $1", [subjectId])
  await sequence(world.house)
  for (const text of kept) {
    const verdict = await check(text)
    expect([verdict.holds, verdict.content !== null]).toEqual([true, true])
  }
  const { rowCount } = await world.owner.query("select from ledger_inbox where id = $1", [list[0]?.entry.id])
  expect(rowCount).toBe(1)
})
