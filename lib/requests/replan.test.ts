import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import type { Signed, StaffActor } from "@/lib/context"
import { Conflict, Forbidden, NotAllowedNow } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { stallPart } from "@/lib/fulfilment/stall"
import { inForce } from "@/lib/policy/editions"
import { category, textIn } from "@/lib/policy/lookup"
import { resumeFulfilment } from "@/lib/requests/approve"
import { findCase } from "@/lib/requests/case"
import { caseLetters } from "@/lib/requests/case-file"
import { replanPart } from "@/lib/requests/replan"
import { approve, as, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment
let officer: Signed<StaffActor>

beforeAll(async () => {
  here = await testDeployment()
  officer = await here.staff("officer")
})
afterAll(() => here?.close())

// Each story has the person to itself.
beforeEach(async () => {
  await here.owner.query("alter table request_parts disable trigger user")
  await here.owner.query("update request_parts set status = 'cancelled' where status <> 'fulfilled'")
  await here.owner.query("alter table request_parts enable trigger user")
})

const seen = async (part: { id: string }) => ({
  part: part.id,
  version: (await partRow(here, part.id)).version,
})

const rowOf = async (part: { id: string }) => ({ id: part.id, ...(await partRow(here, part.id)) })

const states = async (part: { id: string }, category: string) =>
  (
    await here.owner.query<{ state: string }>(
      "select distinct o.state from plan_operations o join plans p on p.id = o.plan_id where o.part_id = $1 and o.category = $2 and p.version = (select max(version) from plans where part_id = $1)",
      [part.id, category],
    )
  ).rows.map(({ state }) => state)

async function approved(n: 1 | 2 | 3, ...categories: string[]) {
  const part = await signLetter(here, n, { right: "erasure", categories })
  await approve(here, await proposeFor(here, part))
  return part
}

it("an officer takes a stalled part back to be planned anew; nobody else does, and no other part", async () => {
  const part = await approved(3, "email")
  const replan = (who: Signed<StaffActor>, at: { part: string; version: number }) =>
    as(here, who, (ctx) => replanPart(ctx, at))
  await expect(replan(officer, await seen(part))).rejects.toThrow(NotAllowedNow)
  await stallPart(here.house, part.id, "SourceUnreachable")
  for (const who of ["approver", "steward", "admin", "auditor"] as const)
    await expect(replan(await here.staff(who), await seen(part))).rejects.toThrow(Forbidden)
  await expect(replan(officer, { part: part.id, version: 1 })).rejects.toThrow(Conflict)

  expect(await replan(officer, await seen(part))).toMatchObject({ status: "working" })
  expect(await partRow(here, part.id)).toMatchObject({ status: "working", stall_cause: null })
  expect(await states(part, "email")).toEqual(["superseded"])
  await approve(here, await proposeFor(here, await rowOf(part)))
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
})

it("what was found as promised before a stall is marked as done, and trying again goes on with the rest", async () => {
  await here.lender.query(`
    create function core.come_back() returns trigger language plpgsql as
      $$ begin insert into core.contact_persons select old.*; return null; end $$;
    create trigger come_back after delete on core.contact_persons for each row execute function core.come_back();
    alter function core.come_back() security definer`)
  const part = await approved(3, "contact_persons", "workplace")
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "stalled", stall_cause: "verification" })
  expect(await states(part, "workplace")).toEqual(["done"])
  expect(await states(part, "contact_persons")).toEqual(["planned"])

  await here.lender.query("drop trigger come_back on core.contact_persons")
  const approver = await here.staff("approver")
  const at = await seen(part)
  await expect(as(here, approver, (ctx) => resumeFulfilment(ctx, at))).rejects.toThrow(Forbidden)
  officer = await here.staff("officer")
  await as(here, officer, (ctx) => resumeFulfilment(ctx, at))
  await expect(as(here, officer, (ctx) => resumeFulfilment(ctx, at))).rejects.toThrow(Conflict)
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  for (const category of ["workplace", "contact_persons"])
    expect(await states(part, category)).toEqual(["verified"])
})

it("what was done under a plan that was given up is told in the certificate of the next", async () => {
  await here.lender.query(
    "create trigger come_back after delete on core.contact_persons for each row execute function core.come_back()",
  )
  const part = await approved(2, "contact_persons", "browser", "cookies", "ip_address")
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "stalled", stall_cause: "verification" })
  await here.lender.query("drop trigger come_back on core.contact_persons")
  officer = await here.staff("officer")
  const at = await seen(part)
  await as(here, officer, (ctx) => replanPart(ctx, at))
  await approve(here, await proposeFor(here, await rowOf(part)))
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })

  const text = await as(here, await here.staff("officer"), async (ctx) => {
    const { rows } = await here.owner.query(
      "select number from requests where id = (select request_id from request_parts where id = $1)",
      [part.id],
    )
    const letters = await caseLetters(ctx, await findCase(ctx, rows[0]?.number))
    return letters.find(({ kind }) => kind === "certificate")?.text ?? ""
  })
  const { policy } = await inForce(drizzle(here.owner))
  for (const code of ["browser", "contact_persons"])
    expect(text).toMatch(new RegExp(`^${textIn(category(policy, code).title, "ky")} \\| `, "m"))
  const { rows } = await here.owner.query(
    "select distinct state from plan_operations where part_id = $1 and category = 'browser' and operation = 'erase' and state not in ('superseded')",
    [part.id],
  )
  expect(rows).toEqual([{ state: "verified" }])
})
