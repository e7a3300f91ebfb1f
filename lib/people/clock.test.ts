import { Secret, TOTP } from "otpauth"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { asWorker } from "@/lib/context"
import { record } from "@/lib/ledger/record"
import { sequence } from "@/lib/ledger/sequence"
import { confirmCode } from "@/lib/people/second-factor"
import { openSession, whoIs } from "@/lib/people/sessions"
import { signIn } from "@/lib/people/sign-in"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { fieldsOf } from "@/lib/testing/faults.fixture"

// The database's clock decides. It cannot be set here, so what was written before it was set is moved the other way.

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment({ borrowers: 4 })
})
beforeEach(() => here.owner.query("delete from rate_limits; delete from sessions"))
afterAll(() => here?.close())

const DEVICE = { agent: "a browser", address: "203.0.113.9" }
/** As if the clock had been set by so much since: everything a session remembers is that much further in the past. */
const clockSet = (by: string) =>
  here.owner.query(
    `update sessions set created_at = created_at - interval '${by}', seen_at = seen_at - interval '${by}',
       expires_at = expires_at - interval '${by}', elevated_until = elevated_until - interval '${by}'`,
  )
const session = async () => {
  const { actor } = await here.borrower(1)
  return openSession(here.house, { id: actor.accountId, kind: "subject" }, 1, DEVICE)
}

test.each(["1 hour", "2 days"])("a clock set forward by %s ends sessions", async (by) => {
  const token = await session()
  await clockSet(by)
  expect(await whoIs(here.house, token)).toMatchObject({ is: "none" })
})

test.each(["-1 hour", "-2 days"])(
  "a clock set by %s lets no session live longer: it ends, for good",
  async (by) => {
    const token = await session()
    expect(await whoIs(here.house, token)).toMatchObject({ is: "actor" })
    await clockSet(by)
    expect(await whoIs(here.house, token)).toEqual({ is: "none", over: "expired" })
    // Nor does it wake when the clock is put right.
    await clockSet(by.replace("-", ""))
    expect(await whoIs(here.house, token)).toMatchObject({ is: "none" })
  },
)

test("a clock corrected by a minute, either way, is nobody's business", async () => {
  const token = await session()
  for (const by of ["1 minute", "-1 minute", "-1 minute"]) {
    await clockSet(by)
    expect(await whoIs(here.house, token)).toMatchObject({ is: "actor" })
  }
})

test("a one-time code that was used is refused when the clock is set back to it, and so is every earlier one", async () => {
  const enter = async () =>
    (await signIn(here.house, { login: "officer@demo.example", password: "demo-staff-1" }, DEVICE)).token
  const totp = new TOTP({ secret: Secret.fromBase32("JBSWY3DPEHPK3PXP") })
  const code = totp.generate()
  await confirmCode(here.house, await enter(), code, DEVICE)
  // The clock stood at a later step when the last code was taken, and was set back by two days since.
  await here.owner.query("update staff set totp_last_step = totp_last_step + 5760")
  expect(await fieldsOf(confirmCode(here.house, await enter(), totp.generate(), DEVICE))).toEqual({
    code: { code: "wrong_code" },
  })
  await here.owner.query("update staff set totp_last_step = 0")
  await confirmCode(here.house, await enter(), totp.generate(), DEVICE)
})

test("the ledger's order is that of the entries, whatever time they bear, and it stays whole", async () => {
  await sequence(here.house)
  const { rows: before } = await here.owner.query("select count(*)::int as n from ledger_entries")
  const objects = ["first", "second", "third", "fourth"]
  // Hour by hour the clock goes back while they are written.
  for (const [n, object] of objects.entries())
    await asWorker(here.house, "start", null, (ctx) => {
      const now = new Date(ctx.now.getTime() - n * 3_600_000)
      return record({ ...ctx, now }, "portal.started", { subjectId: null, object })
    })
  await sequence(here.house)
  const { rows } = await here.owner.query(
    `select convert_from(i.leaf, 'UTF8')::jsonb ->> 'object' as object, convert_from(i.leaf, 'UTF8')::jsonb ->> 'at' as at
     from ledger_entries e join ledger_inbox i on i.id = e.id order by e.seq offset $1`,
    [before[0].n],
  )
  expect(rows.map(({ object }) => object)).toEqual(objects)
  const times = rows.map(({ at }) => at)
  expect(times).toEqual(times.toSorted().toReversed())
})
