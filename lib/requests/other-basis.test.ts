import { afterAll, beforeAll, expect, it } from "vitest"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { draftOf } from "@/lib/requests/draft-of"
import { EVERYTHING, prepareWithdrawal } from "@/lib/requests/prepare-choice"
import { registrable, scopeFrom } from "@/lib/requests/registrable"
import { approve, as, partRow, proposeFor, signAs } from "@/lib/testing/cases"
import { type FolderDeployment, folderDeployment } from "@/lib/testing/folder-deployment.fixture"

let here: FolderDeployment

beforeAll(async () => {
  here = await folderDeployment("policies/om")
})
afterAll(() => here?.close())

const PHONE = "+996555300003"
const PASSWORD = "demo-user-3"

it("a withdrawal of what rests on a contract is registered, and answered operation by operation with the ground that goes on", async () => {
  const purpose = here.inForce.policy.purposes.find(({ withdrawable }) => !withdrawable)
  if (!purpose) throw new Error("the policy has no purpose on another basis")
  const person = await here.person(PHONE)
  const operations = purpose.operations.map(({ code }) => code)
  const scope = { right: "withdrawal" as const, purposes: [{ purpose: purpose.code, operations }] }
  const part = await signAs(here, person, PASSWORD, scope)
  expect((await partRow(here, part.id)).status).toBe("received")
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)
  expect(["deferred", "fulfilled"]).toContain((await partRow(here, part.id)).status)
  const { rows } = await here.owner.query<{ id: string }>(
    "select id from letters where part_id = $1 and kind = 'decision'",
    [part.id],
  )
  const letter = await as(here, person, (ctx) => openLetter(ctx, rows[0]?.id ?? ""))
  const text = letter ? letterText(letter.letter) : ""
  expect(text).toContain(purpose.title.ky)
  const ground = here.inForce.policy.grounds.find(({ code }) => code === "ACCOUNT_OPEN")
  expect(text).toContain(ground?.title.ky)
  const stopped = await here.owner.query(
    "select operation from consent_events where part_id = $1 and event = 'withdrawn' order by 1",
    [part.id],
  )
  expect(stopped.rows.map(({ operation }) => operation)).toEqual(["collect", "transfer"])
})

it("'all my consents' leaves out what rests on none, in the cabinet and on paper; a letter that names it is taken", async () => {
  const { policy } = here.inForce
  const consents = policy.purposes.filter(({ withdrawable }) => withdrawable).map(({ code }) => code)
  const other = policy.purposes.find(({ withdrawable }) => !withdrawable)?.code ?? ""
  const person = await here.person(PHONE)
  const prepared = async (ticked: string[]) => {
    const intent = await prepareWithdrawal(here.house, person, ticked)
    const found = await as(here, person, (ctx) => draftOf(ctx, intent))
    const scope = found?.draft.scope
    return scope?.right === "withdrawal" ? scope.purposes.map(({ purpose }) => purpose) : []
  }
  expect(await prepared([EVERYTHING])).toEqual(consents)
  expect(await prepared([other])).toEqual([other])
  const form = registrable(here.inForce, "withdrawal")
  if (!form) throw new Error("a withdrawal may be registered")
  const purposesOf = (ticked: string[]) => {
    const scope = scopeFrom(here.inForce, form, ticked)
    return scope.right === "withdrawal" ? scope.purposes.map(({ purpose }) => purpose) : []
  }
  expect(purposesOf([EVERYTHING])).toEqual(consents)
  expect(purposesOf([other])).toEqual([other])
})
