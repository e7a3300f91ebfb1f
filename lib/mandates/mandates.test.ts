import { randomUUID } from "node:crypto"
import type pg from "pg"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Signed, SubjectActor } from "@/lib/context"
import { wakePart } from "@/lib/fulfilment/wake"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { objectToMandate, revokeMandate } from "@/lib/mandates/end-mandate"
import { actFor, powerOfAttorney, register } from "@/lib/mandates/mandate.fixture"
import { prepareMandate } from "@/lib/mandates/register-mandate"
import { findPeople } from "@/lib/oversight/find-people"
import { addFound, seekPerson } from "@/lib/people/add-person"
import { mandatesOf, myMandates } from "@/lib/people/mandates"
import { whoIs } from "@/lib/people/sessions"
import { may } from "@/lib/permissions"
import { askedBefore } from "@/lib/requests/asked-before"
import { closeObjected } from "@/lib/requests/close-objected"
import { answerQuestion, cancelRequest } from "@/lib/requests/handle"
import { myRequest } from "@/lib/requests/my-request"
import { prepareRequest } from "@/lib/requests/prepare"
import { prepareWords } from "@/lib/requests/prepare-words"
import { listMyRequests } from "@/lib/requests/queries"
import { readyToSign, signRequest } from "@/lib/requests/sign"
import { approve, as, partRow, proposeFor, signAs } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { fieldsOf } from "@/lib/testing/faults.fixture"
import { noDay, typedAs } from "@/lib/testing/typed.fixture"

const HOLDER = "+996555000002"
const PASSWORD = "demo-borrower-2"
const erasure = { right: "erasure" as const, categories: ["contact_persons"] }

let here: TestDeployment
let person: Signed<SubjectActor>
let holder: Signed<SubjectActor>

beforeAll(async () => {
  here = await testDeployment()
  person = await here.borrower(1)
  holder = await here.borrower(2)
})
afterAll(() => here?.close())

const registered = (other: Parameters<typeof powerOfAttorney>[2] = {}) =>
  register(here, powerOfAttorney(person.actor.subjectId, HOLDER, other))

/** Runs statements as the person's role with a session's token, past all our code. */
async function raw<T>(token: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await here.house.pools.subject.connect()
  try {
    await client.query("begin")
    await client.query("select set_config('ukuk.token', $1, true)", [token])
    const result = await work(client)
    await client.query("commit")
    return result
  } catch (error) {
    await client.query("rollback")
    throw error
  } finally {
    client.release()
  }
}

const told = async (template: string) =>
  (await here.owner.query("select 1 from outbox where template = $1", [template])).rowCount

describe("an authority", () => {
  it("is registered from its paper, and what is wrong with it stands beside its field", async () => {
    const officer = await here.staff("officer")
    const refused = (other: Parameters<typeof powerOfAttorney>[2]) =>
      fieldsOf(prepareMandate(here.house, officer, powerOfAttorney(person.actor.subjectId, HOLDER, other)))
    expect(
      await refused({
        kind: "",
        name: " ",
        contact: "12",
        proof: "",
        rights: [],
        starts: noDay,
        evidence: null,
      }),
    ).toEqual({
      kind: { code: "choose_one" },
      name: { code: "required" },
      contact: { code: "contact_shape" },
      proof: { code: "choose_one" },
      rights: { code: "choose_one" },
      starts: { code: "required" },
      evidence: { code: "scan_needed" },
    })
    // The policy gives heirs and guardians nothing; nobody acts for a child here.
    expect(await refused({ kind: "heir" })).toEqual({ kind: { code: "no_right_for_kind" } })
    expect(await refused({ ends: typedAs("2026-01-31") })).toEqual({ ends: { code: "ends_before_start" } })
    expect(await refused({ ends: typedAs("2026-03-01") })).toEqual({
      ends: { code: "authority_over", values: { date: "01.03.2026" } },
    })
    expect(await refused({ rights: ["erasure", "child_data"] })).toEqual({
      rights: { code: "right_not_for_kind" },
    })
    await expect(
      register(here, powerOfAttorney(person.actor.subjectId, "+996555000001")),
    ).rejects.toMatchObject({
      fields: { contact: { code: "holder_is_person" } },
    })
    const id = await registered({ rights: ["erasure"] })
    const [mandate] = await as(here, person, (ctx) => mandatesOf(ctx, person.actor.subjectId))
    expect(mandate).toMatchObject({ id, kind: "representative", rights: ["erasure"], state: "live" })
    expect(mandate?.accountId).toBe(holder.actor.accountId)
    expect([await told("mandate_registered"), await told("mandate_given")]).toEqual([1, 1])
    // Another customer sees nothing of it, and an approver registers none.
    const other = await here.borrower(3)
    expect(await as(here, other, (ctx) => mandatesOf(ctx, person.actor.subjectId))).toEqual([])
    const approver = await here.staff("approver")
    await expect(
      prepareMandate(here.house, approver, powerOfAttorney(person.actor.subjectId, HOLDER)),
    ).rejects.toThrow("forbidden")
    const ended = await here.staff("officer")
    await as(here, ended, (ctx) => revokeMandate(ctx, person.actor.subjectId, id))
    expect(await told("mandate_ended")).toBe(2)
  })

  it("lets its holder ask for what it covers, in the person's name, until the person objects", async () => {
    const id = await registered({ rights: ["erasure", "withdrawal"] })
    const acting = await actFor(here, await here.borrower(2), id)
    expect(acting.actor).toMatchObject({
      accountId: holder.actor.accountId,
      subjectId: person.actor.subjectId,
      mandate: { id, kind: "representative", rights: ["erasure", "withdrawal"] },
    })
    expect([may(acting.actor, "contact.change"), may(acting.actor, "mandate.object")]).toEqual([false, false])

    await expect(
      prepareRequest(here.house, acting, { right: "restriction", categories: ["income"] }),
    ).rejects.toThrow("right_not_in_scope")
    await expect(
      prepareWords(here.house, acting, { right: "question", about: [], words: "Суроо" }),
    ).rejects.toThrow("not_found")
    // What the person asked themselves does not begin a form of whoever acts for them.
    const theirs = await signAs(here, person, "demo-borrower-1", { right: "erasure", categories: ["email"] })
    expect(await as(here, person, (ctx) => askedBefore(ctx, theirs.id))).toMatchObject({ words: "" })
    expect(await as(here, acting, (ctx) => askedBefore(ctx, theirs.id))).toBeNull()
    await as(here, person, (ctx) => cancelRequest(ctx, { part: theirs.id, version: theirs.version }))
    const part = await signAs(here, acting, PASSWORD, erasure)

    const { rows } = await here.owner.query(
      "select asked_by, mandate_id, requester_id, subject_id from requests where id = $1",
      [part.requestId],
    )
    expect(rows).toEqual([
      {
        asked_by: "representative",
        mandate_id: id,
        requester_id: holder.actor.accountId,
        subject_id: person.actor.subjectId,
      },
    ])
    const events = await here.owner.query("select actor_kind from part_events where part_id = $1", [part.id])
    expect(events.rows).toEqual([{ actor_kind: "representative" }])
    const letters = await here.owner.query("select id from letters where part_id = $1", [part.id])
    const letter = await as(here, person, (ctx) => openLetter(ctx, letters.rows[0].id))
    const text = letter ? letterText(letter.letter) : ""
    expect(text).toContain("Өкүлү: Өкүлов Өкүл (ишеним кат № 12-А, 2026-жылдын 1-февралы, берген: Нотариус)")
    expect(text).toContain("төмөнкү жактын атынан")
    expect(await told("received")).toBe(3)

    // The person sees it in their own cabinet, and who asked; the holder sees it only while acting.
    const [mine] = await as(here, person, listMyRequests)
    expect(mine).toMatchObject({ number: part.number, mandateId: id })
    expect(await as(here, acting, (ctx) => myRequest(ctx, part.number))).toMatchObject({
      number: part.number,
    })
    await expect(as(here, holder, (ctx) => myRequest(ctx, part.number))).rejects.toThrow("not_found")

    const officer = await here.staff("officer")
    const proposed = await proposeFor(here, part)
    await as(here, person, (ctx) => objectToMandate(ctx, id))
    await as(here, person, (ctx) => objectToMandate(ctx, id))
    await expect(prepareRequest(here.house, acting, erasure)).rejects.toThrow("authority_ended")
    expect(await whoIs(here.house, acting.token)).toMatchObject({ is: "holder", holder: { over: id } })
    await expect(approve(here, proposed)).rejects.toThrow("authority_objected")
    expect((await partRow(here, part.id)).status).toBe("proposed")
    const seen = { part: part.id, version: proposed.version }
    await as(here, officer, (ctx) => closeObjected(ctx, seen))
    expect((await partRow(here, part.id)).status).toBe("cancelled")
    const own = await signAs(here, person, "demo-borrower-1", erasure)
    await expect(
      as(here, officer, (ctx) => closeObjected(ctx, { part: own.id, version: own.version })),
    ).rejects.toThrow("not_allowed_now")
    await as(here, person, (ctx) => cancelRequest(ctx, { part: own.id, version: own.version }))
  })

  it("that ends between reading and signing signs nothing", async () => {
    const id = await registered()
    const acting = await actFor(here, await here.borrower(2), id)
    const intent = await prepareRequest(here.house, acting, erasure)
    // The person cannot sign what somebody else prepared for them.
    await expect(readyToSign(here.house, person, { intent, password: "demo-borrower-1" })).rejects.toThrow(
      "not_found",
    )
    const ready = await readyToSign(here.house, acting, { intent, password: PASSWORD })
    const before = (await here.owner.query("select count(*)::int as n from requests")).rows[0].n
    const officer = await here.staff("officer")
    await as(here, officer, (ctx) => revokeMandate(ctx, person.actor.subjectId, id))
    await expect(as(here, acting, (ctx) => signRequest(ctx, ready))).rejects.toThrow("authority_ended")
    expect((await here.owner.query("select count(*)::int as n from requests")).rows[0].n).toBe(before)
    const [newest] = await myMandates(here.house, { token: acting.token, accountId: holder.actor.accountId })
    expect(newest).toMatchObject({ id, state: "revoked" })
    // Whose session acts for another does not sign as themselves either, nor the other way round.
    const own = await actFor(here, acting, null)
    expect(own.actor.subjectId).toBe(holder.actor.subjectId)
    await expect(readyToSign(here.house, own, { intent, password: PASSWORD })).rejects.toThrow("not_found")
  })
})

describe("the database, whatever the code says,", () => {
  const insertRequest = (token: string, values: Record<string, string | null>) =>
    raw(token, async (client) => {
      const { rows } = await client.query<{ id: string }>(
        `insert into requests (id, number, subject_id, requester_id, channel, language, received_at, asked_by, mandate_id)
         values ($1::uuid, $1::text, $2, $3, 'cabinet', 'ky', now(), $4, $5) returning id`,
        [randomUUID(), values.subject, values.requester, values.askedBy, values.mandate],
      )
      return rows[0]?.id ?? ""
    })
  const insertPart = (token: string, mandate: string, right: string) =>
    raw(token, async (client) => {
      const request = randomUUID()
      await client.query(
        `insert into requests (id, number, subject_id, requester_id, channel, language, received_at, asked_by, mandate_id)
         values ($1::uuid, $1::text, $2, $3, 'cabinet', 'ky', now(), 'representative', $4)`,
        [request, person.actor.subjectId, holder.actor.accountId, mandate],
      )
      await client.query(
        `insert into request_parts (id, request_id, subject_id, right_code, kind, scope, profile_id, edition_id, data_map_id, calendar_id, status, received_at, due_at, due_on, due_steps)
         select gen_random_uuid(), $1, $2, $3, 'operation', '{}', profile_id, edition_id, data_map_id, calendar_id, 'received', now(), now(), now()::date, '[]'
         from request_parts limit 1`,
        [request, person.actor.subjectId, right],
      )
    })

  it("is told apart in the thread, and what waits goes no further once the person objected", async () => {
    const id = await registered({ rights: ["erasure"] })
    const acting = await actFor(here, await here.borrower(2), id)
    const part = await signAs(here, acting, PASSWORD, erasure)
    await as(here, acting, (ctx) => answerQuestion(ctx, { part: part.id, body: "Өкүлдөн" }))
    await as(here, person, (ctx) => answerQuestion(ctx, { part: part.id, body: "Өзүнөн" }))
    const told = async (who: Signed<SubjectActor>) =>
      (await as(here, who, (ctx) => myRequest(ctx, part.number))).thread.map(({ by, mine }) => [by, mine])
    expect(await told(person)).toEqual([
      ["representative", false],
      ["subject", true],
    ])
    expect(await told(acting)).toEqual([
      ["representative", true],
      ["subject", false],
    ])
    await expect(
      raw(acting.token, (client) =>
        client.query(
          "insert into messages (id, request_id, subject_id, author_kind, author_id, body) values ($1, $2, $3, 'subject', $4, '\\x00')",
          [randomUUID(), part.requestId, person.actor.subjectId, holder.actor.accountId],
        ),
      ),
    ).rejects.toMatchObject({ code: "42501" })

    const wait = (status: string) =>
      here.owner.query(
        `begin; alter table request_parts disable trigger user;
         update request_parts set status = '${status}', deferred_until = now() where id = '${part.id}';
         alter table request_parts enable trigger user; commit`,
      )
    await wait("deferred")
    await as(here, person, (ctx) => objectToMandate(ctx, id))
    await wakePart(here.house, part.id)
    expect((await partRow(here, part.id)).status).toBe("deferred")
    await expect(
      here.owner.query("update request_parts set status = 'fulfilling' where id = $1", [part.id]),
    ).rejects.toMatchObject({ code: "UK005" })
    const { version } = await partRow(here, part.id)
    const officer = await here.staff("officer")
    await as(here, officer, (ctx) => closeObjected(ctx, { part: part.id, version }))
    expect((await partRow(here, part.id)).status).toBe("cancelled")
  })

  it("lets no session claim a capacity or an authority that is not its own", async () => {
    const id = await registered({ rights: ["erasure"] })
    const acting = await actFor(here, await here.borrower(2), id)
    const other = await here.borrower(3)
    const forged = { code: "UK005" }
    const [subject, requester] = [person.actor.subjectId, holder.actor.accountId]
    const mine = { subject, requester, askedBy: "representative", mandate: id }
    expect(await insertRequest(acting.token, mine)).toMatch(/^[0-9a-f-]{36}$/)
    // Another capacity, no authority at all, somebody else's authority, somebody else's account.
    for (const wrong of [
      { askedBy: "guardian" },
      { askedBy: "subject", mandate: null },
      { mandate: randomUUID() },
      { requester: person.actor.accountId },
    ])
      await expect(insertRequest(acting.token, { ...mine, ...wrong })).rejects.toMatchObject(forged)
    await expect(insertRequest(other.token, { ...mine, requester: other.actor.accountId })).rejects.toThrow()
    await expect(
      insertRequest(person.token, { ...mine, requester: person.actor.accountId }),
    ).rejects.toMatchObject(forged)
    await insertPart(acting.token, id, "erasure")
    await expect(insertPart(acting.token, id, "rectification")).rejects.toMatchObject(forged)
    // A right of the mandate that the policy does not give representatives.
    await here.owner.query("update mandates set rights = array['erasure', 'child_data'] where id = $1", [id])
    await expect(insertPart(acting.token, id, "child_data")).rejects.toMatchObject(forged)
    // Nobody acts under an authority of another holder.
    expect(
      (
        await here.house.pools.auth.query("select guard.act_under(sha256(decode($1, 'hex')), $2) as acts", [
          other.token,
          id,
        ])
      ).rows,
    ).toEqual([{ acts: false }])
  })

  it("shows nothing of the person from the day after the last", async () => {
    const id = await registered({ ends: typedAs("2099-01-01") })
    const acting = await actFor(here, await here.borrower(2), id)
    const seen = (token: string) =>
      raw(token, async (client) => {
        const { rows } = await client.query<{ id: string }>("select id from subjects")
        return rows.map((row) => row.id)
      })
    expect(await seen(acting.token)).toEqual([person.actor.subjectId])
    await here.owner.query(
      "update mandates set starts_on = '2020-01-01', ends_on = guard.day_of(now()) - 1 where id = $1",
      [id],
    )
    expect(await seen(acting.token)).toEqual([])
    await expect(insertPart(acting.token, id, "erasure")).rejects.toThrow()
    await here.owner.query("update mandates set ends_on = guard.day_of(now()) where id = $1", [id])
    expect(await seen(acting.token)).toEqual([person.actor.subjectId])
    // The holder cannot end, change or revive it; nor can the person revive what they ended.
    const change = (token: string, set: string) =>
      raw(token, async (client) => {
        const { rowCount } = await client.query(`update mandates set ${set} where id = '${id}'`)
        return rowCount
      })
    const objected = "ended_at = now(), ended_why = 'objected'"
    expect(await change(acting.token, objected)).toBe(0)
    await expect(change(person.token, "ended_at = now(), ended_why = 'revoked'")).rejects.toThrow()
    expect(await change(person.token, objected)).toBe(1)
    await expect(change(person.token, "ended_at = null")).rejects.toThrow()
    expect(await seen(acting.token)).toEqual([])
  })
})

it("a client who never signed up is found in the systems by PIN or number, and is one person however often", async () => {
  const desk = await here.staff("officer")
  const seek = (by: string, value: string) =>
    seekPerson(here.house, desk, { by, value, reason: "asks at the desk" })
  const found = await seek("pin", "2150519 9000004")
  const id = await as(here, desk, (ctx) => addFound(ctx, found))
  expect(await as(here, desk, (ctx) => addFound(ctx, found))).toBe(id)
  const number = found?.knownAs.find(({ source }) => source === "lender")?.value ?? ""
  const again = await seek("customer", number)
  expect(await as(here, desk, (ctx) => addFound(ctx, again))).toBe(id)
  expect(await as(here, desk, (ctx) => findPeople(ctx, "+996 555 000 004"))).toEqual([id])
  const { rows } = await here.owner.query(
    "select distinct proof_level from source_identities where subject_id = $1",
    [id],
  )
  expect(rows).toEqual([{ proof_level: 3 }])
  const approver = await here.staff("approver")
  await expect(as(here, approver, (ctx) => addFound(ctx, found))).rejects.toThrow("forbidden")
})
