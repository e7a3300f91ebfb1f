import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { asSigned, asWorker, type Ctx, type StaffActor } from "@/lib/context"
import { Invalid } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { cancelRequest } from "@/lib/requests/handle"
import { carrySweep } from "@/lib/retention/carry-sweep"
import { approveSweep, dropSweep, proposeSweep } from "@/lib/retention/decide-sweep"
import { searchSweep } from "@/lib/retention/search-sweep"
import { startSweep } from "@/lib/retention/start-sweep"
import { examplesOf, progressOf, readSweep } from "@/lib/retention/sweep"
import { approve, as, proposeFor } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment
beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here.close())

const REASON = "Compared with the list of closed loans"
type Staff = Parameters<TestDeployment["staff"]>[0]
const by = async <T>(who: Staff, work: (ctx: Ctx<StaffActor>) => Promise<T>) =>
  as(here, await here.staff(who), work)
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "went through",
    (fault) => (fault instanceof Invalid ? fault.fields : (fault.code ?? fault)),
  )
const noLetter = () => {
  throw new Error("no letter")
}
const rowOf = (id: string) => by("officer", (ctx) => readSweep(ctx, id))

/** Searches as the worker does, job by job, until nothing goes on. */
async function searched(rules: string[] | "all"): Promise<string> {
  const id = await by("officer", (ctx) => startSweep(ctx, rules))
  while ((await rowOf(id)).state === "searching") await searchSweep(here.house, id)
  return id
}
async function agreed(id: string): Promise<void> {
  await by("officer", (ctx) => proposeSweep(ctx, { sweep: id, reason: REASON }))
  await by("approver", (ctx) => approveSweep(ctx, { sweep: id }))
}
const people = async (id: string) =>
  (
    await here.owner.query<{
      subject: string
      state: string
      why: string | null
      part: string
      key: Buffer | null
    }>(
      "select subject_id as subject, state, why, part_id as part, key from sweep_people where sweep_id = $1",
      [id],
    )
  ).rows
const subject = async (n: 1 | 2 | 3) => (await here.borrower(n)).actor.subjectId
const partOf = async (id: string) =>
  (await here.owner.query("select id, status, version from request_parts where id = $1", [id])).rows[0]
const contacts = async (n: 1 | 2 | 3) =>
  (
    await here.lender.query(
      "select count(*)::int as n from core.contact_persons where customer_id = (select customer_id from core.customers where mobile_phone = $1)",
      [`+99655500000${n}`],
    )
  ).rows[0]?.n

it("a sweep finds whose time is over, and nobody else; one at a time, proposed with words, agreed by another", async () => {
  const id = await searched(["consent_term"])
  const found = await rowOf(id)
  expect(found).toMatchObject({ state: "found", looked: 12, rules: ["consent_term"], proposedBy: null })
  expect(Object.keys(found.counts?.categories ?? {}).sort()).toEqual(
    ["contact_persons", "email", "expenses", "marital_status", "marketing_subscription"].sort(),
  )
  const known = (await people(id)).map((each) => each.subject)
  expect(known).not.toContain(await subject(1))
  expect(known).toContain(await subject(2))
  expect(known).toContain(await subject(3))
  expect(await by("officer", (ctx) => examplesOf(ctx, id))).toHaveLength(2)
  expect(await refusal(by("officer", (ctx) => startSweep(ctx, "all")))).toBe("sweep_open")
  expect(await refusal(by("auditor", (ctx) => startSweep(ctx, "all")))).toBe("forbidden")
  expect(await refusal(by("officer", (ctx) => startSweep(ctx, ["case_file"])))).toEqual({
    rules: { code: "choose_one" },
  })
  expect(await refusal(by("officer", (ctx) => proposeSweep(ctx, { sweep: id, reason: " soon " })))).toEqual({
    reason: { code: "words_short", values: { min: 10 } },
  })
  expect(await refusal(by("approver", (ctx) => approveSweep(ctx, { sweep: id })))).toBe("not_allowed_now")
  await by("officer", (ctx) => proposeSweep(ctx, { sweep: id, reason: REASON }))
  expect(await refusal(by("officer", (ctx) => approveSweep(ctx, { sweep: id })))).toBe("forbidden")
  await by("approver", (ctx) => dropSweep(ctx, { sweep: id, reason: "The list is not the last one" }))
  expect(await people(id)).toEqual([])
  expect(await refusal(by("approver", (ctx) => approveSweep(ctx, { sweep: id })))).toBe("not_allowed_now")
})

it("whom a source refuses to tell of is left out and counted, and everybody else is looked at", async () => {
  await here.lender.query(`
    create function core.tells_of(customer bigint) returns boolean language plpgsql as $$
    begin
      if customer = (select customer_id from core.customers where mobile_phone = '+996555000002') then
        raise exception 'closed' using errcode = '42501';
      end if;
      return true;
    end $$;
    alter table core.contact_persons enable row level security;
    create policy closed on core.contact_persons using (core.tells_of(customer_id))`)
  const id = await searched(["consent_term"])
  const found = await rowOf(id)
  expect(found).toMatchObject({ state: "found", looked: 12 })
  expect((await people(id)).filter(({ state }) => state === "left")).toEqual([
    { subject: null, state: "left", why: "refused", part: null, key: null },
  ])
  expect((await by("auditor", (ctx) => progressOf(ctx, id))).left).toEqual([{ why: "refused", people: 1 }])
  expect((await people(id)).filter(({ state }) => state === "found")).toHaveLength(found.counts?.people ?? 0)
  await here.lender.query(
    "drop policy closed on core.contact_persons; alter table core.contact_persons disable row level security",
  )
  await by("approver", (ctx) => dropSweep(ctx, { sweep: id, reason: "To be searched anew" }))
})

it("the wall alone holds a sweep to two people, and what it erases to what was found", async () => {
  const id = await searched(["consent_term"])
  const officer = (await here.staff("officer")).actor.accountId
  const set = (who: Staff, sets: string) =>
    refusal(by(who, ({ db }) => db.execute(`update sweeps set ${sets} where id = '${id}'`)))
  const done = (by: string) => `state = 'approved', decided_by = '${by}', decided_at = now()`
  expect(await set("officer", done(officer))).toBe("UK023")
  expect(await set("approver", `state = 'proposed', proposed_by = '${officer}'`)).toBe("UK023")
  expect(await set("officer", "rules = '{}'")).toBe("42501")
  const worker = (sql: string) => refusal(asWorker(here.house, "test", null, ({ db }) => db.execute(sql)))
  expect(await worker(`update sweeps set state = 'approved' where id = '${id}'`)).toBe("UK023")
  const swept = (status: string, categories: string) =>
    `insert into request_parts (id, request_id, subject_id, right_code, kind, scope, profile_id, edition_id, data_map_id,
      calendar_id, status, received_at, due_at, due_on, due_steps)
     select gen_random_uuid(), r.id, r.subject_id, 'erasure', 'operation',
      jsonb_build_object('right', 'erasure', 'categories', '${categories}'::jsonb, 'swept',
        jsonb_build_object('sweep', s.id, 'asOf', s.as_of)),
      s.profile_id, s.edition_id, s.data_map_id, s.calendar_id, '${status}', now(), now(), current_date, '[]'
     from sweeps s, (select id, subject_id from requests limit 1) r where s.id = '${id}'`
  await here.owner.query(
    "insert into requests (id, number, subject_id, channel, language, received_at) values ($1, 'x', $2, 'system', 'ky', now())",
    [randomUUID(), await subject(3)],
  )
  expect(await refusal(by("officer", ({ db }) => db.execute(swept("received", '["email"]'))))).toBe("UK023")
  expect(await worker(swept("received", '["email"]'))).toBe("UK023")
  await agreed(id)
  expect(await worker(swept("received", '["email", "payments"]'))).toBe("UK023")
  expect(await worker(swept("fulfilling", '["email"]'))).toBe("UK023")
  await here.owner.query("delete from requests where number = 'x'")
  await here.owner.query("update sweeps set state = 'dropped' where id = $1", [id])
})

it("what was agreed is erased and certified, person by person; held or changed since is not, and nobody is done twice", async () => {
  const id = await searched(["consent_term"])
  await here.owner.query(
    "insert into holds (subject_id, ground, set_by, review_on) values ($1, 'LEGAL_HOLD', $2, current_date + 30)",
    [await subject(2), (await here.staff("officer")).actor.accountId],
  )
  const stranger = (await people(id)).find((each) => each.subject === null)
  expect(stranger?.key).toBeInstanceOf(Buffer)
  await here.lender.query(
    "update core.contact_persons set phone = '+996700999999' where customer_id = (select customer_id from core.customers where mobile_phone = '+996555000003')",
  )
  await agreed(id)
  await Promise.all([carrySweep(here.house, id), carrySweep(here.house, id)])
  await carrySweep(here.house, id)
  expect((await rowOf(id)).state).toBe("carried")
  const all = await people(id)
  const mine = (of: string) => all.filter((each) => each.subject === of)
  expect(mine(await subject(2))).toMatchObject([{ state: "left", why: "hold", part: null }])
  const [changed] = mine(await subject(3))
  expect(await partOf(changed?.part ?? "")).toMatchObject({ status: "received" })
  const running = all.filter(({ state, part }) => state === "opened" && part !== changed?.part)
  expect(running.length).toBeGreaterThan(1)
  for (const { part } of running) {
    await fulfilPart(here.house, part)
    expect(await partOf(part)).toMatchObject({ status: "fulfilled" })
  }
  expect(all.every(({ key }) => key === null)).toBe(true)
  const told = await here.owner.query(
    "select template, count(*)::int as n from outbox where template = 'swept' group by 1",
  )
  expect(told.rows).toEqual([{ template: "swept", n: running.length + 1 }])
  expect(await contacts(2)).toBeGreaterThan(0)
  expect(await by("auditor", (ctx) => progressOf(ctx, id))).toMatchObject({
    toCome: 0,
    left: [{ why: "hold", people: 1 }],
    parts: [
      { status: "fulfilled", people: running.length },
      { status: "received", people: 1 },
    ],
  })

  const person = await here.borrower(3)
  const seen = { part: changed?.part ?? "", version: 1 }
  const cancel = asSigned(here.house, person, randomUUID(), (ctx) => cancelRequest(ctx, seen))
  expect(await refusal(cancel)).toBe("not_allowed_now")
  const proposed = await proposeFor(here, { id: seen.part, version: 1, status: "received" })
  await approve(here, proposed)
  await fulfilPart(here.house, seen.part)
  expect(await partOf(seen.part)).toMatchObject({ status: "fulfilled" })
  expect(await contacts(3)).toBe(0)
  const { rows } = await here.owner.query(
    "select id from letters where part_id = $1 and kind = 'certificate'",
    [seen.part],
  )
  const letter = await asSigned(here.house, person, randomUUID(), (ctx) => openLetter(ctx, rows[0].id))
  expect(letterText(letter?.letter ?? noLetter())).toContain("Сактоо мөөнөтү бүткөн")
})
