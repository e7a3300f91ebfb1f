import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, it } from "vitest"
import { requestParts } from "@/db/schema/requests"
import { Conflict, Invalid, NotAllowedNow, NotFound } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { cancelRequest, takePart } from "@/lib/requests/handle"
import { liftProspect, liftRestriction, prepareLift, readyToLift } from "@/lib/requests/lift-restriction"
import { myRequest } from "@/lib/requests/my-request"
import { prepareRestriction } from "@/lib/requests/prepare-choice"
import { approve, as, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

type Borrower = 1 | 2 | 3

const restricted = async (n: Borrower): Promise<{ scope: string[]; since: Date | null }> => {
  const { rows } = await here.lender.query(
    "select coalesce(processing_restricted_scope, '{}') as scope, processing_restricted_at as since from core.customers where mobile_phone = $1",
    [`+99655500000${n}`],
  )
  return rows[0]
}

/** What the worker does with a part that goes by itself. */
async function run(id: string): Promise<void> {
  await runSelfService(here.house, id)
  await fulfilPart(here.house, id)
}

async function restrict(n: Borrower, categories: string[]) {
  const part = await signLetter(here, n, { right: "restriction", categories })
  await run(part.id)
  return part
}

async function readyFor(n: Borrower, id: string, password = `demo-borrower-${n}`) {
  const signed = await here.borrower(n)
  const intent = await prepareLift(here.house, signed, id)
  return readyToLift(here.house, signed, { intent, password })
}

async function lift(n: Borrower, id: string): Promise<void> {
  const ready = await readyFor(n, id)
  await as(here, await here.borrower(n), (ctx) => liftRestriction(ctx, ready))
  await fulfilPart(here.house, id)
}

async function certificates(n: Borrower, number: string): Promise<string[]> {
  const signed = await here.borrower(n)
  const page = await as(here, signed, (ctx) => myRequest(ctx, number))
  const kept = page.letters.filter(({ kind }) => kind === "certificate")
  return Promise.all(
    kept.map(async ({ id }) => {
      const opened = await as(here, signed, (ctx) => openLetter(ctx, id))
      return opened ? letterText(opened.letter) : ""
    }),
  )
}

const jobs = async (task: string, part: string) =>
  (
    await here.owner.query(
      "select 1 from graphile_worker.jobs j join graphile_worker._private_jobs p using (id) where j.task_identifier = $1 and p.payload->>'part' = $2",
      [task, part],
    )
  ).rowCount

it("a restriction holds at once without anybody's decision, says what it does not stop, and ends by the person's own signature", async () => {
  const signed = await here.borrower(1)
  const part = await signLetter(here, 1, { right: "restriction", categories: ["scoring", "email"] })
  expect(await jobs("run-self-service", part.id)).toBe(1)
  // An officer who takes it before the worker comes does not hold it up.
  const officer = await here.staff("officer")
  await as(here, officer, (ctx) => takePart(ctx, { part: part.id, version: 1 }))
  await run(part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  const { scope, since } = await restricted(1)
  expect(scope.sort()).toEqual(["email", "scoring"])
  expect(since).toBeInstanceOf(Date)
  const [certificate] = await certificates(1, part.number)
  expect(certificate).toContain("Иштетүү чектелди")
  expect(certificate).toContain("Кайрылуу келген учурдан тартып")
  expect(certificate).toMatch(/Чектөөнүн негизи: Иштетүүнү чектөө \(.+\)\./)
  expect(certificate).toContain("Чектөө алынганга чейин күчүндө болот")
  const { version } = await partRow(here, part.id)
  await expect(as(here, signed, (ctx) => cancelRequest(ctx, { part: part.id, version }))).rejects.toThrow(
    NotAllowedNow,
  )

  await expect(readyFor(1, part.id, "not the password")).rejects.toThrow(Invalid)
  expect((await restricted(1)).scope).toHaveLength(2)
  await lift(1, part.id)
  expect(await restricted(1)).toEqual({ scope: [], since: null })
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  const [, second] = await certificates(1, part.number)
  expect(second).toContain("Чектөө алынды")
  expect(second).not.toContain("Иштетүү чектелди")
  expect(second).not.toContain("Чектөөнүн негизи")
  const told = await here.owner.query(
    "select 1 from outbox where template = 'restriction_end' and subject_id = $1",
    [signed.actor.subjectId],
  )
  expect(told.rowCount).toBeGreaterThan(0)
  // What was lifted is lifted once.
  await expect(prepareLift(here.house, await here.borrower(1), part.id)).rejects.toThrow(NotAllowedNow)
})

it("somebody else's restriction is as if it were not there, and nothing ticked is nothing asked", async () => {
  const part = await restrict(2, ["email"])
  const other = await here.borrower(1)
  await expect(liftProspect(here.house, other, part.id)).rejects.toThrow(NotFound)
  await expect(prepareLift(here.house, other, part.id)).rejects.toThrow(NotFound)
  const mine = await readyFor(2, part.id)
  await expect(as(here, other, (ctx) => liftRestriction(ctx, mine))).rejects.toThrow(NotFound)
  await expect(prepareRestriction(here.house, other, ["no_such_category"])).rejects.toThrow(Invalid)
  expect((await restricted(2)).scope).toEqual(["email"])
  // The database holds it too: a person reopens a restriction to lift it, and to nothing else.
  const moved = as(here, await here.borrower(2), (ctx) =>
    ctx.db.update(requestParts).set({ status: "working" }).where(eq(requestParts.id, part.id)),
  )
  await expect(moved).rejects.toThrow()
  await lift(2, part.id)
})

it("what a second request restricts stays restricted when the first is lifted, and ends with the last", async () => {
  const first = await restrict(2, ["email", "scoring"])
  const second = await restrict(2, ["email"])
  expect(await partRow(here, second.id)).toMatchObject({ status: "fulfilled" })
  expect((await certificates(2, second.number))[0]).toContain("Иштетүү чектелди")
  expect((await restricted(2)).scope.sort()).toEqual(["email", "scoring"])

  const signed = await here.borrower(2)
  const both = [await readyFor(2, first.id), await readyFor(2, second.id)] as const
  await as(here, signed, (ctx) => liftRestriction(ctx, both[0]))
  // The other was prepared while the first still restricted the same: now it would end more than was shown.
  await expect(as(here, signed, (ctx) => liftRestriction(ctx, both[1]))).rejects.toThrow(Conflict)
  await fulfilPart(here.house, first.id)
  expect((await restricted(2)).scope).toEqual(["email"])
  expect((await certificates(2, first.number)).at(-1)).toContain("Чектелген бойдон калат".toLowerCase())
  await lift(2, second.id)
  expect(await restricted(2)).toEqual({ scope: [], since: null })
})

it("a new restriction that comes while the first is being lifted is not undone by it", async () => {
  const first = await restrict(3, ["email"])
  const signed = await here.borrower(3)
  const ready = await readyFor(3, first.id)
  await as(here, signed, (ctx) => liftRestriction(ctx, ready))
  const second = await signLetter(here, 3, { right: "restriction", categories: ["email"] })
  await run(second.id)
  await fulfilPart(here.house, first.id)
  expect((await restricted(3)).scope).toEqual(["email"])
  expect(await partRow(here, second.id)).toMatchObject({ status: "fulfilled" })
  // It went back to staff, who now plan that nothing of it is lifted.
  expect(await partRow(here, first.id)).toMatchObject({ status: "working" })
  await approve(here, await proposeFor(here, { id: first.id, ...(await partRow(here, first.id)) }))
  await fulfilPart(here.house, first.id)
  expect(await partRow(here, first.id)).toMatchObject({ status: "fulfilled" })
  expect((await restricted(3)).scope).toEqual(["email"])
  await lift(3, second.id)
  expect((await restricted(3)).scope).toEqual([])
})

it("what an erasure keeps and restricts stays restricted when the person's own restriction of it ends", async () => {
  const own = await restrict(1, ["loan_agreement", "email"])
  const erasure = await signLetter(here, 1, { right: "erasure", categories: ["loan_agreement"] })
  await approve(here, await proposeFor(here, erasure))
  await fulfilPart(here.house, erasure.id)
  expect(await partRow(here, erasure.id)).toMatchObject({ status: "deferred" })
  const prospect = await liftProspect(here.house, await here.borrower(1), own.id)
  expect(prospect.still).toEqual(["loan_agreement"])
  await lift(1, own.id)
  expect((await restricted(1)).scope).toEqual(["loan_agreement"])
})
