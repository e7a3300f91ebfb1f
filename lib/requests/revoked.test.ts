import { afterAll, beforeAll, expect, it } from "vitest"
import type { Signed, StaffActor } from "@/lib/context"
import { whoIs } from "@/lib/people/sessions"
import { approveProposal } from "@/lib/requests/approve"
import { noteInternally, takePart } from "@/lib/requests/handle"
import { as, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

/** An administrator gives a colleague another role, over a connection of their own. */
const give = ({ actor }: Signed<StaffActor>, role: string) =>
  here.owner.query("update staff set role = $1 where account_id = $2", [role, actor.accountId])
const notesOn = async ({ id }: { id: string }) => {
  const { rows } = await here.owner.query("select count(*)::int as n from messages where part_id = $1", [id])
  return rows[0].n as number
}

it("who lost their role after the page was shown takes nothing and approves nothing", async () => {
  const part = await signLetter(here, 3, { right: "erasure", categories: ["contact_persons"] })
  const officer = await here.staff("officer")
  await give(officer, "auditor")
  await expect(as(here, officer, (ctx) => takePart(ctx, { part: part.id, version: 1 }))).rejects.toThrow()
  expect(await partRow(here, part.id)).toMatchObject({ status: "received", version: 1 })
  expect(await whoIs(here.house, officer.token)).toMatchObject({ is: "none" })
  await give(officer, "officer")

  const proposed = await proposeFor(here, part)
  const approver = await here.staff("approver")
  const seen = { part: part.id, version: proposed.version }
  await give(approver, "steward")
  await expect(as(here, approver, (ctx) => approveProposal(ctx, seen))).rejects.toThrow()
  await give(approver, "approver")
  // The old session is not woken by the role that came back; a new one may.
  await expect(as(here, approver, (ctx) => approveProposal(ctx, seen))).rejects.toThrow()
  expect(await partRow(here, part.id)).toMatchObject({ status: "proposed", version: proposed.version })
  const { rows } = await here.owner.query("select 1 from approvals where part_id = $1", [part.id])
  expect(rows).toEqual([])
  await as(here, await here.staff("approver"), (ctx) => approveProposal(ctx, seen))
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilling" })
})

it("at the very moment of the act it is done whole or refused whole, and once the role is gone nothing more is done", async () => {
  const part = await signLetter(here, 2, { right: "erasure", categories: ["contact_persons"] })
  for (let round = 0; round < 20; round++) {
    const officer = await here.staff("officer")
    const before = await notesOn(part)
    const note = () =>
      as(here, officer, (ctx) => noteInternally(ctx, { part: part.id, body: `note ${round}` }))
    const acts = [note(), note(), note()]
    const [, ...answers] = await Promise.allSettled([give(officer, "auditor"), ...acts])
    const done = answers.filter(({ status }) => status === "fulfilled").length
    expect(await notesOn(part)).toBe(before + done)
    await expect(note()).rejects.toThrow()
    expect(await notesOn(part)).toBe(before + done)
    await give(officer, "officer")
  }
})
