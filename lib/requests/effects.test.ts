import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Signed, SubjectActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { type Asking, askEffect, prepareEffect } from "@/lib/requests/ask-effect"
import { decidePart } from "@/lib/requests/decide"
import { refuseGroundsFor } from "@/lib/requests/grounds"
import { cancelRequest, takePart } from "@/lib/requests/handle"
import { liftAnswered } from "@/lib/requests/lift-answered"
import { prospectFor } from "@/lib/requests/prepare"
import { prepareProposal, proposeDecision } from "@/lib/requests/propose"
import { confirmIdentity } from "@/lib/requests/prove"
import { queuePage } from "@/lib/requests/queue"
import { reviewPart } from "@/lib/requests/review-part"
import { readyOrSigned, signOnce } from "@/lib/requests/sign-once"
import { tellRecipient, toldOf } from "@/lib/requests/tell-recipient"
import { approve, as, partRow, proposeFor } from "@/lib/testing/cases"
import { type FolderDeployment, folderDeployment } from "@/lib/testing/folder-deployment.fixture"
import { typedAs } from "@/lib/testing/typed.fixture"

type Who = Signed<SubjectActor>

/** Asks as on the page, and signs with the password where the letter has to be signed. */
async function ask(
  here: FolderDeployment,
  who: Who,
  right: string,
  back = false,
  password?: string,
): Promise<Asking> {
  const ready = await prepareEffect(here.house, who, { right, back, words: "" })
  const asking = await as(here, who, (ctx) => askEffect(ctx, ready))
  if (!("intent" in asking)) return asking
  const signing = await readyOrSigned(here.house, who, "effects", { intent: asking.intent, password })
  return { number: await as(here, who, (ctx) => signOnce(ctx, signing)), again: false }
}

/** An officer proposes a refusal, and the approver takes it. */
async function refuse(here: FolderDeployment, id: string, ground: string): Promise<void> {
  const officer = await here.staff("officer")
  const { version } = await partRow(here, id)
  const refusal = { ground, reason: "Себеби." }
  const input = { part: id, version, keeps: [], refusal, explanation: "" }
  const prepared = await prepareProposal(here.house, officer, input)
  await approve(here, await as(here, officer, (ctx) => proposeDecision(ctx, input, prepared)))
}

const DEMO = "demo-borrower-2"

async function partsOf(here: FolderDeployment, asking: Asking) {
  if (!("number" in asking)) throw new Error("nothing was registered")
  const { rows } = await here.owner.query<{
    id: string
    right_code: string
    status: string
    version: number
  }>(
    "select p.id, right_code, status, p.version from request_parts p join requests r on r.id = request_id where number = $1 order by right_code",
    [asking.number],
  )
  return rows
}

/** What the worker does with what waits for nobody. */
async function work(here: FolderDeployment, asking: Asking): Promise<void> {
  for (const { id } of await partsOf(here, asking)) {
    await runSelfService(here.house, id)
    await fulfilPart(here.house, id)
  }
}

/** An officer takes a part and decides it alone. */
async function decideAlone(here: FolderDeployment, id: string, explanation: string) {
  const officer = await here.staff("officer")
  const { version, status } = await partRow(here, id)
  const seen = { part: id, version }
  const taken = status === "received" ? await as(here, officer, (ctx) => takePart(ctx, seen)) : { version }
  const input = { part: id, version: taken.version, keeps: [], refusal: null, explanation }
  const prepared = await prepareProposal(here.house, officer, input)
  return as(here, officer, (ctx) => decidePart(ctx, input, prepared))
}

const sourceOf = (here: FolderDeployment) => {
  const [source] = here.sources.values()
  if (!source) throw new Error("no source")
  return source
}

describe("at the lender", () => {
  let here: FolderDeployment
  beforeAll(async () => {
    here = await folderDeployment("policies/somo")
  })
  afterAll(() => here?.close())

  it("the mark that only a person decides is set at once, answered when asked again, and taken off by the person", async () => {
    const who = await here.person("+996555000001")
    const mark = async () =>
      (
        await sourceOf(here).query(
          "select human_only, no_open_sources from core.customers where mobile_phone = '+996555000001'",
        )
      ).rows[0]
    const first = await ask(here, who, "human_only")
    await work(here, first)
    expect(await partsOf(here, first)).toMatchObject([{ right_code: "human_only", status: "fulfilled" }])
    expect(await mark()).toEqual({ human_only: true, no_open_sources: false })
    expect(await ask(here, who, "human_only")).toEqual({ ...first, again: true })
    const [part] = await partsOf(here, first)
    await expect(
      as(here, who, (ctx) => cancelRequest(ctx, { part: part?.id ?? "", version: part?.version ?? 0 })),
    ).rejects.toMatchObject({ code: "in_effect_already" })
    const undone = await ask(here, who, "human_only", true)
    await work(here, undone)
    expect(await mark()).toEqual({ human_only: false, no_open_sources: false })
    const refused = await ask(here, who, "publication_refusal")
    await work(here, refused)
    expect(await mark()).toEqual({ human_only: false, no_open_sources: true })
    await expect(ask(here, who, "account_deletion")).rejects.toMatchObject({ name: "NotFound" })
  })

  it("somebody who never took the loan is left alone at once, the evidence stays, and staff tell the bureau", async () => {
    const who = await here.person("+996555000002")
    const phone = "+996555000002"
    const asked = await ask(here, who, "identity_fraud", false, DEMO)
    await work(here, asked)
    const restricted = async () =>
      (
        await sourceOf(here).query(
          "select coalesce(processing_restricted_scope, '{}') as scope from core.customers where mobile_phone = $1",
          [phone],
        )
      ).rows[0].scope as string[]
    expect(await restricted()).toContain("collection")
    const parts = await partsOf(here, asked)
    const main = parts.find(({ right_code }) => right_code === "identity_fraud")
    const block = parts.find(({ right_code }) => right_code === "restriction")
    expect(parts).toMatchObject([{ status: "received" }, { status: "fulfilled" }])
    // The evidence is kept: an erasure asked meanwhile keeps everything on the hold.
    const { rows: held } = await here.owner.query(
      "select ground, categories from holds where ended_at is null",
    )
    expect(held).toEqual([{ ground: "LEGAL_HOLD", categories: null }])
    const { plan } = await prospectFor(here.house, who, {
      right: "erasure",
      categories: ["cookies", "photo"],
    })
    expect(plan.operations.filter(({ operation }) => operation === "erase")).toEqual([])
    // Staff tell the bureau, once, on a day that has come.
    const officer = await here.staff("officer")
    const { version } = await partRow(here, main?.id ?? "")
    const proof = { part: main?.id ?? "", version, method: "in_person" }
    const taken = await as(here, officer, (ctx) => confirmIdentity(ctx, proof))
    const tell = { part: taken.id, version: taken.version, recipient: "credit_bureau", note: "Кат № 12." }
    const far = { day: "1", month: "1", year: "2100" }
    await expect(
      as(here, officer, (ctx) => tellRecipient(ctx, { ...tell, told: far })),
    ).rejects.toMatchObject({
      fields: { told: { code: "told_between" } },
    })
    const told = { ...tell, told: typedAs(dayIn(new Date(), "Asia/Bishkek")) }
    await as(here, officer, (ctx) => tellRecipient(ctx, told))
    await expect(as(here, officer, (ctx) => tellRecipient(ctx, told))).rejects.toMatchObject({
      code: "told_already",
    })
    await expect(
      as(here, officer, (ctx) => tellRecipient(ctx, { ...told, recipient: "bank" })),
    ).rejects.toMatchObject({ name: "NotFound" })
    const { inForce } = here
    const seen = { requestId: taken.requestId, right: taken.right }
    expect(await as(here, officer, (ctx) => toldOf(ctx, inForce, seen))).toMatchObject([
      { recipient: "credit_bureau", at: expect.any(Date) },
    ])
    // Declined, what went beside it is lifted.
    await refuse(here, taken.id, refuseGroundsFor(inForce, "identity_fraud")[0]?.code ?? "")
    await liftAnswered(here.house, block?.id ?? "")
    await fulfilPart(here.house, block?.id ?? "")
    expect(await restricted()).toEqual([])
  })
})

describe("at the sports club", () => {
  let here: FolderDeployment
  beforeAll(async () => {
    here = await folderDeployment("policies/om")
  })
  afterAll(() => here?.close())

  const member = async (n: number, columns: string) =>
    (await sourceOf(here).query(`select ${columns} from club.members m where user_no = ${n}`)).rows[0]

  it("the open profile is hidden at once, and answered with the same request when asked again", async () => {
    const who = await here.person("+996555300003")
    const open = "(select count(*)::int from club.display d where d.user_no = m.user_no and is_open) as open"
    expect((await member(3, open)).open).toBeGreaterThan(0)
    const first = await ask(here, who, "public_profile")
    await work(here, first)
    expect(await member(3, open)).toEqual({ open: 0 })
    expect(await partsOf(here, first)).toMatchObject([{ right_code: "public_profile", status: "fulfilled" }])
    expect(await ask(here, who, "public_profile")).toEqual({ ...first, again: true })
    await expect(ask(here, who, "identity_fraud")).rejects.toMatchObject({ name: "NotFound" })
  })

  it("where the policy leaves the mark to an officer, one of them sets it, and the person takes it off alone", async () => {
    const who = await here.person("+996555300003")
    const asked = await ask(here, who, "human_only")
    const [part] = await partsOf(here, asked)
    await runSelfService(here.house, part?.id ?? "")
    expect(await member(3, "manual_only")).toEqual({ manual_only: false })
    await decideAlone(here, part?.id ?? "", "")
    await fulfilPart(here.house, part?.id ?? "")
    expect(await member(3, "manual_only")).toEqual({ manual_only: true })
    await work(here, await ask(here, who, "human_only", true))
    expect(await member(3, "manual_only")).toEqual({ manual_only: false })
  })

  it("a child's data is restricted and hidden at once, erased when an officer writes how the age is known, and reviewed", async () => {
    const who = await here.person("+996555300004")
    const asked = await ask(here, who, "child_data")
    await work(here, asked)
    const parts = await partsOf(here, asked)
    expect(parts.map(({ right_code, status }) => [right_code, status])).toEqual([
      ["child_data", "received"],
      ["restriction", "fulfilled"],
      ["withdrawal", "fulfilled"],
    ])
    expect((await member(4, "cardinality(lock_scope) as n")).n).toBe(here.folder.policy.categories.length)
    const main = parts[0]?.id ?? ""
    await expect(decideAlone(here, main, " ")).rejects.toMatchObject({
      fields: { explanation: { code: "established_how" } },
    })
    await decideAlone(here, main, "Туулгандыгы жөнүндө күбөлүк көрсөтүлдү.")
    await fulfilPart(here.house, main)
    // Of the child nothing is left but the way in here, which goes after the certificate.
    expect(await partRow(here, main)).toMatchObject({ status: "deferred" })
    expect(await member(4, "surname, name, birth_dt, mobile, mail, city, school")).toEqual({
      surname: null,
      name: null,
      birth_dt: null,
      mobile: null,
      mail: null,
      city: null,
      school: null,
    })
    const [officer, approver] = [await here.staff("officer"), await here.staff("approver")]
    const { version } = await partRow(here, main)
    const review = { part: main, version, finding: "Туура." }
    const waiting = async () =>
      (await as(here, approver, (ctx) => queuePage(ctx, { view: "review", after: null }))).rows.map(
        ({ id }) => id,
      )
    expect(await waiting()).toEqual([main])
    await expect(as(here, officer, (ctx) => reviewPart(ctx, review))).rejects.toMatchObject({
      name: "Forbidden",
    })
    await expect(
      as(here, approver, (ctx) => reviewPart(ctx, { ...review, finding: "" })),
    ).rejects.toMatchObject({
      fields: { finding: { code: "required" } },
    })
    await as(here, approver, (ctx) => reviewPart(ctx, review))
    await expect(as(here, approver, (ctx) => reviewPart(ctx, review))).rejects.toMatchObject({
      code: "reviewed_already",
    })
    expect(await waiting()).toEqual([])
  })

  it("a deleted account stops everything, keeps what a ground keeps, and leaves the letters to read", async () => {
    const who = await here.person("+996555300003")
    const asked = await ask(here, who, "account_deletion", false, "demo-user-3")
    await work(here, asked)
    const parts = await partsOf(here, asked)
    expect(parts.map(({ right_code, status }) => [right_code, status])).toEqual([
      ["account_deletion", "received"],
      ["withdrawal", "fulfilled"],
    ])
    // A withdrawal is never refused, and one officer alone erases nothing.
    const main = parts[0] ?? { id: "", version: 0, status: "" }
    expect(refuseGroundsFor(here.inForce, "account_deletion")).toEqual([])
    await expect(decideAlone(here, main.id, "")).rejects.toMatchObject({ code: "needs_approver" })
    const { status, version } = await partRow(here, main.id)
    const proposed = await proposeFor(here, { id: main.id, status, version })
    await approve(here, proposed)
    await fulfilPart(here.house, main.id)
    const { rows: kept } = await here.owner.query(
      `select distinct category, ground from plan_operations where part_id = $1 and phase = 'kept' and source <> 'portal'
       and plan_id = (select id from plans where part_id = $1 order by version desc limit 1) order by 1`,
      [main.id],
    )
    expect(kept).toEqual([
      { category: "action_log", ground: "LOG_1Y" },
      ...["agreement_record", "consent_record", "registration", "user_identifier"].map((category) => ({
        category,
        ground: "ACCEPTANCE_RECORD_3Y",
      })),
    ])
    const { rows: account } = await here.owner.query(
      `select distinct category, ground from plan_operations where part_id = $1 and phase = 'kept' and source = 'portal'
       and plan_id = (select id from plans where part_id = $1 order by version desc limit 1) order by 1`,
      [main.id],
    )
    expect(account).toEqual(
      ["action_log", "phone", "registration"].map((category) => ({ category, ground: "CASE_PROOF" })),
    )
    expect(await partRow(here, main.id)).toMatchObject({ status: "deferred" })
    const { rows: reach } = await here.owner.query("select reach from accounts where id = $1", [
      who.actor.accountId,
    ])
    expect(reach).toEqual([{ reach: "rights_only" }])
    expect(await ask(here, who, "account_deletion")).toEqual({ ...asked, again: true })
    expect(await member(3, "closed_at is not null as closed, close_reason, city, school")).toEqual({
      closed: true,
      close_reason: "portal",
      city: null,
      school: null,
    })
  })
})
