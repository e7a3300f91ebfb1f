import { afterAll, beforeAll, expect, it } from "vitest"
import { around } from "@/lib/fulfilment/around.fixture"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { rehearsePart, verdictOf } from "@/lib/fulfilment/rehearse"
import { SourceUnreachable } from "@/lib/sources/failures"
import { stopSource } from "@/lib/sources/resilience/stops"
import { approve, as, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

const OF = (n: number) =>
  `customer_id = (select customer_id from core.customers where mobile_phone = '+99655500000${n}')`
const contactsOf = async (n: number) =>
  (await here.lender.query(`select * from core.contact_persons where ${OF(n)} order by 1`)).rows

const approved = async (n: 1 | 2 | 3) => {
  const part = await signLetter(here, n, { right: "erasure", categories: ["contact_persons"] })
  await approve(here, await proposeFor(here, part))
  return part
}

/** All the portal says of a part's work. */
const kept = async (id: string) =>
  (
    await here.owner.query(
      "select p.status, p.version, o.state, o.done_at, (select count(*) from certificates where part_id = p.id) from request_parts p join plan_operations o on o.part_id = p.id where p.id = $1 order by o.id",
      [id],
    )
  ).rows

it("a dry run says what would be done in the source, changes nothing there or here, and says when it would not go through", async () => {
  const part = await approved(3)
  const [rows, before] = [await contactsOf(3), await kept(part.id)]
  expect(rows.length).toBeGreaterThan(0)
  const dry = await rehearsePart(here.house, part.id)
  expect(dry).toMatchObject({ right: "erasure", status: "fulfilling", stop: null, done: 0 })
  expect(dry.sources).toMatchObject([
    {
      source: "lender",
      is: "tried",
      cause: null,
      steps: [
        {
          place: "core.contact_persons",
          operation: "erase",
          would: "done",
          rows: rows.length,
          promised: "gone",
        },
      ],
    },
  ])
  expect(verdictOf(dry)).toBe("through")
  for (const value of Object.values(rows[0] ?? {}))
    if (typeof value === "string" && value.length > 4) expect(JSON.stringify(dry)).not.toContain(value)
  expect([await contactsOf(3), await kept(part.id)]).toEqual([rows, before])

  await here.lender.query(`update core.contact_persons set full_name = full_name || ' x' where ${OF(3)}`)
  const late = await rehearsePart(here.house, part.id)
  expect(late.sources).toMatchObject([{ is: "changed", steps: [{ would: "changed" }] }])
  expect([verdictOf(late), await kept(part.id)]).toEqual(["not", before])
  const read = await rehearsePart(around(here.house, "lender", { rehearseAll: null }), part.id)
  expect(read.sources).toMatchObject([{ is: "changed", steps: [{ would: "changed", rows: null }] }])
  expect(verdictOf(read)).toBe("not")
})

it("what was done already is said to be so; of what cannot be taken back it is not known, and while writing is stopped nothing goes through", async () => {
  const part = await approved(2)
  const mute = around(here.house, "lender", { rehearseAll: null })
  const unknown = await rehearsePart(mute, part.id)
  expect(unknown.sources).toMatchObject([{ is: "untried", steps: [{ would: null, rows: null }] }])
  expect(verdictOf(unknown)).toBe("not_known")
  const silent = around(here.house, "lender", {
    rehearseAll: null,
    ping: () => Promise.reject(new SourceUnreachable("lender", "does not answer")),
  })
  const away = await rehearsePart(silent, part.id)
  expect(away.sources).toMatchObject([{ is: "failed", cause: "SourceUnreachable" }])
  expect(verdictOf(away)).toBe("not")
  const lost = around(here.house, "lender", {
    applyAll: async (work) => {
      await work()
      throw new SourceUnreachable("lender", "does not answer")
    },
  })
  await expect(fulfilPart(lost, part.id)).rejects.toThrow(SourceUnreachable)
  const again = await rehearsePart(here.house, part.id)
  expect(again.sources).toMatchObject([{ is: "tried", steps: [{ would: "already" }] }])
  const read = await rehearsePart(mute, part.id)
  expect(read.sources).toMatchObject([{ is: "untried", steps: [{ would: "already" }] }])
  expect(verdictOf(read)).toBe("through")
  const administrator = await here.staff("admin")
  await as(here, administrator, (ctx) =>
    stopSource(ctx, { source: "lender", reason: "A release went wrong" }),
  )
  for (const house of [here.house, mute]) {
    const stopped = await rehearsePart(house, part.id)
    expect(stopped.sources).toMatchObject([{ is: "failed", cause: "SourceStopped" }])
    expect(verdictOf(stopped)).toBe("not")
  }
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilling" })
})
