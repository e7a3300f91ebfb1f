import { afterAll, beforeAll, expect, it } from "vitest"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { lookInRound } from "@/lib/fulfilment/held-up"
import { readLater } from "@/lib/fulfilment/read-later"
import { wakePart } from "@/lib/fulfilment/wake"
import { agreeToMotion, prepareAgreement } from "@/lib/requests/agree"
import { resumeFulfilment } from "@/lib/requests/approve"
import { findCase } from "@/lib/requests/case"
import { proposeMotion } from "@/lib/requests/motion"
import { queuePage } from "@/lib/requests/queue"
import { SourceUnreachable } from "@/lib/sources/failures"
import { approve, as, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

type Signed = { id: string; number: string }

const isThere = (there: boolean) =>
  here.lender.query(
    there
      ? "alter table core.contacts_before rename to contact_persons"
      : "alter table core.contact_persons rename to contacts_before",
  )

const wake = ({ id }: Signed) => lookInRound(here.house, "wake-part", id, wakePart)
const readAgain = ({ id }: Signed) => lookInRound(here.house, "read-again", id, readLater)

/** Whether the list of what stalled has the part, and how its row says so. */
const inList = async ({ id }: Signed) =>
  (
    await as(here, await here.staff("officer"), (ctx) => queuePage(ctx, { view: "stalled", after: null }))
  ).rows.flatMap((row) => (row.id === id ? [{ status: row.status, heldUp: row.heldUp }] : []))

const onCase = async ({ number }: Signed) => {
  const officer = await here.staff("officer")
  const [part] = (await as(here, officer, (ctx) => findCase(ctx, number))).parts
  return { waiting: part?.stallCause, unread: part?.unreadCause }
}

const press = async ({ id }: Signed) => {
  const { version } = await partRow(here, id)
  return as(here, await here.staff("officer"), (ctx) => resumeFulfilment(ctx, { part: id, version }))
}

const enqueued = async ({ id }: Signed) =>
  (
    await here.owner.query<{ key: string }>(
      "select key from graphile_worker.jobs where key in ($1, $2) order by key",
      [`wake-part:${id}`, `read-again:${id}`],
    )
  ).rows.map(({ key }) => key.split(":")[0])

it("what waits and cannot be looked at is in the list with its cause, until the source is whole again", async () => {
  const part = await signLetter(here, 2, { right: "erasure", categories: ["contact_persons"] })
  const officer = await here.staff("officer")
  await here.owner.query(
    "insert into holds (subject_id, ground, categories, set_by, review_on) select subject_id, 'LEGAL_HOLD', '{contact_persons}', $2, '2099-01-01' from request_parts where id = $1",
    [part.id, officer.actor.accountId],
  )
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "deferred" })
  await wake(part)
  expect([await inList(part), await onCase(part)]).toEqual([[], { waiting: null, unread: null }])
  await expect(press(part)).rejects.toMatchObject({ name: "NotAllowedNow" })

  await isThere(false)
  await wake(part)
  expect(await inList(part)).toEqual([{ status: "deferred", heldUp: true }])
  expect(await onCase(part)).toEqual({ waiting: "MapUnfit:lender", unread: null })
  expect(await press(part)).toMatchObject({ status: "deferred" })
  expect(await enqueued(part)).toEqual(["wake-part"])

  await isThere(true)
  await wake(part)
  expect([await inList(part), await onCase(part)]).toEqual([[], { waiting: null, unread: null }])
  expect(await partRow(here, part.id)).toMatchObject({ status: "deferred" })
})

it("a later reading that does not come is in the list with its cause, until one came", async () => {
  const part = await signLetter(here, 3, { right: "erasure", categories: ["contact_persons"] })
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  await here.owner.query("update rereads set due_on = due_on - 31 where part_id = $1", [part.id])

  await isThere(false)
  await readAgain(part)
  expect(await inList(part)).toEqual([{ status: "fulfilled", heldUp: true }])
  expect(await onCase(part)).toEqual({ waiting: null, unread: "MapUnfit:lender" })
  await press(part)
  expect(await enqueued(part)).toEqual(["read-again"])
  // Nobody but the worker says so, nor takes it back.
  const officer = await here.staff("officer")
  const change = as(here, officer, ({ db }) => db.execute("update request_parts set unread_cause = null"))
  await expect(change).rejects.toMatchObject({ code: "42501" })

  await isThere(true)
  await readAgain(part)
  expect([await inList(part), await onCase(part)]).toEqual([[], { waiting: null, unread: null }])
  await expect(press(part)).rejects.toMatchObject({ name: "NotAllowedNow" })
})

it("what two people had carried out earlier is held up by no round any more", async () => {
  const part = await signLetter(here, 1, {
    right: "withdrawal",
    purposes: [{ purpose: "contract", operations: ["use"] }],
  })
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)
  const sourcesOf = () => {
    throw new SourceUnreachable("lender", "is away")
  }
  await lookInRound({ ...here.house, sourcesOf }, "wake-part", part.id, wakePart)
  expect(await inList(part)).toEqual([{ status: "deferred", heldUp: true }])

  const seen = async () => ({ part: part.id, version: (await partRow(here, part.id)).version })
  const motion = { ...(await seen()), kind: "release", reason: "Карыз төлөндү" } as const
  await as(here, await here.staff("officer"), (ctx) => proposeMotion(ctx, motion))
  const [approver, at] = [await here.staff("approver"), await seen()]
  const plan = await prepareAgreement(here.house, approver, at)
  await as(here, approver, (ctx) => agreeToMotion(ctx, at, plan))
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  expect([await inList(part), await onCase(part)]).toEqual([[], { waiting: null, unread: null }])
})
