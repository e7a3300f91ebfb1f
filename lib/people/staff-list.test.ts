import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, it } from "vitest"
import type { Signed, StaffActor } from "@/lib/context"
import { Forbidden, NotFound } from "@/lib/errors"
import { readInvitation } from "@/lib/people/invitations"
import { type EnteredColleague, inviteColleague } from "@/lib/people/invite-colleague"
import { whoIs } from "@/lib/people/sessions"
import { shutOut } from "@/lib/people/shut-out"
import { listStaff } from "@/lib/people/staff-list"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { takePart } from "@/lib/requests/handle"
import { faultsOf } from "@/lib/testing/faults.fixture"

let world: World
let administrator: Signed<StaffActor>
let auditor: Signed<StaffActor>
let officer: Signed<StaffActor>

beforeAll(async () => {
  world = await openWorld(10)
  administrator = await world.colleague("administrator", "Demo administrator")
  auditor = await world.colleague("auditor", "Demo auditor")
  officer = await world.colleague("officer", "Demo officer")
})
afterAll(() => world?.end())

const entered = (change: Partial<EnteredColleague> = {}): EnteredColleague => ({
  ...{
    email: "new@demo.example",
    role: "approver",
    name: "Demo outsider",
    unit: "Law office",
    outside: true,
  },
  ...change,
})
const invite = (change: Partial<EnteredColleague> = {}, who = administrator) =>
  world.as(who, (ctx) => inviteColleague(ctx, entered(change)))

it("an administrator invites by a link for one use, and says beside the field what cannot be", async () => {
  const faults = (change: Partial<EnteredColleague>) => faultsOf(invite(change))
  expect(await faults({ email: "", role: "boss", name: " ", unit: "x".repeat(101) })).toEqual({
    ...{ email: "required", role: "choose_one", name: "required", unit: "too_long" },
  })
  expect(await faults({ email: "nobody" })).toEqual({ email: "email_shape" })
  expect(await faults({ role: "officer" })).toEqual({ outside: "outside_approves" })
  const hash = world.house.vault.hash("email", "taken@demo.example")
  await world.owner.query(
    "insert into account_logins (account_id, kind, hash, value) values ($1, 'email', $2, $2)",
    [officer.actor.accountId, hash],
  )
  expect(await faults({ email: "Taken@demo.example" })).toEqual({ email: "contact_taken" })
  for (const who of [officer, auditor]) await expect(invite({}, who)).rejects.toThrow(Forbidden)

  const token = await invite()
  expect(await readInvitation(world.house, token)).toMatchObject({
    email: "new@demo.example",
    role: "approver",
  })
  expect((await world.as(auditor, listStaff)).invited).toMatchObject([
    { name: "Demo outsider", outside: true },
  ])
  const { rows } = await world.owner.query(
    "select convert_from(leaf, 'UTF8')::json as leaf from ledger_inbox",
  )
  expect(rows.filter(({ leaf }) => leaf.act === "staff.invited")).toMatchObject([{ leaf: { subject: null } }])
  const accepted = await world.owner.query(
    "select guard.accept_invitation(token_hash, '\\x00', 1, null) as done from staff_invitations",
  )
  expect(accepted.rows).toEqual([{ done: true }])
  const { colleagues, invited } = await world.as(auditor, listStaff)
  expect(invited).toEqual([])
  expect(colleagues.find(({ name }) => name === "Demo outsider")).toMatchObject({
    role: "approver",
    outside: true,
  })
})

it("the list says who was last seen when, to administrators and auditors alone", async () => {
  const { colleagues } = await world.as(administrator, listStaff)
  expect(colleagues.find(({ name }) => name === "Demo officer")).toMatchObject({
    ...{ role: "officer", unit: "demo", outside: false, disabledAt: null, seenAt: expect.any(Date) },
  })
  await expect(world.as(officer, listStaff)).rejects.toThrow(Forbidden)
  const seen = (who: Signed<StaffActor>) =>
    world.as(who, async (ctx) => (await ctx.db.execute(sql`select * from guard.staff_seen()`)).rows.length)
  expect(await seen(officer)).toBe(0)
  expect(await seen(auditor)).toBeGreaterThan(2)
})

it("shut out is at once: no session counts, what was taken is free, the address may be invited anew", async () => {
  const asked = await world.ask(await world.borrower("+996555000001"), {
    right: "erasure",
    categories: ["email"],
  })
  await world.as(officer, (ctx) => takePart(ctx, { part: asked.id, version: asked.version }))
  const id = officer.actor.accountId
  const out = (who: Signed<StaffActor>, whom: string) => world.as(who, (ctx) => shutOut(ctx, whom))
  await expect(out(auditor, id)).rejects.toThrow(Forbidden)
  await expect(out(administrator, administrator.actor.accountId)).rejects.toMatchObject({
    code: "not_oneself",
  })
  const byHand = world.as(auditor, (ctx) => ctx.db.execute(sql`select guard.shut_out(${id}::uuid)`))
  await expect(byHand).rejects.toMatchObject({ code: "UK014" })
  expect(await whoIs(world.house, officer.token)).toMatchObject({ is: "actor" })

  await out(administrator, id)
  expect(await whoIs(world.house, officer.token)).toEqual({ is: "none", over: "shut_out" })
  await expect(out(administrator, id)).rejects.toThrow(NotFound)
  const { rows } = await world.owner.query("select assigned_to from request_parts where id = $1", [asked.id])
  expect(rows).toEqual([{ assigned_to: null }])
  await invite({ email: "taken@demo.example", role: "officer", outside: false })
})

it("only an approver is from outside, in the database too", async () => {
  const change = world.owner.query("update staff set outside = true where role = 'auditor'")
  await expect(change).rejects.toMatchObject({ code: "23514" })
})
