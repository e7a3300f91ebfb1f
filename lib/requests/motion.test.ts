import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, it } from "vitest"
import { requestParts } from "@/db/schema/requests"
import { Forbidden, Invalid, NotAllowedNow } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { agreeToMotion, prepareAgreement } from "@/lib/requests/agree"
import { liftDue } from "@/lib/requests/lift-due"
import { type Motion, proposeMotion } from "@/lib/requests/motion"
import { approve, as, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

const seen = async (id: string) => ({ part: id, version: (await partRow(here, id)).version })

async function move(id: string, kind: Motion, reason: string) {
  const officer = await here.staff("officer")
  const at = await seen(id)
  return as(here, officer, (ctx) => proposeMotion(ctx, { ...at, kind, reason }))
}

async function agree(id: string, who: "approver" | "officer" = "approver") {
  const signed = await here.staff(who)
  const at = await seen(id)
  const plan = await prepareAgreement(here.house, signed, at)
  return as(here, signed, (ctx) => agreeToMotion(ctx, at, plan))
}

const letters = async (id: string, kind: string) =>
  (await here.owner.query("select 1 from letters where part_id = $1 and kind = $2", [id, kind])).rowCount

it("a restriction ends by two people, and only after the person was told the day; not while their appeal is open", async () => {
  const part = await signLetter(here, 1, { right: "restriction", categories: ["email"] })
  await expect(move(part.id, "lift", "Спор чечилди")).rejects.toThrow(NotAllowedNow)
  await runSelfService(here.house, part.id)
  await fulfilPart(here.house, part.id)
  await expect(move(part.id, "lift", "  ")).rejects.toThrow(Invalid)
  await expect(move(part.id, "release", "Спор чечилди")).rejects.toThrow(NotAllowedNow)
  await expect(agree(part.id)).rejects.toThrow(NotAllowedNow)
  await move(part.id, "lift", "Спор чечилди")
  // Nor does the database let one of them give it an end alone.
  const officer = await here.staff("officer")
  const alone = as(here, officer, (ctx) =>
    ctx.db.update(requestParts).set({ liftAt: new Date() }).where(eq(requestParts.id, part.id)),
  )
  await expect(alone).rejects.toThrow()
  await expect(agree(part.id, "officer")).rejects.toThrow(Forbidden)
  await agree(part.id)
  expect(await letters(part.id, "lift_notice")).toBe(1)
  const { rows } = await here.owner.query("select lift_at from request_parts where id = $1", [part.id])
  expect(rows[0].lift_at.getTime()).toBeGreaterThan(Date.now() + 3 * 86_400_000)
  await expect(move(part.id, "lift", "Дагы")).rejects.toThrow(NotAllowedNow)
  await liftDue(here.house, part.id)
  const scope = async () =>
    (
      await here.lender.query(
        "select coalesce(processing_restricted_scope, '{}') as scope from core.customers where mobile_phone = '+996555000001'",
      )
    ).rows[0].scope
  expect(await scope()).toEqual(["email"])
  await here.owner.query("update request_parts set lift_at = now() - interval '1 minute' where id = $1", [
    part.id,
  ])
  await liftDue(here.house, part.id)
  await liftDue(here.house, part.id)
  await fulfilPart(here.house, part.id)
  expect(await scope()).toEqual([])
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
})

it("what waits for a fact is done earlier by two people, with the evidence of it; the person gets the letter", async () => {
  const part = await signLetter(here, 1, {
    right: "withdrawal",
    purposes: [{ purpose: "contract", operations: ["use"] }],
  })
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "deferred" })
  await expect(move(part.id, "lift", "Эмнедир")).rejects.toThrow(NotAllowedNow)
  await move(part.id, "release", "Толук төлөнгөнү тууралуу № 12 маалымкат")
  await agree(part.id)
  expect(await letters(part.id, "release")).toBe(1)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilling" })
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
})
