import { afterAll, beforeAll, expect, it } from "vitest"
import { Conflict, Forbidden, Invalid } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { evidenceOf } from "@/lib/requests/evidence"
import { cancelForThem, takePart } from "@/lib/requests/handle"
import { myRequest } from "@/lib/requests/my-request"
import { approve, as, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

const SAID = "2026-жылдын 20-ноябрында телефон аркылуу айтты"

async function cancel(id: string, said = SAID, role: "officer" | "approver" = "officer") {
  const { version } = await partRow(here, id)
  return as(here, await here.staff(role), (ctx) => cancelForThem(ctx, { part: id, version, said }))
}

it("an officer cancels on the person's word, who reads how it was said and is told; nobody does without words", async () => {
  const part = await signLetter(here, 2, { right: "erasure", categories: ["contact_persons"] })
  const officer = await here.staff("officer")
  await as(here, officer, (ctx) => takePart(ctx, { part: part.id, version: 1 }))
  await expect(cancel(part.id, "  ")).rejects.toThrow(Invalid)
  await expect(cancel(part.id, SAID, "approver")).rejects.toThrow(Forbidden)
  const stale = as(here, officer, (ctx) => cancelForThem(ctx, { part: part.id, version: 1, said: SAID }))
  await expect(stale).rejects.toThrow(Conflict)
  expect(await partRow(here, part.id)).toMatchObject({ status: "working" })

  await cancel(part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "cancelled" })
  const borrower = await here.borrower(2)
  const mine = await as(here, borrower, (ctx) => myRequest(ctx, part.number))
  expect(mine.thread.map(({ body, mine }) => [body, mine])).toEqual([[SAID, false]])
  const told = await here.owner.query("select template from outbox where subject_id = $1 order by id", [
    borrower.actor.subjectId,
  ])
  expect(told.rows.map(({ template }) => template)).toContain("cancelled_for_you")
  await expect(cancel(part.id)).rejects.toMatchObject({ code: "not_allowed_now" })
})

it("a block that took effect, and what is carried out, is answered with what can be done instead", async () => {
  const block = await signLetter(here, 1, { right: "restriction", categories: ["scoring"] })
  await runSelfService(here.house, block.id)
  await expect(cancel(block.id)).rejects.toMatchObject({ code: "restricted_already" })
  await fulfilPart(here.house, block.id)
  await expect(cancel(block.id)).rejects.toMatchObject({ code: "restricted_already" })
  expect(await partRow(here, block.id)).toMatchObject({ status: "fulfilled" })

  const erasure = await signLetter(here, 3, { right: "erasure", categories: ["contact_persons"] })
  await approve(here, await proposeFor(here, erasure))
  await fulfilPart(here.house, erasure.id)
  await expect(cancel(erasure.id)).rejects.toMatchObject({ code: "carried_out_already" })
  expect(await partRow(here, erasure.id)).toMatchObject({ status: "fulfilled" })
})

it("the evidence names a ground also by its code and its justification in the data privacy vocabulary", async () => {
  const part = await signLetter(here, 1, { right: "erasure", categories: ["loan_agreement"] })
  await approve(here, await proposeFor(here, part))
  const asked = { number: part.number, part: part.id }
  const file = await as(here, await here.borrower(1), (ctx) =>
    evidenceOf(ctx, asked, { language: "en", eventTitle: (event) => event }),
  )
  const rows = file.blocks.flatMap((block) => (block.kind === "table" ? block.rows : []))
  expect(rows.filter(([head]) => head === "Ground code (DPV)")).toEqual([
    ["Ground code (DPV)", "TAX_ACCOUNTING = dpv:LegalObligation"],
  ])
})
