import { randomUUID } from "node:crypto"
import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, expect, it } from "vitest"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { Erased } from "@/lib/keys/vault"
import { destroyKeys } from "@/lib/people/forget-person"
import { inForce } from "@/lib/policy/editions"
import { findCase } from "@/lib/requests/case"
import { dropLogs } from "@/lib/retention/drop-logs"
import { endCaseFile, endCaseFiles } from "@/lib/retention/end-case-file"
import { approve, as, closeAccountAfter, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { type FolderDeployment, folderDeployment } from "@/lib/testing/folder-deployment.fixture"

let lender: TestDeployment
let service: FolderDeployment
beforeAll(async () => {
  lender = await testDeployment()
  service = await folderDeployment("policies/om")
})
afterAll(async () => {
  await lender?.close()
  await service?.close()
})

const count = async ({ owner }: Pick<TestDeployment, "owner">, from: string) =>
  Number((await owner.query(`select count(*)::int as n from ${from}`)).rows[0].n)

it("logs go when the policy's year for them is over, records of consent, acceptance and looking do not", async () => {
  const { owner, house } = service
  const person = await service.person(service.people.accounts[0]?.signIn ?? "")
  const { subjectId, accountId } = person.actor
  const officer = (await service.staff("officer")).actor.accountId
  const aged = (days: number) => `now() - interval '${days} days'`
  for (const days of [370, 10]) {
    await owner.query(
      `insert into sessions (hash, account_id, expires_at, ended_at, auth_level) values ($1, $2, ${aged(days)}, ${aged(days)}, 1)`,
      [Buffer.from(randomUUID()), accountId],
    )
    await owner.query(
      `insert into outbox (id, subject_id, template, language, channel, key_owner, parameters, recipient, message_id, state, created_at)
       select gen_random_uuid(), $1, 'received', 'ky', 'sms', $1, '\\x00', '\\x00', gen_random_uuid()::text, s, ${aged(days)}
       from unnest(array['sent', 'ready']) s`,
      [subjectId],
    )
    await owner.query(
      `insert into staff_digests (staff_id, day, at) values ($1, ${aged(days)}, ${aged(days)})`,
      [officer],
    )
  }
  const kept = ["consent_events", "views", "disclosures", "ledger_inbox", "ledger_payloads", "letters"]
  await owner.query(
    `insert into views (subject_id, staff_id, role, unit, categories, ledger_id, at) values ($1, $2, 'officer', 'u', '{}', gen_random_uuid(), ${aged(800)})`,
    [subjectId, officer],
  )
  const before = await Promise.all(kept.map((table) => count(service, table)))
  const old = `${aged(365)}`
  expect(await count(service, `sessions where ended_at < ${old}`)).toBe(1)
  await dropLogs(house)
  expect(await count(service, `sessions where ended_at < ${old}`)).toBe(0)
  expect(await count(service, "sessions where ended_at is not null")).toBe(1)
  expect(await count(service, `outbox where created_at < ${old}`)).toBe(1)
  expect(await count(service, "outbox where state = 'sent'")).toBe(1)
  expect(await count(service, "staff_digests")).toBe(1)
  expect(await Promise.all(kept.map((table) => count(service, table)))).toEqual(before)

  await lender.owner.query(
    `insert into sessions (hash, account_id, expires_at, auth_level) select 'old', id, ${aged(4000)}, 1 from accounts limit 1`,
  )
  await dropLogs(lender.house)
  expect(await count(lender, "sessions where hash = 'old'")).toBe(1)
})

it("the case file of somebody nothing is held of outlives their account and ends with its term: then its key goes, too", async () => {
  const { house, owner } = lender
  const everything = (await inForce(drizzle(owner))).policy.categories.map(({ code }) => code)
  const part = await signLetter(lender, 3, { right: "erasure", categories: everything })
  await approve(lender, await proposeFor(lender, part))
  await fulfilPart(house, part.id)
  await closeAccountAfter(lender, part)
  const other = await signLetter(lender, 2, { right: "erasure", categories: ["contact_persons"] })
  await approve(lender, await proposeFor(lender, other))
  await fulfilPart(house, other.id)
  const [gone, stays] = [part.subjectId, other.subjectId]
  const hashes = (of: string) => count(lender, `source_identities where subject_id = '${of}'`)
  const age = async (years: number) => {
    const back = `- interval '${years} years'`
    await owner.query(`
      begin; set local session_replication_role = replica;
      update subjects set created_at = created_at ${back}; update requests set received_at = received_at ${back};
      update request_parts set closed_at = closed_at ${back}; update sessions set seen_at = seen_at ${back}; commit`)
  }
  const opens = (id: string) =>
    house.vault.seal({ id, purpose: "case" }, "test", "x").then(
      () => "opens",
      (fault) => fault,
    )
  await age(2)
  await endCaseFiles(house, null)
  await endCaseFile(house, gone)
  await destroyKeys(house, gone)
  expect([await hashes(gone), await opens(gone)]).toEqual([0, "opens"])
  await age(2)
  await endCaseFiles(house, null)
  for (const id of [gone, stays]) await endCaseFile(house, id)
  expect(await count(lender, "graphile_worker.jobs where task_identifier = 'end-case-file'")).toBe(2)
  expect([await hashes(gone), await hashes(stays)]).toEqual([0, expect.any(Number)])
  expect(await hashes(stays)).toBeGreaterThan(0)
  const tables = ["search_terms", "account_logins l join accounts a on a.id = l.account_id"]
  for (const table of tables) expect(await count(lender, `${table} where subject_id = '${gone}'`)).toBe(0)
  await destroyKeys(house, stays)
  await destroyKeys(house, gone)
  await destroyKeys(house, gone)
  expect(await opens(gone)).toBeInstanceOf(Erased)
  expect(await opens(stays)).toBe("opens")
  const officer = await lender.staff("officer")
  await expect(as(lender, officer, (ctx) => findCase(ctx, part.number))).rejects.toThrow("not_found")
})
