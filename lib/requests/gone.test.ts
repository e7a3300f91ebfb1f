import { afterAll, beforeAll, expect, it } from "vitest"
import type { Signed, StaffActor } from "@/lib/context"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { approveProposal } from "@/lib/requests/approve"
import { findCase } from "@/lib/requests/case"
import { caseLetters } from "@/lib/requests/case-file"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { decidePart } from "@/lib/requests/decide"
import { takePart } from "@/lib/requests/handle"
import { prepareProposal, proposeDecision } from "@/lib/requests/propose"
import type { PartScope } from "@/lib/requests/scope"

let world: World
let officer: Signed<StaffActor>
let approver: Signed<StaffActor>

beforeAll(async () => {
  world = await openWorld()
  ;[officer, approver] = [await world.colleague("officer"), await world.colleague("approver")]
})
afterAll(() => world?.end())

/** Asked for while it was held, then gone from the lender's system by other hands before an officer came to it. */
async function askedThenGone(phone: string, scope: PartScope, gone: string) {
  const person = await world.borrower(phone)
  const { id, number } = await world.ask(person, scope)
  await world.lender.sql(gone, [phone])
  const { version } = await world.as(officer, async (ctx) => takePart(ctx, await world.seen({ id })))
  return { id, number, seen: { part: id, version } }
}

const decided = (seen: { part: string; version: number }) => ({
  ...seen,
  keeps: [],
  refusal: null,
  explanation: "",
})

/** The last letter that went out on a part, and where the part stands. */
async function outcome({ id, number }: { id: string; number: string }) {
  await fulfilPart(world.house, id)
  const found = await world.as(officer, (ctx) => findCase(ctx, number))
  const letters = await world.as(officer, (ctx) => caseLetters(ctx, found))
  return {
    status: found.parts[0]?.status,
    answer: letters.find(({ kind }) => kind === "decision")?.text ?? "",
    certificate: letters.find(({ kind }) => kind === "certificate")?.text ?? "",
  }
}

it.each([
  {
    what: "a value to correct",
    phone: "+996555000004",
    scope: { right: "rectification", category: "workplace", field: "employer" },
    gone: "delete from core.employment using core.customers c where c.customer_id = employment.customer_id and c.mobile_phone = $1",
    said: "Иштеген жери",
  },
  {
    what: "data to erase",
    phone: "+996555000005",
    scope: { right: "erasure", categories: ["email"] },
    gone: "update core.customers set email = null where mobile_phone = $1",
    said: "Электрондук дареги",
  },
] as const)(
  "$what that is gone by the time it is decided is answered with that, by two people, and closed",
  async ({ phone, scope, gone, said }) => {
    const asked = await askedThenGone(phone, scope as PartScope, gone)
    const prepared = await prepareProposal(world.house, officer, decided(asked.seen))
    expect(prepared.plan.operations.filter(({ items }) => items > 0)).toEqual([])
    await expect(
      world.as(officer, (ctx) => decidePart(ctx, { ...asked.seen, explanation: "" }, prepared)),
    ).rejects.toMatchObject({ code: "needs_approver" })
    const { version } = await world.as(officer, (ctx) => proposeDecision(ctx, decided(asked.seen), prepared))
    await world.as(approver, (ctx) => approveProposal(ctx, { part: asked.id, version }))
    const { status, answer, certificate } = await outcome(asked)
    expect(status).toBe("fulfilled")
    expect(answer).toMatch(new RegExp(`${said}.*сакталбайт`, "i"))
    expect(certificate).not.toBe("")
  },
)
