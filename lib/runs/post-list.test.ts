import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { asSigned } from "@/lib/context"
import { openRun, sealKeys } from "@/lib/notices/runs"
import { inForce } from "@/lib/policy/editions"
import { makePostList, markPosted, takePostList } from "@/lib/runs/post-list"
import { runPage } from "@/lib/runs/run-page"
import { workRun } from "@/lib/runs/work"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment
let customers: { id: string; name: string }[]

beforeAll(async () => {
  here = await testDeployment()
  const { rows } = await here.lender.query<{ id: string; name: string }>(
    "select customer_id::text as id, last_name as name from core.customers order by customer_id limit 4",
  )
  customers = rows
})
afterAll(() => here?.close())

const words = { number: "№", name: "Имя", address: "Адрес", language: "Язык", reason: "Отправка почтой" }

async function postedRun(): Promise<string> {
  const keys = customers.map(({ id }) => id)
  await here.lender.query(
    "update core.customers set mobile_phone = null, email = null where customer_id = any($1)",
    [keys],
  )
  const audience = {
    held: {
      ...{ sources: ["lender"], categories: ["name"], from: null, to: null },
      keys: sealKeys(here.house.vault, keys),
    },
  }
  const run = await asSigned(here.house, await here.staff("officer"), "test", async (ctx) =>
    openRun(ctx, (await inForce(ctx.db)).policy, {
      ...{ kind: "edition", object: randomUUID(), template: "breach", rule: "breach", audience },
      parameters: { path: "/cabinet", number: "1", date: "23.11.2026" },
    }),
  )
  await workRun(here.house, run)
  return run
}

it("whom nothing reached stands on a list for post: names and addresses for an officer alone, each seen on record, marked once", async () => {
  const run = await postedRun()
  const officer = await here.staff("officer")
  const as = <T>(work: Parameters<typeof asSigned<typeof officer.actor, T>>[3]) =>
    asSigned(here.house, officer, "test", work)
  const { counts } = await as((ctx) => runPage(ctx, run, null))
  const onPost = counts.post
  expect(onPost + counts.sms).toBe(customers.length)
  expect(onPost).toBeGreaterThan(0)
  await as((ctx) => makePostList(ctx, run))
  await expect(as((ctx) => makePostList(ctx, run))).rejects.toThrow("nothing_to_list")

  const { rows: before } = await here.owner.query("select 1 from views")
  const { bytes } = await takePostList(here.house, officer, { run, list: 1, words })
  const lines = bytes.toString().trim().split("\r\n")
  expect(lines).toHaveLength(onPost + 1)
  const named = customers.filter(({ name }) => lines.some((line) => line.includes(name)))
  expect(named.length).toBeGreaterThan(0)
  // An address stands beside a name: street and house after the postal code.
  expect(lines.slice(1).some((line) => /","[^"]+, [^"]+, /.test(line))).toBe(true)
  const { rows: after } = await here.owner.query("select 1 from views")
  const { rows: known } = await here.owner.query(
    "select 1 from run_people where run_id = $1 and state = 'post' and subject_id is not null",
    [run],
  )
  expect(after.length - before.length).toBe(known.length)
  for (const who of ["admin", "auditor", "approver"] as const)
    await expect(takePostList(here.house, await here.staff(who), { run, list: 1, words })).rejects.toThrow(
      "forbidden",
    )
  await expect(takePostList(here.house, officer, { run, list: 2, words })).rejects.toThrow("not_found")

  await as((ctx) => markPosted(ctx, run, 1))
  await expect(as((ctx) => markPosted(ctx, run, 1))).rejects.toThrow("not_found")
  const { counts: then, lists, log } = await as((ctx) => runPage(ctx, run, null))
  expect(then.posted).toBe(onPost)
  expect(lists).toEqual([{ list: 1, people: onPost, posted: onPost }])
  expect(log.filter(({ outcome }) => outcome === "posted")).toHaveLength(onPost)
})
