import { drizzle } from "drizzle-orm/node-postgres"
import pg from "pg"
import { afterAll, beforeAll, expect, it } from "vitest"
import { freshDatabase } from "@/db/testing/database"
import { importConsents } from "@/lib/consents/import-consents"
import type { Ctx, SubjectActor } from "@/lib/context"
import { acceptEdition, keepAcceptance, noteUse } from "@/lib/editions/accept"
import { myPolicy } from "@/lib/editions/my-policy"
import { replaceConsents, replaceConsentsOf } from "@/lib/editions/replace-consents"
import { Conflict, NotAllowedNow } from "@/lib/errors"
import { publicEdition } from "@/lib/policy/public-edition"
import { publishPolicy } from "@/lib/policy/publish-folder"
import { publishedEditions } from "@/lib/policy/published"
import { readPolicy } from "@/lib/policy/read"
import { readDataMap } from "@/lib/sources/read-map"
import { as } from "@/lib/testing/cases"
import { type FolderDeployment, folderDeployment } from "@/lib/testing/folder-deployment.fixture"

const PHONE = "+996555300003"
let here: FolderDeployment
beforeAll(async () => {
  here = await folderDeployment("policies/om")
})
afterAll(() => here?.close())

const me = async <T>(work: (ctx: Ctx<SubjectActor>) => Promise<T>) => as(here, await here.person(PHONE), work)
const mine = async () => {
  const { acceptances, toAccept } = await me(myPolicy)
  return { accepted: acceptances.map(({ edition, how }) => `${edition} ${how}`), asked: toAccept !== null }
}
/** The next edition at once, in which the policy is accepted in that way. */
const next = (how: "ticked" | "deemed") =>
  here.owner.query(
    `insert into policy_editions (policy, number, document, hash)
     select policy, number + 1, jsonb_set(document, '{acceptance,how}', to_jsonb($1::text)), sha256('next')
     from policy_editions order by number desc limit 1`,
    [how],
  )

it("a ticked box is kept once with edition, time and the hash of its words; a next edition is asked for anew", async () => {
  expect(await mine()).toEqual({ accepted: [], asked: true })
  await expect(me((ctx) => acceptEdition(ctx, 2))).rejects.toEqual(new Conflict("stale_page"))
  const { token } = await here.person(PHONE)
  await keepAcceptance(here.house, token, 1)
  await me((ctx) => acceptEdition(ctx, 1))
  await me(noteUse)
  expect(await mine()).toEqual({ accepted: ["1 ticked"], asked: false })
  const [first] = (await me(myPolicy)).acceptances
  expect(first?.textHash).toMatch(/^[0-9a-f]{64}$/)
  const entries = await here.owner.query(
    "select count(*)::int as n from ledger_inbox i join edition_acceptances a on a.ledger_id = i.id",
  )
  expect(entries.rows).toEqual([{ n: 1 }])
  await next("ticked")
  expect(await mine()).toEqual({ accepted: ["1 ticked"], asked: true })
})

it("where the policy takes use for acceptance it is kept as that, at sign-in, and there is no box", async () => {
  await next("deemed")
  await expect(me((ctx) => acceptEdition(ctx, 3))).rejects.toBeInstanceOf(NotAllowedNow)
  const { token } = await here.person(PHONE)
  await keepAcceptance(here.house, token, null)
  await keepAcceptance(here.house, token, null)
  expect(await mine()).toEqual({ accepted: ["3 deemed", "1 ticked"], asked: false })
  const officer = await here.staff("officer")
  await keepAcceptance(here.house, officer.token, null)
  await keepAcceptance(here.house, "nobody", null)
  const { editions } = await as(here, officer, publishedEditions)
  expect(editions.filter(({ kind }) => kind === "policy").map(({ accepted }) => accepted)).toEqual([1, 0, 1])
})

it("a basis that takes the place of consent makes the consents to it invalid from its day on, and no others", async () => {
  const person = await here.person(PHONE)
  await importConsents(here.house, person.actor.subjectId)
  const events = async () =>
    (
      await here.owner.query<{ name: string }>(
        "select purpose || '/' || operation as name from consent_events where event = 'invalid' and method = 'system'",
      )
    ).rows.map(({ name }) => name)
  const { rows } = await here.owner.query<{ purpose: string; operation: string }>(
    "select purpose, operation from consent_events where event = 'given' and subject_id = $1",
    [person.actor.subjectId],
  )
  const basisOf = ({ purpose, operation }: { purpose: string; operation: string }) =>
    here.inForce.policy.purposes
      .find(({ code }) => code === purpose)
      ?.operations.find(({ code }) => code === operation)?.basis
  const given = rows.find((row) => basisOf(row) === "consent")
  if (!given) throw new Error("the person consented to something")
  const run = async () => {
    await replaceConsents(here.house)
    await replaceConsentsOf(here.house, person.actor.subjectId)
  }
  await run()
  expect(await events()).toEqual([])
  const purposes = structuredClone(here.inForce.policy.purposes)
  for (const { code, operations } of purposes)
    for (const each of operations)
      if (code === given.purpose && each.code === given.operation) each.basis = "contract"
  await here.owner.query(
    `insert into policy_editions (policy, number, document, hash)
     select policy, number + 1, document || jsonb_build_object('purposes', $1::jsonb), sha256('replaced')
     from policy_editions order by number desc limit 1`,
    [JSON.stringify(purposes)],
  )
  await run()
  await run()
  expect(await events()).toEqual([`${given.purpose}/${given.operation}`])
  const jobs = await here.owner.query(
    "select count(*)::int as n from graphile_worker.jobs where task_identifier = 'replace-consents-of'",
  )
  expect(jobs.rows[0]?.n).toBeGreaterThan(0)
})

it("nobody accepts for somebody else, nor another edition, nor in another way, nor changes what was kept", async () => {
  const { actor } = await here.person(PHONE)
  const other = (await here.person("+996555300001")).actor.subjectId
  const insert = (subject: string, edition: number, how: string) =>
    `insert into edition_acceptances (id, subject_id, edition_id, how, text_hash, language, ledger_id)
     select gen_random_uuid(), '${subject}', id, '${how}', '', 'ky', gen_random_uuid() from policy_editions where number = ${edition}`
  const refused = (text: string) =>
    expect(me((ctx) => ctx.db.execute(text))).rejects.toMatchObject({ code: "42501" })
  await refused(insert(other, 4, "deemed"))
  await refused(insert(actor.subjectId, 2, "ticked"))
  await refused(insert(actor.subjectId, 4, "ticked"))
  await refused("update edition_acceptances set how = 'ticked'")
  await refused("delete from edition_acceptances")
  const { rows } = await await me((ctx) =>
    ctx.db.execute("select distinct subject_id as id from edition_acceptances"),
  )
  expect(rows).toEqual([{ id: actor.subjectId }])
})

it("an edition names the act its text says it was approved by, and the user agreement with its address where it has one", async () => {
  const database = await freshDatabase()
  const owner = new pg.Pool({ connectionString: database.url, max: 1 })
  const folder = await readPolicy("policies/srs-eservices")
  const { dataMap } = await readDataMap("policies/srs-eservices", folder.policy)
  if (!dataMap) throw new Error("the map is sound")
  await publishPolicy(drizzle(owner), folder, dataMap)
  const edition = await publicEdition(drizzle(owner))
  expect(edition?.act).toMatchObject({ number: "182", on: "2015-10-23" })
  expect([folder.policy.userAgreement?.url, here.inForce.policy.userAgreement?.url]).toEqual([
    undefined,
    "https://om.kg/index.php?module=content&page=agreement",
  ])
  await owner.end()
  await database.drop()
})
