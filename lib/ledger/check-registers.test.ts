import { randomBytes, randomUUID } from "node:crypto"
import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, expect, it } from "vitest"
import { importConsents } from "@/lib/consents/import-consents"
import type { Ctx, Signed, StaffActor, SubjectActor } from "@/lib/context"
import { checkRegisters, holds } from "@/lib/ledger/check-registers"
import { entryOf } from "@/lib/ledger/record"
import { disclosureRegister, enter } from "@/lib/ledger/registers"
import { addDisclosure } from "@/lib/oversight/add-disclosure"
import { recordView } from "@/lib/oversight/record-view"
import { inForce } from "@/lib/policy/editions"
import { openWorld, type World } from "@/lib/requests/cast.fixture"

let world: World
let person: Signed<SubjectActor>
let officer: Signed<StaffActor>
let editionId: string
const disclosed = randomUUID()
const viewed: string[] = []

beforeAll(async () => {
  world = await openWorld(10)
  person = await world.borrower("+996555000001")
  officer = await world.colleague("officer")
  const { subjectId } = person.actor
  editionId = (await inForce(drizzle(world.owner))).edition.id
  await importConsents(world.house, subjectId)
  for (const reason of ["she called about her loan", "she called once more", "the address was checked"])
    viewed.push(await asOfficer((ctx) => recordView(ctx, view(reason))))
  await asOfficer((ctx) => addDisclosure(ctx, disclosure(disclosed, ctx.now)))
})
afterAll(() => world?.end())

const asOfficer = <T>(work: (ctx: Ctx<StaffActor>) => Promise<T>) => world.as(officer, work)
const view = (reason: string) => ({
  ...{ subjectId: person.actor.subjectId, categories: ["pin"], requestNumber: null, reason },
})
const disclosure = (id: string, at: Date) => ({
  ...{ id, at, subjectId: person.actor.subjectId, recipient: "Demo bureau", categories: ["pin"] },
  ...{ purpose: "bureau_exchange", ground: "other_lawful", secret: true, reviewOn: "2099-01-01" },
  ...{ editionId, explanation: Buffer.from("sealed"), recordedBy: officer.actor.accountId },
})
const faults = async () =>
  (await checkRegisters(drizzle(world.owner))).flatMap((report) =>
    report.faults.map(({ id, fault }) => `${report.register} ${fault} ${id}`),
  )
const counts = async () =>
  (await checkRegisters(drizzle(world.owner))).map(({ register, older, expected }) => [
    register,
    older,
    expected,
  ])

/** What the check says after the owner did this; all of it is undone. */
async function after(...statements: string[]): Promise<string[]> {
  const client = await world.owner.connect()
  try {
    await client.query("begin; set local session_replication_role = replica")
    for (const statement of statements) await client.query(statement)
    const reports = await checkRegisters(drizzle(client))
    expect(reports.every(holds)).toBe(false)
    return reports.flatMap((report) =>
      report.faults.map(({ id, fault }) => `${report.register} ${fault} ${id}`),
    )
  } finally {
    await client.query("rollback")
    client.release()
  }
}

it("says of what was written through the portal that every row is what its entry commits to", async () => {
  const reports = await checkRegisters(drizzle(world.owner))
  expect(reports.every(holds)).toBe(true)
  expect(reports).toMatchObject([
    { register: "views", sound: 3, older: 0, expected: 0, faults: [] },
    { register: "consent_events", older: 0, expected: 0, faults: [] },
    { register: "disclosures", sound: 1, older: 0, expected: 0, faults: [] },
  ])
  expect(reports[1]?.sound).toBeGreaterThan(5)
})

it("finds whatever the database's owner deletes, alters or adds in a register", async () => {
  const [first = "", second = "", third = ""] = viewed
  const { rows } = await world.owner.query("select id from consent_events order by id limit 1")
  const consent = rows[0].id
  for (const [table, id] of [
    ["views", second],
    ["consent_events", consent],
    ["disclosures", disclosed],
  ]) {
    expect(await after(`delete from ${table} where id = '${id}'`)).toContain(`${table} gone ${id}`)
    for (const change of ["at = at + interval '1 second'", "subject_id = gen_random_uuid()"])
      expect(await after(`update ${table} set ${change} where id = '${id}'`)).toContain(
        `${table} altered ${id}`,
      )
  }
  for (const change of [
    "staff_id = gen_random_uuid()",
    "reason = 'x'",
    "role = 'auditor'",
    "categories = '{}'",
  ])
    expect(await after(`update views set ${change} where id = '${first}'`)).toEqual([
      `views altered ${first}`,
    ])
  for (const change of ["event = 'withdrawn'", "method = 'signed'", `evidence = '{"source":"made up"}'`])
    expect(await after(`update consent_events set ${change} where id = '${consent}'`)).toEqual([
      `consent_events altered ${consent}`,
    ])
  for (const change of ["secret = false", "recipient = 'nobody'", "ground = 'LAW'", "authority = 'x'"])
    expect(await after(`update disclosures set ${change} where id = '${disclosed}'`)).toEqual([
      `disclosures altered ${disclosed}`,
    ])
  // Taking its entry from a row makes it none from before; nor does another row's entry serve.
  expect(await after(`update disclosures set ledger_id = null where id = '${disclosed}'`)).toEqual([
    `disclosures altered ${disclosed}`,
  ])
  const other = `(select ledger_id from views where id = '${first}')`
  expect(await after(`update views set ledger_id = ${other} where id = '${second}'`)).toEqual([
    `views altered ${second}`,
  ])
  const entry = (id: string) => `(select ledger_id from views where id = '${id}')`
  expect(await after(`delete from ledger_inbox where id = ${entry(first)}`)).toEqual([
    `views no_entry ${first}`,
  ])
  expect(
    await after(
      `delete from ledger_inbox where id = ${entry(second)}`,
      `delete from views where id = '${second}'`,
    ),
  ).toEqual([`views gap ${third}`])
  // A row without an entry, added by hand, is one more than were there when the register was bound.
  const { subjectId } = person.actor
  const added = `insert into disclosures (subject_id, recipient, categories, purpose, ground) values ('${subjectId}', 'r', '{}', 'p', 'g')`
  expect(await after(added)).toEqual([])
  expect(await faults()).toEqual([])
})

it("takes a change through the portal for what it is, and an older row for older, as many as there were", async () => {
  const { subjectId } = person.actor
  const shown = async (id: string) =>
    asOfficer(async (ctx) => {
      const { rows } = await world.owner.query("select at from disclosures where id = $1", [id])
      const now = { ...disclosure(id, rows[0].at), secret: false, reviewOn: null }
      const ledgerId = await enter(ctx, disclosureRegister, now, "changed")
      await world.owner.query(
        "update disclosures set secret = false, review_on = null, ledger_id = $2 where id = $1",
        [id, ledgerId],
      )
    })
  const before = (await world.owner.query("select ledger_id from disclosures where id = $1", [disclosed]))
    .rows[0]
  await shown(disclosed)
  expect(await faults()).toEqual([])
  expect(
    await after(
      `update disclosures set secret = true, review_on = '2099-01-01', ledger_id = '${before.ledger_id}' where id = '${disclosed}'`,
    ),
  ).toEqual([`disclosures altered ${disclosed}`])

  const [old, older] = [randomUUID(), randomUUID()]
  for (const id of [old, older])
    await world.owner.query(
      `insert into disclosures (id, subject_id, recipient, categories, purpose, ground, secret, review_on, edition_id,
         explanation, recorded_by)
       values ($1, $2, 'Demo bureau', '{pin}', 'bureau_exchange', 'other_lawful', true, '2099-01-01', $3, 'sealed', $4)`,
      [id, subjectId, editionId, officer.actor.accountId],
    )
  await bindWith("disclosures", 2)
  expect(await counts()).toContainEqual(["disclosures", 2, 2])
  await world.owner.query("update disclosures set at = date_trunc('second', at) where id = $1", [older])
  await shown(older)
  expect(await counts()).toContainEqual(["disclosures", 1, 1])
  expect(await faults()).toEqual([])
  expect(await after(`delete from disclosures where id = '${old}'`)).toEqual([])
})

/** Writes anew how many rows a register had when it was bound. */
async function bindWith(object: string, count: number): Promise<void> {
  const of =
    "convert_from(leaf, 'UTF8')::json ->> 'act' = 'register.bound' and convert_from(leaf, 'UTF8')::json ->> 'object' = $1"
  const { rows } = await world.owner.query(`select id, at from ledger_inbox where ${of}`, [object])
  const salt = randomBytes(32)
  const common = { act: "register.bound", actor: "system:migration", subject: null, salt } as const
  const { leaf, payload } = entryOf({ ...common, object, at: rows[0].at, payload: { rows: count } })
  const client = await world.owner.connect()
  await client.query("set session_replication_role = replica")
  await client.query("update ledger_inbox set leaf = $2 where id = $1", [rows[0].id, leaf])
  await client.query("update ledger_payloads set salt = $2, payload = $3 where id = $1", [
    rows[0].id,
    salt,
    payload,
  ])
  await client.query("set session_replication_role = default")
  client.release()
}
