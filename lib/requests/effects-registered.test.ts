import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { dayIn } from "@/lib/deadlines/day"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { answerQuestion } from "@/lib/requests/handle"
import { prepareRegistration } from "@/lib/requests/prepare-registration"
import { registerRequest } from "@/lib/requests/register"
import type { Entered } from "@/lib/requests/registration-entered"
import { approve, as, partRow, proposeFor } from "@/lib/testing/cases"
import { SCAN } from "@/lib/testing/files.fixture"
import { type FolderDeployment, folderDeployment } from "@/lib/testing/folder-deployment.fixture"
import { typedAs } from "@/lib/testing/typed.fixture"

const received = () => ({ ...typedAs(dayIn(new Date(), "Asia/Bishkek")), time: "00:01" })

async function register(here: FolderDeployment, entered: Partial<Entered>) {
  const officer = await here.staff("officer")
  const ready = await prepareRegistration(here.house, officer, {
    ...{ subject: "", right: "", channel: "email", received: received(), language: "ky" },
    ...{ choice: [], words: "Эсептик жазуумду жок кылыңыз.", evidence: null },
    ...entered,
  })
  return as(here, officer, (ctx) => registerRequest(ctx, ready))
}

describe.each([
  ["policies/infocom-auction", "+996555200002", "reg.account", "acc_id", "mob", { state: "closed" }],
  ["policies/srs-eservices", "+996555400002", "portal.users", "user_id", "phone", { status: "removed" }],
] as const)("an account deleted by e-mail (%s)", (dir, phone, table, key, contact, closed) => {
  let here: FolderDeployment
  beforeAll(async () => {
    here = await folderDeployment(dir)
  })
  afterAll(() => here?.close())

  it("waits until the person confirms it, and then ends the account in the organisation's own system", async () => {
    const [source] = here.sources.values()
    const found = await source?.query(`select ${key} as id from ${table} where ${contact} = $1`, [phone])
    const who = await here.person(phone)
    const subject = who.actor.subjectId
    await expect(
      register(here, { subject, right: "account_deletion", channel: "phone" }),
    ).rejects.toMatchObject({
      fields: { channel: { code: "letter_needed" } },
    })
    await expect(
      register(here, { subject, right: "account_deletion", channel: "visit" }),
    ).rejects.toMatchObject({
      fields: { evidence: { code: "scan_needed" } },
    })
    const part = await register(here, { subject, right: "account_deletion" })
    expect(await partRow(here, part.id)).toMatchObject({ status: "waiting" })
    const { rows: beside } = await here.owner.query("select 1 from request_parts where id <> $1", [part.id])
    expect(beside).toEqual([])
    await as(here, who, (ctx) => answerQuestion(ctx, { part: part.id, body: "Ооба, мен жаздым." }))
    const proposed = await proposeFor(here, { id: part.id, ...(await partRow(here, part.id)) })
    await approve(here, proposed)
    await runSelfService(here.house, part.id)
    await fulfilPart(here.house, part.id)
    expect((await partRow(here, part.id)).status).toMatch(/deferred|fulfilled/)
    const ended = await source?.query(`select ${Object.keys(closed)[0]} from ${table} where ${key} = $1`, [
      found?.rows[0].id,
    ])
    expect(ended?.rows).toEqual([closed])
  })
})

describe("a correction that reached staff", () => {
  let here: FolderDeployment
  beforeAll(async () => {
    here = await folderDeployment("policies/om")
  })
  afterAll(() => here?.close())

  it("is registered with its field, value and document, and carried out at once where the policy lets the person do it", async () => {
    const who = await here.person("+996555300003")
    const subject = who.actor.subjectId
    const asked = { subject, right: "rectification", channel: "visit", evidence: SCAN }
    const wrong = { ...asked, correction: { field: "position/nothing", value: "" } }
    await expect(register(here, wrong)).rejects.toMatchObject({ fields: { field: { code: "choose_field" } } })
    const correction = { field: "position/position", value: "coach" }
    const empty = { ...asked, correction: { ...correction, value: " " } }
    await expect(register(here, empty)).rejects.toMatchObject({ fields: { value: { code: "required" } } })
    const called = { ...asked, correction, channel: "phone", evidence: null }
    await expect(register(here, called)).rejects.toMatchObject({
      fields: { channel: { code: "letter_needed" } },
    })
    const bare = { ...asked, correction, evidence: null }
    await expect(register(here, bare)).rejects.toMatchObject({
      fields: { evidence: { code: "scan_needed" } },
    })
    const part = await register(here, { ...asked, correction })
    expect(part.receivedAt.getTime()).toBeLessThan(Date.now())
    await runSelfService(here.house, part.id)
    await fulfilPart(here.house, part.id)
    expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
    const [source] = here.sources.values()
    const roles = await source?.query("select role_title from club.rosters where user_no = 3")
    expect(roles?.rows).toEqual([{ role_title: "coach" }])
  })
})
