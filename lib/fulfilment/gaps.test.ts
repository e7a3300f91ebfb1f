import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { NotAllowedNow } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { gapsIn } from "@/lib/fulfilment/gaps"
import { inForce } from "@/lib/policy/editions"
import { publishPolicy } from "@/lib/policy/publish-folder"
import { readPolicy } from "@/lib/policy/read"
import { casePlan, findCase } from "@/lib/requests/case"
import { caseLetters, caseProposal } from "@/lib/requests/case-file"
import { decidePart } from "@/lib/requests/decide"
import { myRequest } from "@/lib/requests/my-request"
import { decisionMark } from "@/lib/requests/part-mark"
import { planNow } from "@/lib/requests/plan-now"
import { gapRows } from "@/lib/requests/plan-rows"
import type { PlanAnswer, PlannedOperation, Unplanned, Wanted } from "@/lib/sources/operation"
import { relational } from "@/lib/sources/relational.fixture"
import { approve, as, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

// A data map that has no way to erase an e-mail address in the customer's row, which stays.
beforeAll(async () => {
  here = await testDeployment()
  const db = drizzle(here.owner)
  const dataMap = structuredClone((await inForce(db)).dataMap)
  const entry = relational(dataMap.sources.lender).entries.customers
  for (const field of entry?.fields ?? []) if (field.category === "email") delete field.erase
  await publishPolicy(db, await readPolicy("policies/somo"), dataMap)
})
afterAll(() => here?.close())

beforeEach(async () => {
  await here.owner.query("alter table request_parts disable trigger user")
  await here.owner.query("update request_parts set status = 'cancelled' where status <> 'fulfilled'")
  await here.owner.query("alter table request_parts enable trigger user")
})

const ask = (n: 1 | 2 | 3) =>
  signLetter(here, n, { right: "erasure", categories: ["email", "contact_persons"] })

const WORDS = "Почтанын дарегин администратор кол менен өчүрөт"
const SETTLED = [{ on: "lender:erase:email", words: WORDS }]

const lender = async () =>
  (
    await here.lender.query(
      "select email, (select count(*)::int from core.contact_persons p where p.customer_id = c.customer_id) as contacts from core.customers c where mobile_phone = '+996555000003'",
    )
  ).rows[0]

it("what a source cannot do is shown to the person and to staff, and an officer says what becomes of it", async () => {
  const part = await ask(3)
  const borrower = await here.borrower(3)
  const mine = () => as(here, borrower, (ctx) => myRequest(ctx, part.number))
  const shown = (await mine()).parts[0]
  expect(gapRows(shown?.inForce ?? never(), shown?.plan?.gaps ?? [], "en")).toMatchObject([
    { act: "erase", why: "not_mapped", source: expect.stringMatching(/\S/), words: null },
  ])
  await expect(proposeFor(here, part)).rejects.toMatchObject({ code: "gap_open" })
  const officer = await here.staff("officer")
  const now = await planNow(here.house, officer, part.id)
  expect(now.plan.gaps).toHaveLength(1)
  const seen = { part: part.id, version: (await partRow(here, part.id)).version, explanation: "" }
  await expect(as(here, officer, (ctx) => decidePart(ctx, seen, now))).rejects.toThrow(NotAllowedNow)

  const taken = { id: part.id, ...(await partRow(here, part.id)) }
  const blank = [{ on: "lender:erase:email", words: "  " }]
  await expect(proposeFor(here, taken, [], blank)).rejects.toMatchObject({ code: "gap_open" })
  await approve(here, await proposeFor(here, taken, [], SETTLED))
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  expect(await lender()).toMatchObject({ email: expect.stringContaining("@"), contacts: 0 })

  const file = await as(here, await here.staff("officer"), async (ctx) => {
    const found = await findCase(ctx, part.number)
    const [only = never()] = found.parts
    return {
      outcome: only.outcome,
      letters: await caseLetters(ctx, found),
      proposal: await caseProposal(ctx, only),
      plan: await casePlan(ctx, part.id, true),
      bare: await casePlan(ctx, part.id, false),
    }
  })
  expect(file.outcome).toBe("partly")
  for (const kind of ["decision", "certificate"])
    expect(file.letters.find((letter) => letter.kind === kind)?.text).toContain(WORDS)
  expect(file.proposal?.decisions).toContainEqual(
    expect.objectContaining({ item: "email", outcome: "do", reason: WORDS }),
  )
  expect(file.plan?.gaps).toMatchObject([{ words: WORDS }])
  expect(file.bare).toMatchObject({ gaps: [], left: true })
  expect(file.bare?.lines.length).toBe(file.plan?.lines.length)
  expect((await mine()).parts[0]?.plan?.gaps).toMatchObject([{ words: WORDS }])
})

it("what an officer keeps on a ground of their own leaves nothing to say; a plan nobody decided on does not run", async () => {
  const part = await ask(3)
  const keep = { on: "email", ground: "COURT_CLAIM", untilOn: null, reason: "Текшерүү жүрүп жатат" }
  const proposed = await proposeFor(here, part, [keep])
  const officer = await here.staff("officer")
  expect((await as(here, officer, (ctx) => casePlan(ctx, proposed.id, true)))?.gaps).toEqual([])

  // As when the part woke by itself and its new plan has a gap.
  const other = await ask(3)
  await here.owner.query("alter table request_parts disable trigger user")
  const [plan] = (await here.owner.query("select id from plans where part_id = $1", [other.id])).rows
  await here.owner.query("update request_parts set status = 'fulfilling', decided = $2 where id = $1", [
    ...[other.id, decisionMark(here.house.vault, { part: other.id, plan: plan.id })],
  ])
  await here.owner.query("alter table request_parts enable trigger user")
  await fulfilPart(here.house, other.id)
  expect(await partRow(here, other.id)).toMatchObject({ status: "working" })
})

const never = (): never => {
  throw new Error("nothing was found")
}

const planned = (wanted: Wanted): PlannedOperation => ({
  source: "a",
  subject: "1",
  position: 0,
  entry: "e",
  place: "t",
  keys: [],
  op: wanted.op,
  strategy: "set",
  category: "category" in wanted ? wanted.category : "",
  purpose: "purpose" in wanted ? wanted.purpose : null,
  fields: [],
  items: {},
  count: 1,
  beforeHash: "",
  afterHash: null,
  after: null,
})

const answer = (source: string, operations: Wanted[], unplanned: Unplanned[]): PlanAnswer => ({
  source,
  subjects: ["1"],
  operations: operations.map(planned),
  unplanned,
  plannedAt: "2026-11-22T00:00:00Z",
})

it("one source doing what another cannot leaves a gap only where something stays undone", () => {
  const correct: Wanted = { op: "correct", category: "name", field: "surname", value: "x" }
  const stop: Wanted = { op: "stop", purpose: "research" }
  const [erase, restrict, keep]: Wanted[] = ["erase", "restrict", "keep"].map(
    (op) => ({ op, category: "email" }) as Wanted,
  )
  const cannot = (...wanted: (Wanted | undefined)[]): Unplanned[] =>
    wanted.flatMap((each) => (each ? [{ wanted: each, why: "not_mapped" as const }] : []))
  const found = (...answers: PlanAnswer[]) => gapsIn(answers).map(({ source, wanted }) => [source, wanted.op])
  expect(found(answer("a", [correct, stop], []), answer("b", [], cannot(correct, stop)))).toEqual([])
  expect(found(answer("a", [], cannot(correct)), answer("b", [], cannot(stop)))).toEqual([
    ["a", "correct"],
    ["b", "stop"],
  ])
  expect(found(answer("a", erase ? [erase] : [], []), answer("b", [], cannot(erase)))).toEqual([
    ["b", "erase"],
  ])
  expect(found(answer("a", keep ? [keep] : [], cannot(restrict)), answer("b", [], cannot(restrict)))).toEqual(
    [["a", "restrict"]],
  )
  expect(gapsIn([answer("a", [], [{ wanted: correct, why: "nothing_held" }])])).toEqual([])
})
