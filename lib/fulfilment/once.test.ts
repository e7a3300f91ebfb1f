import { afterAll, beforeAll, expect, it } from "vitest"
import { around } from "@/lib/fulfilment/around.fixture"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { SourceUnreachable } from "@/lib/sources/failures"
import { approve, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
  await here.lender.query(`
    create table core.deleted (contact text);
    create function core.note_deleted() returns trigger language plpgsql security definer as $$
      begin insert into core.deleted values (md5(old::text)); return old; end $$;
    create trigger note_deleted before delete on core.contact_persons for each row execute function core.note_deleted()`)
})
afterAll(() => here?.close())

const changing = (applyAll: Parameters<typeof around>[2]["applyAll"]) =>
  around(here.house, "lender", { applyAll })

const contactsOf = async (n: number) =>
  (
    await here.lender.query(
      "select 1 from core.contact_persons where customer_id = (select customer_id from core.customers where mobile_phone = $1)",
      [`+99655500000${n}`],
    )
  ).rowCount

/** What a part left: its state, its operations, its certificates, and how often each row was deleted. */
async function left(id: string) {
  const { rows: operations } = await here.owner.query<{ state: string; n: number }>(
    "select state, count(*)::int as n from plan_operations where part_id = $1 and phase = 'now' and plan_id = (select id from plans where part_id = $1 order by version desc limit 1) group by 1",
    [id],
  )
  const { rows: deleted } = await here.lender.query(
    "select 1 from core.deleted group by contact having count(*) > 1",
  )
  const { rowCount: certificates } = await here.owner.query("select 1 from certificates where part_id = $1", [
    id,
  ])
  const { status } = await partRow(here, id)
  return { status, states: operations.map(({ state }) => state), certificates, twice: deleted.length }
}

const ONCE = { status: "fulfilled", states: ["verified"], certificates: 1, twice: 0 }

const approved = async (n: 1 | 2 | 3) => {
  const part = await signLetter(here, n, { right: "erasure", categories: ["contact_persons"] })
  await approve(here, await proposeFor(here, part))
  return part
}

it("a worker that dies after the source committed, before anything was marked, leaves the next one nothing to do twice", async () => {
  const part = await approved(3)
  const rows = await contactsOf(3)
  expect(rows).toBeGreaterThan(0)
  const dead = new Promise<void>((committed) => {
    const house = changing(async (apply) => {
      await apply()
      committed()
      return new Promise(() => undefined)
    })
    void fulfilPart(house, part.id)
  })
  await dead
  expect(await contactsOf(3)).toBe(0)
  expect(await left(part.id)).toEqual({
    status: "fulfilling",
    states: ["planned"],
    certificates: 0,
    twice: 0,
  })
  await fulfilPart(here.house, part.id)
  await fulfilPart(here.house, part.id)
  expect(await left(part.id)).toEqual(ONCE)
})

it("a change whose answer was lost is found done, by two workers that are given the same job at once", async () => {
  const part = await approved(2)
  const lost = changing(async (apply) => {
    await apply()
    throw new SourceUnreachable("lender", "does not answer")
  })
  await expect(fulfilPart(lost, part.id)).rejects.toThrow(SourceUnreachable)
  expect(await contactsOf(2)).toBe(0)
  expect(await left(part.id)).toMatchObject({ status: "fulfilling", certificates: 0 })
  const both = await Promise.allSettled([fulfilPart(here.house, part.id), fulfilPart(here.house, part.id)])
  expect(both.map(({ status }) => status)).toContain("fulfilled")
  expect(await left(part.id)).toEqual(ONCE)
})

it("two workers that come to the same change at the same moment make it once, and seal one certificate", async () => {
  const part = await approved(1)
  const waiting: (() => void)[] = []
  const house = changing(async (apply) => {
    await new Promise<void>((go) => {
      waiting.push(go)
      if (waiting.length === 2) for (const each of waiting) each()
    })
    return apply()
  })
  await Promise.allSettled([fulfilPart(house, part.id), fulfilPart(house, part.id)])
  expect(waiting).toHaveLength(2)
  await fulfilPart(here.house, part.id)
  expect(await contactsOf(1)).toBe(0)
  expect(await left(part.id)).toEqual(ONCE)
})
