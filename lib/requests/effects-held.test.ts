import { afterEach, expect, it } from "vitest"
import type { Signed, SubjectActor } from "@/lib/context"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { actFor, powerOfAttorney, register } from "@/lib/mandates/mandate.fixture"
import { agreeToMotion, prepareAgreement } from "@/lib/requests/agree"
import { askEffect, prepareEffect } from "@/lib/requests/ask-effect"
import { decidePart } from "@/lib/requests/decide"
import { takePart } from "@/lib/requests/handle"
import { liftDue } from "@/lib/requests/lift-due"
import { proposeMotion } from "@/lib/requests/motion"
import { prepareProposal } from "@/lib/requests/propose"
import { confirmIdentity } from "@/lib/requests/prove"
import { readyOrSigned, signOnce } from "@/lib/requests/sign-once"
import { approve, as, partRow, proposeFor } from "@/lib/testing/cases"
import { type FolderDeployment, folderDeployment } from "@/lib/testing/folder-deployment.fixture"
import { typedAs } from "@/lib/testing/typed.fixture"

let here: FolderDeployment
afterEach(() => here?.close())

const one = async (text: string, values: unknown[]) => {
  const [source] = here.sources.values()
  return (await source?.query(text, values))?.rows[0]
}

/** Asks for what a right brings about, and does what waits for nobody. */
const ask = async (phone: string, right: string, password?: string) =>
  askAs(await here.person(phone), right, password)

async function askAs(who: Signed<SubjectActor>, right: string, password?: string) {
  const ready = await prepareEffect(here.house, who, { right, back: false, words: "" })
  const asking = await as(here, who, (ctx) => askEffect(ctx, ready))
  if ("intent" in asking) {
    const signing = await readyOrSigned(here.house, who, "effects", { intent: asking.intent, password })
    await as(here, who, (ctx) => signOnce(ctx, signing))
  }
  const { rows } = await here.owner.query<{ id: string; right_code: string }>(
    "select id, right_code from request_parts where subject_id = $1",
    [who.actor.subjectId],
  )
  for (const { id } of rows) {
    await runSelfService(here.house, id)
    await fulfilPart(here.house, id)
  }
  const idOf = (code: string) => rows.find((row) => row.right_code === code)?.id ?? ""
  return { who, main: idOf(right), block: idOf("restriction") }
}

const seen = async (part: string) => ({ part, version: (await partRow(here, part)).version })

it("once it is confirmed that somebody never took the loan, its restriction lasts until two of the staff end it", async () => {
  here = await folderDeployment("policies/somo")
  const { main, block } = await ask("+996555000002", "identity_fraud", "demo-borrower-2")
  const restricted = async () =>
    (
      await one(
        "select coalesce(processing_restricted_scope, '{}') as scope from core.customers where mobile_phone = $1",
        ["+996555000002"],
      )
    )?.scope
  const [officer, approver] = [await here.staff("officer"), await here.staff("approver")]
  const proof = { ...(await seen(main)), method: "in_person" }
  const taken = await as(here, officer, (ctx) => confirmIdentity(ctx, proof))
  await approve(here, await proposeFor(here, taken))
  await fulfilPart(here.house, main)
  expect(await partRow(here, main)).toMatchObject({ status: "fulfilled" })
  expect(await restricted()).toContain("collection")

  const lift = { ...(await seen(block)), kind: "lift" as const }
  await expect(
    as(here, officer, (ctx) => proposeMotion(ctx, { ...lift, reason: " " })),
  ).rejects.toMatchObject({
    fields: { lift: { code: "reason_required" } },
  })
  await as(here, officer, (ctx) => proposeMotion(ctx, { ...lift, reason: "Карыз эсептен чыгарылды" }))
  const at = await seen(block)
  await expect(prepareAgreement(here.house, officer, at)).rejects.toMatchObject({ name: "Forbidden" })
  const plan = await prepareAgreement(here.house, approver, at)
  await as(here, approver, (ctx) => agreeToMotion(ctx, at, plan))
  await liftDue(here.house, block)
  expect(await restricted()).toContain("collection")
  await here.owner.query("update request_parts set lift_at = now() - interval '1 minute' where id = $1", [
    block,
  ])
  await liftDue(here.house, block)
  await fulfilPart(here.house, block)
  expect(await restricted()).toEqual([])
})

it("a child's data on which there is a hold is kept when an officer decides, and waits for the hold to end", async () => {
  here = await folderDeployment("policies/om")
  const { who, main } = await ask("+996555300004", "child_data")
  const officer = await here.staff("officer")
  await here.owner.query(
    "insert into holds (subject_id, ground, categories, set_by, review_on) values ($1, 'LEGAL_HOLD', null, $2, '2099-01-01')",
    [who.actor.subjectId, officer.actor.accountId],
  )
  const taken = await as(here, officer, async (ctx) => takePart(ctx, await seen(main)))
  const input = {
    part: main,
    version: taken.version,
    keeps: [],
    refusal: null,
    explanation: "Күбөлүк боюнча",
  }
  const prepared = await prepareProposal(here.house, officer, input)
  expect(prepared.plan.operations.filter(({ operation }) => operation === "erase")).toEqual([])
  await as(here, officer, (ctx) => decidePart(ctx, input, prepared))
  await fulfilPart(here.house, main)
  expect(await partRow(here, main)).toMatchObject({ status: "deferred" })
  expect(await one("select surname from club.members where user_no = 4", [])).not.toEqual({ surname: null })
})

it("a parent whose authority is registered asks for their child, whose data is hidden at once and then erased", async () => {
  here = await folderDeployment("policies/om")
  const child = (await here.person("+996555300001")).actor.subjectId
  const mother = await here.person("+996555300002")
  const paper = { kind: "guardian", proof: "birth_certificate", birth: typedAs("2014-02-28") }
  const mandate = await register(here, powerOfAttorney(child, "+996555300002", paper))
  const { main } = await askAs(await actFor(here, mother, mandate), "child_data")
  const { rows } = await here.owner.query(
    "select asked_by, mandate_id, subject_id from requests where id = (select request_id from request_parts where id = $1)",
    [main],
  )
  expect(rows).toEqual([{ asked_by: "guardian", mandate_id: mandate, subject_id: child }])
  const held = "cardinality(lock_scope) > 0 as locked, surname is null as gone"
  const childNow = () => one(`select ${held} from club.members where user_no = 1`, [])
  expect(await childNow()).toEqual({ locked: true, gone: false })

  const officer = await here.staff("officer")
  const { version } = await as(here, officer, async (ctx) => takePart(ctx, await seen(main)))
  const input = { part: main, version, keeps: [], refusal: null, explanation: "Күбөлүк көрсөтүлдү" }
  const prepared = await prepareProposal(here.house, officer, input)
  await as(here, officer, (ctx) => decidePart(ctx, input, prepared))
  await fulfilPart(here.house, main)
  expect(await childNow()).toMatchObject({ gone: true })
  // The mother's own data is not touched by what she asked for the child.
  expect(await one(`select ${held} from club.members where user_no = 2`, [])).toMatchObject({ gone: false })
})
