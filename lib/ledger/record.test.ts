import { createHash } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { expireConsents } from "@/lib/consents/expire-consents"
import { importConsents } from "@/lib/consents/import-consents"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { acts } from "@/lib/ledger/acts"
import { canonical } from "@/lib/ledger/record"
import { approve, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

it("a case leaves entries whose bytes name nobody, and whose payload opens under the person's case-file key alone", async () => {
  const { actor } = await here.borrower(3)
  await importConsents(here.house, actor.subjectId)
  await expireConsents(here.house, actor.subjectId)
  const part = await signLetter(here, 3, { right: "erasure", categories: ["contact_persons"] })
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)
  const { rows } = await here.owner.query<{
    id: string
    leaf: Buffer
    salt: Buffer
    payload: Buffer
    ref: string
  }>(
    "select i.id, leaf, salt, payload, ledger_ref as ref from ledger_inbox i join ledger_payloads using (id) join subjects s on s.id = subject_id",
  )
  const told = new Set<string>()
  for (const { id, leaf, salt, payload, ref } of rows) {
    const text = leaf.toString()
    const entry = JSON.parse(text)
    expect(canonical(entry)).toBe(text)
    expect(Object.keys(entry).sort()).toEqual([
      "act",
      "actor",
      "at",
      "commit",
      "id",
      "object",
      "subject",
      "v",
    ])
    expect(entry).toMatchObject({ id, subject: ref })
    expect(id, entry.act).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/)
    expect(Number.parseInt(id.replace("-", "").slice(0, 12), 16)).toBe(Date.parse(entry.at))
    expect(acts).toContain(entry.act)
    for (const known of [
      "21503199000003",
      "+996555000003",
      "Сыноо",
      part.number,
      actor.subjectId,
      actor.accountId,
    ])
      expect(text, entry.act).not.toContain(known)
    const owner = { id: actor.subjectId, purpose: "case" } as const
    const place = `ledger_payloads.payload|${id}`
    const plain = await here.house.vault.open(owner, place, payload)
    expect(createHash("sha256").update(salt).update(plain).digest("hex")).toBe(entry.commit)
    await expect(here.house.vault.open({ ...owner, purpose: "data" }, place, payload)).rejects.toThrow()
    told.add(entry.act)
  }
  expect([...told].sort()).toEqual([
    "certificate.sealed",
    "consent.recorded",
    "fulfilment.applied",
    "letter.sent",
    "letter.signed",
    "part.approved",
    "part.moved",
    "part.proposed",
    "request.submitted",
  ])
})

it("nothing in the ledger can be changed or taken away, by whoever wrote it", async () => {
  const { staff, subject, worker } = here.house.pools
  for (const pool of [staff, subject, worker]) {
    for (const statement of [
      "update ledger_inbox set leaf = ''",
      "delete from ledger_inbox",
      "delete from ledger_payloads",
    ])
      await expect(pool.query(statement)).rejects.toMatchObject({ code: "42501" })
  }
})

it("the same facts give the same bytes, and text that would change when stored is refused", () => {
  expect(canonical({ b: [1, { z: null, a: "Ө" }], a: undefined, c: true })).toBe(
    '{"b":[1,{"a":"Ө","z":null}],"c":true}',
  )
  expect(canonical({ c: true, b: [1, { a: "Ө", z: null }] })).toBe(
    canonical({ b: [1, { z: null, a: "Ө" }], c: true }),
  )
  expect(canonical(new Date(0))).toBe('"1970-01-01T00:00:00.000Z"')
  expect(() => canonical({ note: "\ud800" })).toThrow("lone surrogate")
})
