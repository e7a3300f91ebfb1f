import { afterAll, beforeAll, expect, it } from "vitest"
import type { Signed, SubjectActor } from "@/lib/context"
import { askForCopy, bytesOf, filesIn, proved } from "@/lib/copies/copies.fixture"
import { savePackage } from "@/lib/copies/my-package"
import { NotAllowedNow } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { cooledAt } from "@/lib/people/cooling"
import { changeContact, letCool, messagesOf } from "@/lib/people/identity.fixture"
import type { Part } from "@/lib/requests/access"
import { partRow } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

const EMAIL = { category: "email", field: "email" }
const PHONE = { category: "mobile_phone", field: "phone" }

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

const ask = async (who: Signed<SubjectActor>, n: number): Promise<Part> => {
  const part = await askForCopy(here, who, `demo-borrower-${n}`, { right: "copy", choice: ["all"] })
  await runSelfService(here.house, part.id)
  await fulfilPart(here.house, part.id)
  return part
}
const jobAt = async (part: Part): Promise<Date> => {
  const { rows } = await here.owner.query("select run_at from graphile_worker.jobs where key = $1", [
    `fulfil:${part.id}`,
  ])
  return rows[0]?.run_at
}
const save = async (who: Signed<SubjectActor>, part: Part) =>
  filesIn(await bytesOf(await savePackage(here.house, await proved(here, who), part.id)))

it("after an e-mail was changed no copy is made, the old contact is told at once, and a week later it goes out", async () => {
  const victim = await here.borrower(2)
  await changeContact(here, victim, "demo-borrower-2", { ...EMAIL, value: "thief@evil.example" })
  const told = (await messagesOf(here)).filter(({ template }) => template === "contact_changed")
  expect(told.map(({ to }) => to)).toContain("+996555000002")
  expect(told.map(({ to }) => to)).not.toContain("thief@evil.example")

  const part = await ask(victim, 2)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilling" })
  const made = await here.owner.query("select 1 from packages where part_id = $1", [part.id])
  expect(made.rowCount).toBe(0)
  const days = ((await jobAt(part)).getTime() - Date.now()) / 86_400_000
  expect(days).toBeGreaterThan(7)
  expect(days).toBeLessThanOrEqual(8)

  await letCool(here, victim.actor.accountId, 8)
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  expect([...(await save(await here.borrower(2), part)).keys()]).toContain("data.json")
})

it("a copy that was ready when the phone changed is held back from that moment", async () => {
  const person = await here.borrower(1)
  const part = await ask(person, 1)
  expect([...(await save(person, part)).keys()]).toContain("data.json")
  const again = await here.borrower(1)
  await changeContact(here, again, "demo-borrower-1", { ...PHONE, value: "+996555999911" })
  const held = await proved(here, again)
  await expect(savePackage(here.house, held, part.id)).rejects.toThrow(
    new NotAllowedNow("contact_cooling", { number: part.number }),
  )
  await letCool(here, person.actor.accountId, 8)
  await expect(savePackage(here.house, held, part.id)).resolves.toMatchObject({ name: /data-/ })
})

it("the policy's days count whole, from the organisation's midnight; without any it is a week", () => {
  const policy = { organisation: { timezone: "Asia/Bishkek" } }
  const changed = new Date("2026-03-01T20:30:00Z")
  const at = (identity?: object) => cooledAt({ policy: { ...policy, identity } as never }, changed)
  expect(at().toISOString()).toBe("2026-03-09T18:00:00.000Z")
  expect(at({ coolingOff: "P30D" }).toISOString()).toBe("2026-04-01T18:00:00.000Z")
})
