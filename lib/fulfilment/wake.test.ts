import { readFile } from "node:fs/promises"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { expireConsents } from "@/lib/consents/expire-consents"
import { importConsents } from "@/lib/consents/import-consents"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { wakePart } from "@/lib/fulfilment/wake"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { inForce } from "@/lib/policy/editions"
import { category } from "@/lib/policy/lookup"
import { myRequest } from "@/lib/requests/my-request"
import { approve, as, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

// Each story has the person to itself.
beforeEach(async () => {
  await here.owner.query("alter table request_parts disable trigger user")
  await here.owner.query("update request_parts set status = 'cancelled' where status <> 'fulfilled'")
  await here.owner.query("alter table request_parts enable trigger user")
})

const phoneOf = (n: number) => `+99655500000${n}`

async function customer(n: number): Promise<number> {
  const { rows } = await here.lender.query("select customer_id from core.customers where mobile_phone = $1", [
    phoneOf(n),
  ])
  return rows[0]?.customer_id
}

const contactsLeft = async (n: number) => {
  const { rows } = await here.lender.query(
    "select count(*)::int as n from core.contact_persons where customer_id = $1",
    [await customer(n)],
  )
  return rows[0]?.n
}

async function letThrough(part: Parameters<typeof proposeFor>[1], keeps?: Parameters<typeof proposeFor>[2]) {
  await approve(here, await proposeFor(here, part, keeps))
  await fulfilPart(here.house, part.id)
}

/** One round of the worker, for one part. */
async function round(part: { id: string }): Promise<boolean> {
  const { rows } = await here.owner.query<{ id: string }>("select id from guard.parts_to_wake(200) as id")
  if (!rows.some(({ id }) => id === part.id)) return false
  await wakePart(here.house, part.id)
  await fulfilPart(here.house, part.id)
  return true
}

async function holdContacts(n: 2 | 3): Promise<void> {
  const [{ actor }, officer] = [await here.borrower(n), await here.staff("officer")]
  await here.owner.query(
    "insert into holds (subject_id, ground, categories, set_by, review_on) values ($1, 'LEGAL_HOLD', '{contact_persons}', $2, '2099-01-01')",
    [actor.subjectId, officer.actor.accountId],
  )
}

const sealed = async (part: { id: string }) =>
  (await here.owner.query("select 1 from certificates where part_id = $1", [part.id])).rowCount

it("what an officer decided to keep stays kept while the rest waits, round after round", async () => {
  const before = await contactsLeft(2)
  expect(before).toBeGreaterThan(0)
  const part = await signLetter(here, 2, { right: "erasure", categories: ["contact_persons", "payments"] })
  const keep = {
    on: "contact_persons",
    ground: "COURT_CLAIM",
    reason: "Доомат каралууда",
    untilOn: "2099-01-01",
  }
  await letThrough(part, [keep])
  expect(await partRow(here, part.id)).toMatchObject({ status: "deferred" })
  await wakePart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "deferred" })
  expect(await contactsLeft(2)).toBe(before)
})

it("a hold without a date keeps the part waiting; the round after it was lifted erases, by the data map of that day", async () => {
  const signed = await here.borrower(3)
  await holdContacts(3)
  const categories = ["contact_persons", "workplace"]
  const part = await signLetter(here, 3, { right: "erasure", categories })
  await letThrough(part)
  expect(await partRow(here, part.id)).toMatchObject({
    status: "deferred",
    deferred_fact: null,
    deferred_until: null,
  })
  await round(part)
  expect(await contactsLeft(3)).toBeGreaterThan(0)
  await here.owner.query("update holds set ended_at = now()")
  const newer = await here.owner.query(
    "insert into reference_editions (kind, code, number, document, hash) select kind, code, 2, document, hash from reference_editions where kind = 'data_map' returning id",
  )
  expect(await round(part)).toBe(true)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  const pinned = await here.owner.query("select data_map_id as id from request_parts where id = $1", [
    part.id,
  ])
  expect(pinned.rows).toEqual(newer.rows)
  expect(await contactsLeft(3)).toBe(0)
  // The last certificate tells all that was done, also what an earlier one told.
  const { letters } = await as(here, signed, (ctx) => myRequest(ctx, part.number))
  const last = letters.filter(({ kind }) => kind === "certificate").at(-1)
  const opened = await as(here, signed, (ctx) => openLetter(ctx, last?.id ?? ""))
  const text = opened ? letterText(opened.letter) : ""
  const { policy } = await as(here, signed, (ctx) => inForce(ctx.db))
  for (const code of categories) expect(text).toContain(`${category(policy, code).title.ky} |`)
})

it("what waited and is more than was agreed to goes back to be looked at and agreed anew; then all of it goes", async () => {
  await holdContacts(2)
  const part = await signLetter(here, 2, { right: "erasure", categories: ["contact_persons"] })
  await letThrough(part)
  const before = await contactsLeft(2)
  await here.lender.query(
    "insert into core.contact_persons (customer_id, full_name, relation, phone, added_at) select customer_id, 'Кийинки тааныш', relation, '+996555009999', now() from core.contact_persons where customer_id = $1 limit 1",
    [await customer(2)],
  )
  await here.owner.query("update holds set ended_at = now()")
  await round(part)
  expect([await partRow(here, part.id), await contactsLeft(2)]).toMatchObject([
    { status: "working" },
    before + 1,
  ])
  const { rows } = await here.owner.query(
    "select event from part_events where part_id = $1 order by at desc, id desc limit 2",
    [part.id],
  )
  expect(rows.map(({ event }) => event).sort()).toEqual(["release", "replan"])
  await letThrough({ id: part.id, ...(await partRow(here, part.id)) })
  expect([await partRow(here, part.id), await contactsLeft(2)]).toMatchObject([{ status: "fulfilled" }, 0])
})

it("nothing waiting is released beside a correction of the same data, nor by rows that came since", async () => {
  const part = await signLetter(here, 2, { right: "erasure", categories: ["cookies", "payments"] })
  await letThrough(part)
  const certificates = await sealed(part)
  await here.lender.query(
    "insert into web.site_sessions select * from json_populate_record(null::web.site_sessions, (select to_json(s)::jsonb || jsonb_build_object('session_id', gen_random_uuid(), 'user_id', $1::int, 'cookie', 'later') from web.site_sessions s limit 1)::json)",
    [await customer(2)],
  )
  await round(part)
  expect(await partRow(here, part.id)).toMatchObject({ status: "deferred" })
  expect(await sealed(part)).toBe(certificates)
})

it("a consent that ended by itself does not leave the withdrawal of it waiting for ever", async () => {
  const { actor } = await here.borrower(1)
  await importConsents(here.house, actor.subjectId)
  const part = await signLetter(here, 1, {
    right: "withdrawal",
    purposes: [{ purpose: "contract", operations: ["use"] }],
  })
  await letThrough(part)
  expect(await partRow(here, part.id)).toMatchObject({ deferred_fact: "obligations.performed" })
  await here.lender.query(await readFile("db/lender/repay.sql", "utf8"), [await customer(1)])
  await expireConsents(here.house, actor.subjectId)
  const { rows } = await here.owner.query(
    "select purpose, operation from consent_events where subject_id = $1 and event = 'expired'",
    [actor.subjectId],
  )
  expect(rows).toContainEqual({ purpose: "contract", operation: "store" })
  expect(rows).not.toContainEqual({ purpose: "contract", operation: "use" })
  // Even when the source was stopped meanwhile by other hands.
  await here.lender.query("update core.processing_flags set allowed = false where customer_id = $1", [
    await customer(1),
  ])
  expect(await round(part)).toBe(true)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled", deferred_fact: null })
})
