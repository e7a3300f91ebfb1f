import { writeFileSync } from "node:fs"
import { afterAll, beforeAll, expect, it } from "vitest"
import { erasuresCommand } from "@/bin/commands/erasures"
import { registerFile } from "@/lib/configuration"
import { recordConsent } from "@/lib/consents/record-consent"
import { consentEventsOf, presentConsents } from "@/lib/consents/state"
import { asWorker } from "@/lib/context"
import { keepRegister } from "@/lib/erasures/keep-register"
import { registerOf } from "@/lib/erasures/state"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { replay, replayRound } from "@/lib/replay/replay"
import { forgetNow } from "@/lib/retention/end-case-file"
import { approve, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment
let file: string
let customer: string

const PHONE = "+996555000003"

beforeAll(async () => {
  here = await testDeployment()
  file = registerFile(here.house.configuration)
  const { rows } = await here.lender.query(
    "select customer_id as id from core.customers where mobile_phone = $1",
    [PHONE],
  )
  customer = String(rows[0]?.id)
  // What a back-up of the source alone holds.
  await here.lender.query(
    "create schema backup; create table backup.contacts as select * from core.contact_persons",
  )
  await here.lender.query("create table backup.emails as select customer_id, email from core.customers")
  for (const categories of [["contact_persons"], ["email"]]) {
    const part = await signLetter(here, 3, { right: "erasure", categories })
    await approve(here, await proposeFor(here, part))
    await fulfilPart(here.house, part.id)
  }
  await keepRegister(here.house)
})
afterAll(() => here?.close())

const bringBack = () =>
  here.lender.query("insert into core.contact_persons select * from backup.contacts where customer_id = $1", [
    customer,
  ])
const contacts = async () =>
  (
    await here.lender.query<{ name: string }>(
      "select full_name as name from core.contact_persons where customer_id = $1 order by id",
      [customer],
    )
  ).rows.map(({ name }) => name)
const email = async () =>
  (await here.lender.query("select email from core.customers where customer_id = $1", [customer])).rows[0]
    ?.email
const setEmail = (value: string) =>
  here.lender.query("update core.customers set email = $2 where customer_id = $1", [customer, value])
const emailBefore = async () =>
  (await here.lender.query("select email from backup.emails where customer_id = $1", [customer])).rows[0]
    ?.email
const atLender = async (dry = false) => (await replay(here.house, { dry, source: "lender" })).sources[0]
const counts = (some: object) => ({
  source: "lender",
  found: 0,
  done: 0,
  doubtful: 0,
  held: 0,
  failed: 0,
  ...some,
})

it("what a source restored by itself brought back goes again the next night; what the person gave since stays", async () => {
  expect(await atLender()).toEqual(counts({}))
  await bringBack()
  await here.lender.query(
    "insert into core.contact_persons (customer_id, full_name, relation, phone, added_at) values ($1, 'Жаңы Үлгү', 'relative', '+996555000888', now() + interval '1 minute')",
    [customer],
  )
  expect((await contacts()).length).toBeGreaterThan(1)
  expect(await atLender(true)).toEqual(counts({ found: 1 }))
  await replayRound(here.house)
  expect(await contacts()).toEqual(["Жаңы Үлгү"])
  expect(await atLender()).toEqual(counts({}))
})

it("what bears no date goes only when it is what it was; anything else may have been given anew, and is left to people", async () => {
  await setEmail("fresh@example.kg")
  expect(await atLender()).toEqual(counts({ doubtful: 1 }))
  expect(await email()).toBe("fresh@example.kg")
  await setEmail(await emailBefore())
  expect(await atLender()).toEqual(counts({ found: 1, done: 1 }))
  expect(await email()).toBeNull()
})

it("once a source is known to have been restored, what bears no date and was erased after that goes too", async () => {
  await bringBack()
  await setEmail("older@example.kg")
  expect(await atLender()).toEqual(counts({ found: 1, done: 1 }))
  expect([await email(), await contacts()]).toEqual([null, ["Жаңы Үлгү"]])
})

it("a hold set since stops it, and says so; one the back-up brought back does not", async () => {
  await bringBack()
  const { rows } = await here.owner.query<{ id: string }>(
    `insert into holds (subject_id, ground, categories, set_by, review_on)
     select i.subject_id, 'COURT_CLAIM', '{contact_persons}', (select account_id from staff limit 1), current_date + 30
     from account_logins l join accounts a on a.id = l.account_id join source_identities i on i.subject_id = a.subject_id
     where l.hash = $1 limit 1 returning id`,
    [here.house.vault.hash("phone", PHONE)],
  )
  expect(await atLender()).toEqual(counts({ found: 1, held: 1 }))
  expect((await contacts()).length).toBeGreaterThan(1)
  await here.owner.query("update holds set at = now() - interval '1 day' where id = $1", [rows[0]?.id])
  expect(await atLender()).toEqual(counts({ found: 1, done: 1 }))
})

it("a restriction that the source lost is set again, and what ended by a later line is not", async () => {
  const phone = "+996555000002"
  const scope = async () =>
    (
      await here.lender.query(
        "select processing_restricted_scope as scope from core.customers where mobile_phone = $1",
        [phone],
      )
    ).rows[0]?.scope
  const part = await signLetter(here, 2, { right: "restriction", categories: ["income"] })
  await runSelfService(here.house, part.id)
  await fulfilPart(here.house, part.id)
  await keepRegister(here.house)
  expect(await scope()).toEqual(["income"])
  const lose =
    "update core.customers set processing_restricted_scope = null, processing_restricted_at = null where mobile_phone = $1"
  await here.lender.query(lose, [phone])
  expect(await atLender()).toEqual(counts({ found: 1, done: 1 }))
  expect(await scope()).toEqual(["income"])
  expect(await atLender()).toEqual(counts({}))
  await here.owner.query(
    `insert into erasure_lines (subject_id, kind, body) select subject_id, kind,
       jsonb_set(body, '{done}', (select jsonb_agg(d || '{"op": "unrestrict"}') from jsonb_array_elements(body -> 'done') d))
     from erasure_lines where body -> 'done' @> '[{"op": "restrict"}]'`,
  )
  await keepRegister(here.house)
  await here.lender.query(lose, [phone])
  expect(await atLender()).toEqual(counts({}))
})

it("a person whom the source refuses to change is counted and holds up nobody else", async () => {
  await bringBack()
  await here.lender.query(
    `create function backup.refuse() returns trigger language plpgsql as 'begin raise exception using errcode = ''23514''; end';
     create trigger refuse before delete on core.contact_persons for each row execute function backup.refuse()`,
  )
  expect(await atLender()).toEqual(counts({ found: 1, failed: 1 }))
  await here.lender.query("drop trigger refuse on core.contact_persons")
  expect(await atLender()).toEqual(counts({ found: 1, done: 1 }))
})

it("a consent that ended ends again in a portal that forgot it, but not one given anew since; a case file that ended is ended", async () => {
  const { actor } = await here.borrower(1)
  const { subjectId } = actor
  const state = () =>
    asWorker(here.house, "test", { subject: subjectId }, async (ctx) =>
      presentConsents(await consentEventsOf(ctx, subjectId)).get("marketing_own/use"),
    )
  const say = (event: "given" | "withdrawn") =>
    asWorker(here.house, "test", { subject: subjectId }, (ctx) =>
      recordConsent(ctx, {
        ...{
          subjectId,
          purpose: "marketing_own",
          operations: ["use"],
          event,
          method: "ticked",
          language: "ky",
        },
      }),
    )
  await say("given")
  await say("withdrawn")
  await keepRegister(here.house)
  await here.owner.query(
    "delete from consent_events where subject_id = $1 and purpose = 'marketing_own' and event = 'withdrawn'",
    [subjectId],
  )
  expect((await state())?.event).toBe("given")
  expect((await replay(here.house, { dry: true })).portal).toBe(1)
  expect((await replay(here.house)).portal).toBe(1)
  expect(await state()).toMatchObject({ event: "withdrawn", method: "system" })
  await say("given")
  expect((await replay(here.house)).portal).toBe(0)
  expect((await state())?.event).toBe("given")

  const other = (await here.borrower(2)).actor.subjectId
  await asWorker(here.house, "test", { subject: other }, (ctx) => forgetNow(ctx, other))
  await keepRegister(here.house)
  await here.owner.query("update subjects set erased_at = null where id = $1", [other])
  expect((await replay(here.house)).portal).toBe(1)
  const owner = { id: other, purpose: "case" } as const
  await expect(here.house.vault.open(owner, "x", Buffer.alloc(40, 1))).rejects.toThrow()

  // The keys' database restored alone.
  await here.house.pools.keyring.query(
    "update wrapped_keys set wrapped = '\\x01', destroyed_at = null where owner = $1",
    [other],
  )
  await replayRound(here.house)
  const { rows } = await here.house.pools.keyring.query(
    "select distinct wrapped is null as gone from wrapped_keys where owner = $1",
    [other],
  )
  expect(rows).toEqual([{ gone: true }])
})

it("the operator's command counts first, then does it, and writes a lost register anew", async () => {
  const { configuration } = here.house
  const env = {
    NODE_ENV: "test",
    ...{ DATABASE_URL: configuration.databaseUrl, APP_URL: configuration.appUrl, UKUK_DEMO: "1" },
    ...{ AUTH_SECRET: configuration.authSecret, MASTER_KEY: configuration.masterKey.toString("base64") },
    ...{ ERASURE_REGISTER: file, ...configuration.connections },
  } as const
  const run = async (...args: string[]) => {
    const lines: string[] = []
    return { code: await erasuresCommand(args, env, (line) => lines.push(line)), lines }
  }
  await bringBack()
  const dry = await run("replay", "--source", "lender", "--dry-run")
  expect([dry.code, dry.lines.at(-1)]).toEqual([1, "lender: 1 people had come back."])
  const done = await run("replay", "--json")
  expect(done.code).toBe(0)
  expect(JSON.parse(done.lines[0] ?? "")).toMatchObject({
    whole: true,
    sources: expect.arrayContaining([counts({ found: 1, done: 1 })]),
  })
  expect(await run("replay", "--nowhere")).toMatchObject({ code: 2 })
  expect(await run("replay", "--source", "nowhere")).toMatchObject({
    code: 2,
    lines: [expect.stringMatching(/no source "nowhere"/)],
  })
  expect(await run("rebuild")).toMatchObject({ code: 1, lines: [expect.stringMatching(/is whole/)] })
  writeFileSync(file, "lost\n")
  expect(await run("replay")).toMatchObject({ code: 1, lines: [expect.stringMatching(/is damaged/)] })
  expect(await run("rebuild")).toMatchObject({
    code: 0,
    lines: [expect.stringMatching(/^\d+ lines are written anew/)],
  })
  expect((await run("replay")).code).toBe(0)
  expect(registerOf(here.house).file).toBe(file)
})
