import { afterAll, beforeAll, expect, it } from "vitest"
import type { Signed, StaffActor, SubjectActor } from "@/lib/context"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { openReading } from "@/lib/records/reading"
import { findCase, partToShow } from "@/lib/requests/case"
import { caseHistory, caseLetters } from "@/lib/requests/case-file"
import { correctablesIn } from "@/lib/requests/correctable"
import { decidePart } from "@/lib/requests/decide"
import { takePart } from "@/lib/requests/handle"
import { myRequest } from "@/lib/requests/my-request"
import { prepareProposal } from "@/lib/requests/propose"
import { openCorrection, prepareCorrection, readyToSend, submitCorrection } from "@/lib/requests/rectify"
import { as } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { PDF } from "@/lib/testing/files.fixture"

let here: TestDeployment
let borrower: Signed<SubjectActor>
let officer: Signed<StaffActor>

beforeAll(async () => {
  here = await testDeployment()
  borrower = await here.borrower(1)
  officer = await here.staff("officer")
})
afterAll(() => here?.close())

async function askFor(value: string) {
  const reading = await openReading(here.house, borrower, borrower.actor.subjectId)
  const { rows } = await correctablesIn(reading, "name")
  const item = rows.flat().find(({ field }) => field.code === "surname")?.item ?? undefined
  const evidence = { name: "паспорт.pdf", bytes: PDF }
  const ready = await prepareCorrection(here.house, borrower, {
    category: "name",
    item,
    typed: { value },
    evidence,
  })
  const intent = await as(here, borrower, (ctx) => openCorrection(ctx, ready))
  const toSend = await readyToSend(here.house, borrower, { intent })
  if (!toSend) throw new Error("there was nothing to send")
  return as(here, borrower, (ctx) => submitCorrection(ctx, toSend))
}

const historyOf = (number: string, full: boolean) =>
  as(here, officer, async (ctx) => caseHistory(ctx, partToShow(await findCase(ctx, number), undefined), full))

it("the history of a correction shows field, old value and new once it is carried out, and not before", async () => {
  const part = await askFor("Сыноо-Жаңыев")
  const taken = await as(here, officer, (ctx) => takePart(ctx, { part: part.id, version: part.version }))
  const input = { part: part.id, version: taken.version, keeps: [], refusal: null, explanation: "" }
  const prepared = await prepareProposal(here.house, officer, input)
  await as(here, officer, (ctx) => decidePart(ctx, input, prepared))
  const mine = () => as(here, borrower, (ctx) => myRequest(ctx, part.number))
  expect((await mine()).history.filter(({ correction }) => correction)).toEqual([])

  await fulfilPart(here.house, part.id)
  const told = { from: "Сыноо-Асанов", to: "Сыноо-Жаңыев", field: expect.stringMatching(/\S/) }
  expect((await mine()).history.filter(({ correction }) => correction)).toMatchObject([
    { event: "complete", correction: told },
  ])
  expect((await historyOf(part.number, true)).at(-1)).toMatchObject({ event: "complete", correction: told })
  expect((await historyOf(part.number, false)).every(({ correction }) => correction === null)).toBe(true)

  const sent = await as(here, officer, async (ctx) => caseLetters(ctx, await findCase(ctx, part.number)))
  expect(sent.find(({ kind }) => kind === "certificate")?.text).toContain("Сыноо-Асанов → Сыноо-Жаңыев")
  const { rows } = await here.owner.query<{ row: string }>(
    "select p::text || e::text || coalesce(o::text, '') as row from request_parts p join part_events e on e.part_id = p.id left join plan_operations o on o.part_id = p.id where p.id = $1",
    [part.id],
  )
  expect(rows.length).toBeGreaterThan(0)
  const secret = [Buffer.from("Сыноо-Жаңыев").toString("hex"), "Жаңыев", "Асанов"]
  expect(rows.filter(({ row }) => secret.some((value) => row.includes(value)))).toEqual([])
})
