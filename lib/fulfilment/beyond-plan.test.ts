import { afterAll, beforeAll, expect, it } from "vitest"
import { around } from "@/lib/fulfilment/around.fixture"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { rehearsePart } from "@/lib/fulfilment/rehearse"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { resumeFulfilment } from "@/lib/requests/approve"
import { findCase, partToShow } from "@/lib/requests/case"
import { caseHistory, viewCase } from "@/lib/requests/case-file"
import { myRequest } from "@/lib/requests/my-request"
import { SourceUnreachable } from "@/lib/sources/failures"
import { approve, as, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

/** The last certificate of a borrower's request. */
async function certificateOf(n: 1 | 2 | 3, number: string): Promise<string> {
  const signed = await here.borrower(n)
  const { letters } = await as(here, signed, (ctx) => myRequest(ctx, number))
  const certificate = letters.find(({ kind }) => kind === "certificate")
  const opened = await as(here, signed, (ctx) => openLetter(ctx, certificate?.id ?? ""))
  return opened ? letterText(opened.letter) : ""
}

/** What staff read of why a part stopped, the last first. */
async function stallsOf(number: string): Promise<(string | null | undefined)[]> {
  const officer = await here.staff("officer")
  return as(here, officer, async (ctx) => {
    const found = await findCase(ctx, number)
    await viewCase(ctx, found)
    const history = await caseHistory(ctx, partToShow(found, undefined), true)
    return history.filter(({ event }) => event === "stall").map(({ note }) => note)
  })
}

async function goOn(part: { id: string }, house = here.house): Promise<void> {
  const officer = await here.staff("officer")
  const { version } = await partRow(here, part.id)
  await as(here, officer, (ctx) => resumeFulfilment(ctx, { part: part.id, version }))
  await fulfilPart(house, part.id)
}

const expensesOf = async (n: number) =>
  (
    await here.lender.query<{ amount: string; expense_kind: string }>(
      `select amount, expense_kind from core.expenses join core.customers using (customer_id)
       where mobile_phone = $1 order by line_no`,
      [`+99655500000${n}`],
    )
  ).rows

const contactsOf = async (n: number) =>
  (
    await here.lender.query(
      `select 1 from core.contact_persons join core.customers c using (customer_id) where c.mobile_phone = $1`,
      [`+99655500000${n}`],
    )
  ).rowCount

it("what the source would change or take away beside the plan stops it before anything is done, until staff saw it", async () => {
  await here.lender.query(`
    create function core.changes_more() returns trigger language plpgsql security definer as $$
    begin
      update core.expenses set amount = 999999 where customer_id = old.customer_id and line_no = 1;
      delete from core.expenses where customer_id = old.customer_id and line_no <> 1;
      return old;
    end $$;
    create trigger changes_more after delete on core.contact_persons for each row execute function core.changes_more()`)
  const before = await expensesOf(1)
  expect(before.length).toBeGreaterThan(1)
  const part = await signLetter(here, 1, { right: "erasure", categories: ["contact_persons"] })
  await approve(here, await proposeFor(here, part))
  const [tried] = (await rehearsePart(here.house, part.id)).sources
  expect(tried).toMatchObject({ source: "lender", is: "beside", cause: "beside" })
  expect(tried?.beside.map(({ category, is }) => [category, is]).sort()).toEqual([
    ["expenses", "changed"],
    ["expenses", "gone"],
  ])

  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "stalled", stall_cause: "beside" })
  expect(await expensesOf(1)).toEqual(before)
  expect(await contactsOf(1)).toBeGreaterThan(0)
  const [stall] = await stallsOf(part.number)
  expect(stall?.split("; ").sort()).toEqual([
    "lender: expenses (1)",
    expect.stringMatching(/^lender: expenses \(\d+\)$/),
  ])

  await goOn(part)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  expect(await contactsOf(1)).toBe(0)
  expect(await expensesOf(1)).toEqual([{ ...before[0], amount: "999999.00" }])
  const text = await certificateOf(1, part.number)
  expect(text).toContain("Суралгандан тышкары жок болгон маалымат")
  expect(text).toContain("Суралгандан тышкары өзгөргөн маалымат")
  expect(text).not.toContain("core.expenses")
  await here.lender.query("drop trigger changes_more on core.contact_persons")
})

it("what the source's own programs take away after it stalls the part, and is never called ours in the certificate", async () => {
  const part = await signLetter(here, 2, { right: "erasure", categories: ["contact_persons"] })
  await approve(here, await proposeFor(here, part))
  const takes = around(here.house, "lender", {
    async verify() {
      await here.lender.query(
        `delete from core.expenses using core.customers c where c.customer_id = expenses.customer_id
         and c.mobile_phone = '+996555000002'`,
      )
      throw new SourceUnreachable("lender", "is away")
    },
  })
  // Whoever tries again after a failure finds what the first try did, and what was there before it.
  await expect(fulfilPart(takes, part.id)).rejects.toThrow(SourceUnreachable)
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "stalled", stall_cause: "lost" })
  expect(await stallsOf(part.number)).toEqual([expect.stringMatching(/^lender: expenses \(\d+\)$/)])

  await goOn(part)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  const text = await certificateOf(2, part.number)
  expect(text).toContain("core.contact_persons")
  expect(text).toContain("Суралгандан тышкары жок болгон маалымат")
  expect(text).not.toContain("Суралгандан тышкары өзгөргөн маалымат")
  expect(text).toMatch(/core\.contact_persons.*кайра окулду: /)
  expect(text).not.toContain("core.expenses")

  const change = "update plans set held_before = '{}' where held_before is not null"
  await expect(here.owner.query(change)).rejects.toMatchObject({ code: "23514" })
  const officer = await here.staff("officer")
  const forget = as(here, officer, ({ db }) => db.execute("update plans set gone_beside = null"))
  await expect(forget).rejects.toMatchObject({ code: "42501" })
})

it("what came to the source meanwhile is no loss, and no change, though its own triggers brought it", async () => {
  await here.lender.query(`
    create function core.brings() returns trigger language plpgsql security definer as $$
    begin insert into core.expenses values (old.customer_id, 9, 'rent', 1, '2026-01-01') on conflict do nothing; return old; end $$;
    create trigger brings after delete on core.contact_persons for each row execute function core.brings()`)
  const part = await signLetter(here, 3, { right: "erasure", categories: ["contact_persons"] })
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  const text = await certificateOf(3, part.number)
  expect(text).toMatch(/core\.contact_persons.* \d\d:\d\d; кайра окулду: /)
  expect(text).not.toContain("Суралгандан тышкары")
  expect((await expensesOf(3)).at(-1)).toEqual({ amount: "1.00", expense_kind: "rent" })
})

it("what a source only said it would change, and did not once staff had it mended, is in no certificate", async () => {
  const does = (more: string) =>
    here.lender.query(`create or replace function core.changes_once() returns trigger language plpgsql security definer as $$
      begin
        update core.expenses set amount = amount + 1 where customer_id = old.customer_id and line_no = 9;
        ${more} return old;
      end $$`)
  await does("delete from core.expenses where customer_id = old.customer_id and line_no <> 9;")
  for (const table of ["bank_accounts", "employment"])
    await here.lender.query(
      `create trigger changes_once after delete on core.${table} for each row execute function core.changes_once()`,
    )
  const stalled = async (category: string) => {
    const part = await signLetter(here, 3, { right: "erasure", categories: [category] })
    await approve(here, await proposeFor(here, part))
    await fulfilPart(here.house, part.id)
    expect(await partRow(here, part.id)).toMatchObject({ status: "stalled", stall_cause: "beside" })
    return part
  }
  const [gone, changed] = ["Суралгандан тышкары жок болгон", "Суралгандан тышкары өзгөргөн"]

  const mended = await stalled("bank_account")
  await does("")
  await goOn(mended)
  expect(await partRow(here, mended.id)).toMatchObject({ status: "fulfilled" })
  const text = await certificateOf(3, mended.number)
  expect([text.includes(gone), text.includes(changed)]).toEqual([false, true])

  // Whose word that it was done was lost may have done all it said.
  const lost = await stalled("workplace")
  const forgets = around(here.house, "lender", {
    async applyAll(work) {
      await work()
      throw new SourceUnreachable("lender", "is away")
    },
  })
  await expect(goOn(lost, forgets)).rejects.toThrow(SourceUnreachable)
  await fulfilPart(here.house, lost.id)
  expect(await partRow(here, lost.id)).toMatchObject({ status: "fulfilled" })
  expect(await certificateOf(3, lost.number)).toContain(changed)
})
