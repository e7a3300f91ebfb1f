import { readFile } from "node:fs/promises"
import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { stringify } from "yaml"
import type { Ctx, StaffActor } from "@/lib/context"
import { addDays, dayIn } from "@/lib/deadlines/day"
import { approveEdition, sendBackEdition } from "@/lib/editions/approve"
import type { DraftKind } from "@/lib/editions/check-text"
import { discardDraft, saveDraft } from "@/lib/editions/draft"
import { draftPage } from "@/lib/editions/drafts-page"
import { type Proposed, proposeEdition } from "@/lib/editions/propose"
import { Conflict, Forbidden, Invalid, NotAllowedNow } from "@/lib/errors"
import { writeMessage } from "@/lib/notices/templates"
import { inForce } from "@/lib/policy/editions"
import type { Policy } from "@/lib/policy/schema"
import { relational } from "@/lib/sources/relational.fixture"
import { as, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment
let policy: Policy
beforeAll(async () => {
  here = await testDeployment()
  policy = (await inForce(drizzle(here.owner))).policy
})
afterAll(() => here?.close())
beforeEach(() => here.owner.query("delete from edition_drafts"))

const on = async <T>(
  who: Parameters<TestDeployment["staff"]>[0],
  work: (ctx: Ctx<StaffActor>) => Promise<T>,
) => as(here, await here.staff(who), work)
const bytes = (text: string) => new TextEncoder().encode(text)
const save = (document: unknown, version: number | null, kind: DraftKind = "policy") =>
  on("admin", (ctx) =>
    saveDraft(ctx, {
      kind,
      version,
      bytes: bytes(
        typeof document === "string" ? document : stringify(document, { aliasDuplicateObjects: false }),
      ),
    }),
  )
const renamed = (en: string): Policy => ({ ...policy, name: { ...policy.name, en } })
const typed = (day: string) => {
  const [year = "", month = "", date = ""] = day.split("-")
  return { day: date, month, year }
}
const today = dayIn(new Date(), "Asia/Bishkek")
const ACT = { body: "The board", number: "17-P", actOn: typed(today), reason: "", statement: "" }
const propose = (more: Partial<Proposed> = {}) =>
  on("admin", (ctx) =>
    proposeEdition(ctx, {
      kind: "policy",
      version: 1,
      effective: typed(addDays(today, 40)),
      ...ACT,
      ...more,
    }),
  )
const approve = (version = 2, kind: DraftKind = "policy") =>
  on("approver", (ctx) => approveEdition(ctx, { kind, version }))
const fieldsOf = (work: Promise<unknown>) =>
  work.then(
    () => "went through",
    (fault) => (fault instanceof Invalid ? fault.fields : fault),
  )
const reset = () =>
  here.owner.query(
    "delete from edition_acts; delete from policy_editions where number > 1; delete from reference_editions where number > 1",
  )

it("a file is kept whatever is wrong with it, with its lines; written by two at once, the second is told and nothing is lost", async () => {
  const faulty = (await readFile("policies/somo/policy.yaml", "utf8")).replace(
    "code: somo\n",
    "code: So Mo\n",
  )
  const { faults, document } = await save(faulty, null)
  expect(document).toBeUndefined()
  expect(faults.map(({ file, line, reason }) => `${file}:${line} ${reason}`)).toEqual([
    'policy.yaml:5 "code" must be a code in snake_case, not "So Mo".',
    'policy.yaml:5 This is the next edition of "somo": leave "code" as it is.',
  ])
  await expect(propose()).rejects.toEqual(new NotAllowedNow("edition_faulty"))
  expect((await save(renamed("One"), 1)).faults).toEqual([])
  await expect(save(renamed("Two"), 1)).rejects.toEqual(new Conflict("stale_page"))
  await expect(save(renamed("Three"), null)).rejects.toEqual(new Conflict("stale_page"))
  const { rows } = await here.owner.query(
    "select version, document->'name'->>'en' as name from edition_drafts",
  )
  expect(rows).toEqual([{ version: 2, name: "One" }])
  const sent = (content: Uint8Array) =>
    fieldsOf(on("admin", (ctx) => saveDraft(ctx, { kind: "policy", version: 2, bytes: content })))
  expect(await sent(new Uint8Array())).toEqual({ file: { code: "file_required" } })
  expect(await sent(new Uint8Array([0xff, 0xfe]))).toEqual({ file: { code: "draft_no_text" } })
  expect(await sent(new Uint8Array(1_000_001))).toEqual({ file: { code: "draft_too_big" } })
  await expect(
    on("admin", (ctx) => discardDraft(ctx, { kind: "policy", version: 1 })),
  ).rejects.toBeInstanceOf(Conflict)
  await on("admin", (ctx) => discardDraft(ctx, { kind: "policy", version: 2 }))
  expect((await here.owner.query("select from edition_drafts")).rowCount).toBe(0)
})

it("says beside the field what a proposal lacks; another approves it, once; it is announced, and everybody is told", async () => {
  await save(renamed("The next"), null)
  const nothing = { day: "", month: "", year: "" }
  expect(
    await fieldsOf(propose({ body: " ", number: "", actOn: nothing, effective: typed("2026-02-31") })),
  ).toEqual({
    body: { code: "required" },
    number: { code: "required" },
    actOn: { code: "required" },
    effective: { code: "day_impossible" },
  })
  const soon = { effective: typed(addDays(today, 3)) }
  expect(await fieldsOf(propose({ ...soon, reason: "soon" }))).toEqual({
    reason: { code: "edition_reason", values: { min: 10 } },
  })
  expect(await fieldsOf(propose({ effective: typed(addDays(today, -1)) }))).toEqual({
    effective: { code: "day_past" },
  })
  await expect(approve(1)).rejects.toEqual(new NotAllowedNow("edition_not_proposed"))
  await propose()
  const back = (why: string) =>
    on("approver", (ctx) => sendBackEdition(ctx, { kind: "policy", version: 2, why }))
  expect(await fieldsOf(back("no"))).toEqual({ why: { code: "edition_statement", values: { min: 10 } } })
  await back("The number of the act is another one")
  await expect(approve(3)).rejects.toEqual(new NotAllowedNow("edition_not_proposed"))
  await propose({ version: 3, number: "18-P" })
  await expect(approve(3)).rejects.toEqual(new Conflict("stale_page"))
  expect(await approve(4)).toBe(2)
  await expect(approve(4)).rejects.toEqual(new Conflict("stale_page"))

  const held = await inForce(drizzle(here.owner))
  expect(held.edition.number).toBe(1)
  const { rows } = await here.owner.query(
    `select number, act_body, act_number, approved_by = $1 as by, cardinality(authors) as authors, edition_acts.reason,
       effective_at > now() + interval '38 days' as later from editions join edition_acts on edition_id = editions.id`,
    [(await here.staff("approver")).actor.accountId],
  )
  expect(rows).toEqual([
    { number: 2, act_body: "The board", act_number: "18-P", by: true, authors: 1, reason: null, later: true },
  ])
  const runs = await here.owner.query("select kind, template, audience, channels from notice_runs")
  expect(runs.rows).toEqual([
    {
      kind: "edition",
      template: "new_edition",
      audience: { subjects: "users" },
      channels: ["email", "sms", "post"],
    },
  ])
  const acts = await here.owner.query(
    "select convert_from(leaf, 'utf8')::json->>'act' as act from ledger_inbox",
  )
  expect(
    acts.rows
      .map(({ act }) => act)
      .filter((act) => /^(edition|policy)/.test(act))
      .sort(),
  ).toEqual([...["edition.proposed", "edition.proposed", "edition.sent_back", "policy.published"]])
  await here.owner.query("delete from notice_runs")
  await reset()
})

it("nothing begins before what is announced, nor follows another edition than it was written from", async () => {
  await save(renamed("First"), null)
  await propose()
  await approve()
  await save(renamed("Second"), null)
  expect(await fieldsOf(propose({ effective: typed(addDays(today, 35)) }))).toEqual({
    effective: { code: "edition_before_announced" },
  })
  await here.owner.query(
    "update edition_drafts set based_on = (select id from policy_editions where number = 1)",
  )
  await expect(propose()).rejects.toEqual(new Conflict("edition_moved_on"))
  await here.owner.query("delete from edition_drafts")
  await save(renamed("First"), null)
  await expect(propose()).rejects.toEqual(new NotAllowedNow("edition_same"))
  await here.owner.query("delete from notice_runs")
  await reset()
})

it("a category still held is not removed; a basis that was consent wants a statement; a right in use is named", async () => {
  const without = {
    ...policy,
    categories: policy.categories.filter(({ code }) => code !== "workplace"),
  }
  expect((await save(without, null)).faults).toEqual([])
  const found = async () => (await on("auditor", (ctx) => draftPage(ctx, "policy"))).draft?.findings
  expect(await found()).toMatchObject([{ kind: "held", source: { en: "The lender's database" } }])
  await expect(propose()).rejects.toEqual(new NotAllowedNow("edition_held"))
  const main = structuredClone(policy.purposes)
  const first = main.find(({ basis }) => basis === "consent")
  if (first) first.basis = "contract"
  await save({ ...policy, purposes: main }, 1)
  expect(await found()).toMatchObject([{ kind: "main_basis", before: { en: "consent" } }])
  expect(await fieldsOf(propose({ version: 2 }))).toHaveProperty("statement")
  await here.owner.query("update edition_drafts set version = 1")
  const purposes = structuredClone(policy.purposes)
  const consented = purposes.flatMap(({ operations }) => operations).find(({ basis }) => basis === "consent")
  if (!consented) throw new Error("the policy rests on consent")
  consented.basis = "contract"
  const rights = policy.rights.filter(({ code }) => code !== "erasure")
  await signLetter(here, 1, { right: "erasure", categories: ["contact_persons"] })
  await save({ ...policy, purposes, rights }, 1)
  expect(await found()).toMatchObject([
    { kind: "basis", operation: "collect", before: { en: "consent" }, after: { en: "contract" } },
    { kind: "right", open: 1 },
  ])
  expect(await fieldsOf(propose({ version: 2 }))).toEqual({
    statement: { code: "edition_statement", values: { min: 10 } },
  })
  await propose({ version: 2, statement: "What is collected from now on rests on the contract" })
})

it("a data map and a legal profile go the same way, without a month, and nobody is told", async () => {
  const held = await inForce(drizzle(here.owner))
  const dataMap = structuredClone(held.dataMap)
  for (const source of Object.values(dataMap.sources)) relational(source).limits.seconds = 9
  expect(
    (await save({ ...dataMap, policy: "om" }, null, "data_map")).faults.map(({ reason }) => reason),
  ).toEqual(['The policy beside this map is "somo": correct "policy".'])
  await save(dataMap, 1, "data_map")
  await propose({ kind: "data_map", version: 2, effective: typed(today) })
  expect(await approve(3, "data_map")).toBe(2)
  await save({ ...held.profile, laws: [] }, null, "profile")
  const [cited] = held.policy.rights.flatMap(({ cites }) => cites.flatMap(({ law }) => law ?? []))
  const laws = held.profile.laws.filter(({ code }) => code !== cited)
  expect((await save({ ...held.profile, laws }, 1, "profile")).faults.length).toBeGreaterThan(0)
  const title = { ...held.profile.title, en: "The next profile" }
  await save({ ...held.profile, title }, 2, "profile")
  await propose({ kind: "profile", version: 3, effective: typed(today) })
  expect(await approve(4, "profile")).toBe(2)
  const now = await inForce(drizzle(here.owner))
  expect([now.profile.title.en, relational(Object.values(now.dataMap.sources)[0]).limits.seconds]).toEqual([
    "The next profile",
    9,
  ])
  expect((await here.owner.query("select from notice_runs")).rowCount).toBe(0)
  await reset()
})

it("only the administrator writes, only an approver who wrote none of it publishes, and only what was proposed: in the verbs and in the database", async () => {
  for (const who of ["officer", "approver", "steward", "auditor"] as const)
    await expect(
      on(who, (ctx) => saveDraft(ctx, { kind: "policy", version: null, bytes: bytes("a: b") })),
    ).rejects.toBeInstanceOf(Forbidden)
  await save(renamed("The wall"), null)
  await propose()
  for (const who of ["officer", "admin", "steward", "auditor"] as const)
    await expect(
      on(who, (ctx) => approveEdition(ctx, { kind: "policy", version: 2 })),
    ).rejects.toBeInstanceOf(Forbidden)
  const draft =
    "(select id, code, document, effective_on::timestamp at time zone 'Asia/Bishkek' as day from edition_drafts) d"
  const publish = (document = "d.document", day = "d.day") =>
    `insert into policy_editions (id, policy, number, document, hash, effective_at) select d.id, d.code, 9, ${document}, '', ${day} from ${draft}`
  const refused = (who: "admin" | "approver" | "officer", text: string) =>
    expect(on(who, (ctx) => ctx.db.execute(text))).rejects.toMatchObject({ code: /42501|UK030/ })
  await refused("admin", publish())
  await refused(
    "officer",
    "insert into edition_drafts (kind, code, based_on, source, authors, edited_by) values ('policy', 'x', gen_random_uuid(), '', '{}', gen_random_uuid())",
  )
  await refused("approver", publish("'{}'::jsonb"))
  await refused("approver", publish("d.document", "now()"))
  await refused(
    "approver",
    "update edition_drafts set source = 'mine', proposed_at = null, sent_back = 'because'",
  )
  await refused("admin", "update policy_editions set number = 7")
  expect((await on("approver", (ctx) => ctx.db.execute("delete from edition_drafts"))).rowCount).toBe(0)
  const me = (await here.staff("approver")).actor.accountId
  await here.owner.query("update edition_drafts set authors = authors || $1::uuid", [me])
  await expect(approve(2)).rejects.toEqual(new Forbidden("own_draft"))
  await refused("approver", publish())
  await on("admin", (ctx) => ctx.db.execute("update edition_drafts set sent_back = 'x'"))
  const { rows } = await here.owner.query("select $1 = any (authors) as named from edition_drafts", [me])
  expect(rows).toEqual([{ named: true }])
})

it("the notice of a new edition says how to leave, in every language, and that going on is no consent", () => {
  const parameters = {
    organisation: "O",
    link: "https://p.example/policy/2",
    host: "p.example",
    date: "1 May",
  }
  const told = (["ky", "ru", "en"] as const).map((locale) => writeMessage("new_edition", locale, parameters))
  expect(
    told.every(({ text }) => text.includes("https://p.example/policy/2") && text.includes("1 May")),
  ).toBe(true)
  expect(told.map(({ text }) => /баш тарта аласыз|вправе отказаться|may leave/.test(text))).toEqual([
    true,
    true,
    true,
  ])
  expect(told.map(({ text }) => /макулдук эмес|не означает согласия|not consent/.test(text))).toEqual([
    true,
    true,
    true,
  ])
})
