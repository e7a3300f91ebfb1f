import { afterAll, beforeAll, expect, it } from "vitest"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import type { OpenHouse } from "@/lib/house"
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
async function certificateOf(n: 2 | 3, number: string): Promise<string> {
  const signed = await here.borrower(n)
  const { letters } = await as(here, signed, (ctx) => myRequest(ctx, number))
  const certificate = letters.find(({ kind }) => kind === "certificate")
  const opened = await as(here, signed, (ctx) => openLetter(ctx, certificate?.id ?? ""))
  return opened ? letterText(opened.letter) : ""
}

/** The same house, but no source can be read back. */
const unread = (house: OpenHouse): OpenHouse => ({
  ...house,
  sourcesOf: (inForce) => {
    const sources = house.sourcesOf(inForce)
    const verify = (name: string) => () => Promise.reject(new SourceUnreachable(name, "is away"))
    return { ...sources, of: (name) => ({ ...sources.of(name), verify: verify(name) }) }
  },
})

it("what the source itself takes away beside the plan stalls the part, and is never called ours in the certificate", async () => {
  await here.lender.query(`
    create function core.takes_more() returns trigger language plpgsql security definer as $$
    begin delete from core.expenses where customer_id = old.customer_id; return old; end $$;
    create trigger takes_more after delete on core.contact_persons for each row execute function core.takes_more()`)
  const part = await signLetter(here, 2, { right: "erasure", categories: ["contact_persons"] })
  await approve(here, await proposeFor(here, part))
  // Whoever tries again after a failure finds what the first try did, and what was there before it.
  await expect(fulfilPart(unread(here.house), part.id)).rejects.toThrow(SourceUnreachable)
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "stalled" })
  const officer = await here.staff("officer")
  const history = await as(here, officer, async (ctx) => {
    const found = await findCase(ctx, part.number)
    await viewCase(ctx, found)
    return caseHistory(ctx, partToShow(found, undefined), true)
  })
  expect(history.find(({ event }) => event === "stall")?.note).toMatch(/^lender: expenses \(\d+\)$/)

  const { version } = await partRow(here, part.id)
  await as(here, officer, (ctx) => resumeFulfilment(ctx, { part: part.id, version }))
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  const text = await certificateOf(2, part.number)
  expect(text).toContain("core.contact_persons")
  expect(text).toContain("Суралгандан тышкары жок болгон маалымат")
  expect(text).toMatch(/core\.contact_persons.*кайра окулду: /)
  expect(text).not.toContain("core.expenses")

  const change = "update plans set held_before = '{}' where held_before is not null"
  await expect(here.owner.query(change)).rejects.toMatchObject({ code: "23514" })
  const forget = as(here, officer, ({ db }) => db.execute("update plans set gone_beside = null"))
  await expect(forget).rejects.toMatchObject({ code: "42501" })
})

it("what came to the source meanwhile is no loss", async () => {
  await here.lender.query("drop trigger takes_more on core.contact_persons")
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
  expect(text).not.toContain("Суралгандан тышкары жок болгон маалымат")
})
