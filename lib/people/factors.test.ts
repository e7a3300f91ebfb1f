import { drizzle } from "drizzle-orm/node-postgres"
import { Secret, TOTP } from "otpauth"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { staffNetworks } from "@/db/schema/factors"
import { asSigned, type Ctx, type Signed, type StaffActor } from "@/lib/context"
import { Forbidden, NotAllowedNow } from "@/lib/errors"
import { addNetwork, listNetworks, removeNetwork } from "@/lib/people/networks"
import { makeRecoveryCodes, proveForCodes, recoveryCodesLeft } from "@/lib/people/recovery-codes"
import { confirmCode, confirmRecovery } from "@/lib/people/second-factor"
import { whoIs } from "@/lib/people/sessions"
import { signIn } from "@/lib/people/sign-in"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { fieldsOf } from "@/lib/testing/faults.fixture"

const WORK = { agent: "a browser", address: "203.0.113.7" }
const HOME = { agent: "a browser", address: "198.51.100.4" }

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
beforeEach(() => here.owner.query("delete from rate_limits"))
afterAll(() => here?.close())

const as = <T>(who: Signed<StaffActor>, work: (ctx: Ctx<StaffActor>) => Promise<T>) =>
  asSigned(here.house, who, "test", work)
const enter = async (from = WORK) =>
  (await signIn(here.house, { login: "officer@demo.example", password: "demo-staff-1" }, from)).token
const totp = new TOTP({ secret: Secret.fromBase32("JBSWY3DPEHPK3PXP") })

test("a one-time code that is sent twice at the same moment opens one session", async () => {
  const [first, second] = [await enter(), await enter()]
  const code = totp.generate()
  const answers = await Promise.allSettled(
    [first, second, second].map((token) => confirmCode(here.house, token, code, WORK)),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"])
})

test("ten recovery codes stand for a lost device, each once, and nobody else's or an earlier one does", async () => {
  const officer = await here.staff("officer")
  const wrong = await fieldsOf(proveForCodes(here.house, officer, "not it"))
  expect(wrong).toEqual({ current: { code: "wrong_password" } })
  await proveForCodes(here.house, officer, "demo-staff-1")
  const early = await as(officer, makeRecoveryCodes)
  const codes = await as(officer, makeRecoveryCodes)
  expect(codes).toHaveLength(10)
  expect(new Set([...codes, ...early]).size).toBe(20)
  expect(codes[0]).toMatch(/^([2-9a-hjkmnp-z]{4}-){3}[2-9a-hjkmnp-z]{4}$/)
  const others = await as(await here.staff("auditor"), makeRecoveryCodes)
  const [code = "", next = ""] = codes
  const recover = async (typed: string) => confirmRecovery(here.house, await enter(), typed, WORK)
  for (const useless of [early[0] ?? "", others[0] ?? "", "", code.slice(1), `${code}2`])
    expect(await fieldsOf(recover(useless)), useless).toEqual({ recovery: { code: "wrong_code" } })
  // Of two at once one finds it.
  const tokens = [await enter(), await enter()]
  const both = await Promise.allSettled(tokens.map((token) => confirmRecovery(here.house, token, code, WORK)))
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"])
  const raised = (await recover(` ${next.toUpperCase().replaceAll("-", " ")} `)) ?? ""
  expect(await whoIs(here.house, raised, WORK.address)).toMatchObject({ is: "actor" })
  expect(await as({ ...officer, token: raised }, recoveryCodesLeft)).toBe(8)
  expect(await fieldsOf(confirmRecovery(here.house, raised, codes[2] ?? "", WORK))).toEqual({
    recovery: { code: "sign_in_again" },
  })
  const { rows } = await here.owner.query("select hash from recovery_codes")
  expect(JSON.stringify(rows.map(({ hash }) => hash.toString("latin1")))).not.toContain(codes[3])
  const told = await here.owner.query("select 1 from outbox where template = 'sign_in_changed'")
  expect(told.rowCount).toBe(3)
})

test("once networks are listed, staff sign in and go on from there alone, borrowers from everywhere", async () => {
  const [administrator, officer, person] = [
    await here.staff("admin"),
    await here.staff("officer"),
    await here.borrower(1),
  ]
  const add = (network: string, from = WORK.address, who = administrator) =>
    as(who, (ctx) => addNetwork(ctx, { network, name: "Office" }, from))
  const answers = async (address: string) =>
    Promise.all([officer, person].map(async ({ token }) => (await whoIs(here.house, token, address)).is))
  expect(await answers(HOME.address)).toEqual(["actor", "actor"])
  for (const wrong of ["", "203.0.113", "203.0.113.0/33", "office", "'; drop table staff"])
    expect(await fieldsOf(add(wrong)), wrong).toEqual({ network: { code: "network_shape" } })
  expect(await fieldsOf(add("192.0.2.0/24"))).toEqual({ network: { code: "network_without_you" } })
  await expect(add("203.0.113.0/24", WORK.address, officer)).rejects.toThrow(Forbidden)
  const byHand = as(officer, (ctx) =>
    ctx.db
      .insert(staffNetworks)
      .values({ network: "0.0.0.0/0", name: "x", addedBy: officer.actor.accountId }),
  )
  await expect(byHand).rejects.toThrow()

  const { id } = await add("203.0.113.9/24")
  expect(await as(administrator, listNetworks)).toMatchObject([{ network: "203.0.113.0/24", name: "Office" }])
  expect(await fieldsOf(add("203.0.113.0/24"))).toEqual({ network: { code: "network_listed" } })
  expect(await answers(WORK.address)).toEqual(["actor", "actor"])
  expect(await answers(HOME.address)).toEqual(["none", "actor"])
  expect(await answers("unknown")).toEqual(["none", "actor"])
  expect(await whoIs(here.house, officer.token, HOME.address)).toEqual({ is: "none", over: "network" })
  expect(await fieldsOf(enter(HOME))).toEqual({ password: { code: "network_outside" } })
  await expect(enter(WORK)).resolves.toBeTruthy()
  await add("2001:db8:1::/48")
  expect(await answers("2001:db8:1:2::3")).toEqual(["actor", "actor"])

  const remove = (network: string) => as(administrator, (ctx) => removeNetwork(ctx, network, WORK.address))
  await expect(remove(id)).rejects.toThrow(NotAllowedNow)
  expect(await answers(HOME.address)).toEqual(["none", "actor"])
  await drizzle(here.owner).delete(staffNetworks)
  expect(await answers(HOME.address)).toEqual(["actor", "actor"])
})
