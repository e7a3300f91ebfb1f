import { afterAll, beforeAll, expect, it } from "vitest"
import { importConsents } from "@/lib/consents/import-consents"
import { NotAllowedNow } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { findCase, partToShow } from "@/lib/requests/case"
import { cancelRequest, takePart } from "@/lib/requests/handle"
import { myRequest } from "@/lib/requests/my-request"
import { approve, as, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
  await importConsents(here.house, (await here.borrower(1)).actor.subjectId)
})
afterAll(() => here?.close())

const allowed = async (purpose: string, operation: string) => {
  const { rows } = await here.lender.query(
    "select allowed from core.processing_flags f join core.customers c using (customer_id) where mobile_phone = '+996555000001' and purpose = $1 and operation = $2",
    [purpose, operation],
  )
  return rows[0]?.allowed
}

const partsOf = async (requestId: string) =>
  (
    await here.owner.query<{ id: string; scope: { purposes: { purpose: string }[] } }>(
      "select id, scope from request_parts where request_id = $1",
      [requestId],
    )
  ).rows

it("a letter that names marketing beside the contract stops marketing at once, whoever takes or cancels the rest", async () => {
  const signed = await here.borrower(1)
  expect(await allowed("marketing_own", "use")).toBe(true)
  const part = await signLetter(here, 1, {
    right: "withdrawal",
    purposes: [
      { purpose: "contract", operations: ["use", "transfer"] },
      { purpose: "marketing_own", operations: ["collect", "use", "store"] },
    ],
  })
  const stop = (await partsOf(part.requestId)).find(({ id }) => id !== part.id)
  expect(stop?.scope.purposes.map(({ purpose }) => purpose)).toEqual(["marketing_own"])
  const stopId = stop?.id ?? ""
  const officer = await here.staff("officer")
  // Whoever opens the request sees what waits for a decision, also while the other has not run yet.
  const found = await as(here, officer, (ctx) => findCase(ctx, part.number))
  expect([partToShow(found, undefined).id, partToShow(found, stopId).id]).toEqual([part.id, stopId])
  // The officer takes both before the worker comes: what goes by itself is not held up.
  await as(here, officer, (ctx) => takePart(ctx, { part: stopId, version: 1 }))
  const taken = await as(here, officer, (ctx) => takePart(ctx, { part: part.id, version: 1 }))
  expect((await partRow(here, stopId)).status).toBe("received")
  const cancel = (id: string, version: number) =>
    as(here, signed, (ctx) => cancelRequest(ctx, { part: id, version }))
  await expect(cancel(stopId, 1)).rejects.toThrow(NotAllowedNow)
  await cancel(part.id, taken.version)
  await runSelfService(here.house, stopId)
  await fulfilPart(here.house, stopId)
  expect((await partRow(here, stopId)).status).toBe("fulfilled")
  expect(await allowed("marketing_own", "use")).toBe(false)
  const page = await as(here, signed, (ctx) => myRequest(ctx, part.number))
  expect(page.parts.map(({ mayCancel }) => mayCancel)).toEqual([false, false])
  const letter = page.letters.find(({ kind }) => kind === "certificate")
  const opened = await as(here, signed, (ctx) => openLetter(ctx, letter?.id ?? ""))
  // The data is still there: the certificate does not say that nothing was found.
  expect(opened && letterText(opened.letter)).not.toMatch(/\| эч нерсе/i)
})

it("a withdrawal of what no source has left to stop is taken, answered operation by operation, and ends", async () => {
  const scope = {
    right: "withdrawal" as const,
    purposes: [{ purpose: "contract", operations: ["collect", "cross_border"] }],
  }
  for (const time of ["first", "again"]) {
    const part = await signLetter(here, 1, scope)
    await approve(here, await proposeFor(here, part))
    await fulfilPart(here.house, part.id)
    expect((await partRow(here, part.id)).status, time).toBe("fulfilled")
    const signed = await here.borrower(1)
    const page = await as(here, signed, (ctx) => myRequest(ctx, part.number))
    const decision = page.letters.find(({ kind }) => kind === "decision")
    const opened = await as(here, signed, (ctx) => openLetter(ctx, decision?.id ?? ""))
    expect(opened && letterText(opened.letter), time).toContain("топтоо")
  }
})
