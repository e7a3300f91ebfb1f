import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, expect, it } from "vitest"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { wakePart } from "@/lib/fulfilment/wake"
import { inForce } from "@/lib/policy/editions"
import { publishPolicy } from "@/lib/policy/publish-folder"
import { readPolicy } from "@/lib/policy/read"
import { resumeFulfilment } from "@/lib/requests/approve"
import { approve, as, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

/** A hold whose ground is none that a record of the policy stands for. */
async function hold(n: 1 | 2 | 3): Promise<void> {
  const [{ actor }, officer] = [await here.borrower(n), await here.staff("officer")]
  await here.owner.query(
    "insert into holds (subject_id, ground, categories, set_by, review_on) values ($1, 'INSPECTION', '{contact_persons}', $2, '2099-01-01')",
    [actor.subjectId, officer.actor.accountId],
  )
}

const release = () => here.owner.query("update holds set ended_at = now()")

const contacts = async () =>
  (
    await here.lender.query(
      "select count(*)::int as n from core.contact_persons where customer_id = (select customer_id from core.customers where mobile_phone = '+996555000003')",
    )
  ).rows[0]?.n

/** The next edition of the policy, in which nothing rests on a hold. */
async function publishWithoutHolds(): Promise<void> {
  const db = drizzle(here.owner)
  const [folder, { dataMap }] = [await readPolicy("policies/somo"), await inForce(db)]
  const grounds = folder.policy.grounds.map((ground) =>
    ground.code === "LEGAL_HOLD" ? { ...ground, condition: { record: "claim" as const } } : ground,
  )
  await publishPolicy(db, { ...folder, policy: { ...folder.policy, grounds } }, dataMap)
}

const ask = () => signLetter(here, 3, { right: "erasure", categories: ["contact_persons"] })
const rowOf = async (part: { id: string }) => ({ id: part.id, ...(await partRow(here, part.id)) })

it("a hold on any ground keeps what it is on by the policy's ground for holds, and lets it go when it ends", async () => {
  const part = await ask()
  await approve(here, await proposeFor(here, part))
  await hold(3)
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "working" })

  await approve(here, await proposeFor(here, await rowOf(part)))
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "deferred" })
  expect(await contacts()).toBeGreaterThan(0)
  const { rows } = await here.owner.query(
    "select distinct ground from plan_operations where part_id = $1 and state = 'kept'",
    [part.id],
  )
  expect(rows).toEqual([{ ground: "LEGAL_HOLD" }])

  await wakePart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "deferred" })
  await here.owner.query("alter table request_parts disable trigger user")
  await here.owner.query("update request_parts set status = 'cancelled' where id = $1", [part.id])
  await here.owner.query("alter table request_parts enable trigger user")
  await release()
})

it("where the policy has no ground for holds the part stalls under one instead of going round, until it ends", async () => {
  await publishWithoutHolds()
  const part = await ask()
  await approve(here, await proposeFor(here, part))
  await hold(3)
  const before = await contacts()
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "stalled", stall_cause: "hold" })
  const officer = await here.staff("officer")
  const resume = async () => {
    const { version } = await partRow(here, part.id)
    await as(here, officer, (ctx) => resumeFulfilment(ctx, { part: part.id, version }))
    await fulfilPart(here.house, part.id)
  }
  await resume()
  expect(await partRow(here, part.id)).toMatchObject({ status: "stalled", stall_cause: "hold" })
  expect(await contacts()).toBe(before)
  await release()
  await resume()
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  expect(await contacts()).toBe(0)
})
