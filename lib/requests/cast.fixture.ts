import { randomUUID } from "node:crypto"
import { rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { drizzle } from "drizzle-orm/node-postgres"
import pg from "pg"
import { accountLogins, accounts, searchTerms, sourceIdentities, subjects } from "@/db/schema/people"
import { staff } from "@/db/schema/staff"
import { freshDatabase } from "@/db/testing/database"
import { type Configuration, registerFile } from "@/lib/configuration"
import {
  asSigned,
  type Ctx,
  type Signed,
  type StaffActor,
  type StaffRole,
  type SubjectActor,
} from "@/lib/context"
import { type OpenHouse, openHouse } from "@/lib/house"
import { sealIdentity } from "@/lib/people/new-account"
import { nameIn } from "@/lib/people/person-name"
import { openSession, whoIs } from "@/lib/people/sessions"
import { inForce } from "@/lib/policy/editions"
import type { PolicyFolder } from "@/lib/policy/lookup"
import { publishPolicy } from "@/lib/policy/publish-folder"
import { readPolicy } from "@/lib/policy/read"
import type { Part } from "@/lib/requests/access"
import { prospectFor, writeLetter } from "@/lib/requests/prepare"
import type { PartScope } from "@/lib/requests/scope"
import { submitRequest } from "@/lib/requests/submit"
import { freshLender, type Lender } from "@/lib/sources/lender.fixture"
import { type DataMap, isManual } from "@/lib/sources/map-schema"

const HERE = { agent: "test", address: "test" }

/** A deployment of a test's own: portal, keys and lender, policy `somo` published. */
export type World = {
  house: OpenHouse
  lender: Lender
  /** The portal's database as its owner. */
  owner: pg.Pool
  borrower(phone: string): Promise<Signed<SubjectActor>>
  colleague(role: StaffRole, name?: string): Promise<Signed<StaffActor>>
  /** The colleague with another standing, signed in anew: what their sessions were opened for ended with the old one. */
  became(who: Signed<StaffActor>, now: { role?: StaffRole; outside?: boolean }): Promise<Signed<StaffActor>>
  /** Registers a request as its borrower would have signed it; `value` is what a correction writes, or the words. */
  ask(who: Signed<SubjectActor>, scope: PartScope, value?: string): Promise<Part>
  as<T>(who: Signed<StaffActor>, work: (ctx: Ctx<StaffActor>) => Promise<T>): Promise<T>
  /** The part's present version, as a page shows it. */
  seen(part: { id: string }): Promise<{ part: string; version: number }>
  /** Moves all that happened to a part so many days into the past. */
  age(part: { id: string }, days: number): Promise<void>
  end(): Promise<void>
}

const without = (url: string) => {
  const bare = new URL(url)
  bare.username = ""
  bare.password = ""
  return bare.href
}

/** `change`: what the organisation or its law has otherwise than `somo`; `widen`: which sources it has besides the lender. */
export async function openWorld(
  borrowers = 40,
  change: (folder: PolicyFolder) => PolicyFolder = (folder) => folder,
  widen: (map: DataMap) => DataMap = (map) => map,
): Promise<World> {
  const [database, lender] = await Promise.all([freshDatabase(), freshLender(borrowers)])
  const owner = new pg.Pool({ connectionString: database.url, max: 4 })
  // A connection that is still closing when its database is dropped is told so; nobody has to hear it.
  owner.on("error", () => undefined)
  const configuration: Configuration = {
    port: 3000,
    appUrl: "http://localhost:3000",
    databaseUrl: without(database.url),
    keysUrl: without(database.keysUrl),
    home: path.join(tmpdir(), "ukuk-tests"),
    policy: "policies/somo",
    demo: true,
    takeBackSeconds: 0,
    authSecret: "of tests, thirty-two characters at least",
    masterKey: database.masterKey,
    smtpUrl: null,
    smsUrl: null,
    noticesPerSecond: 10_000,
    oidc: null,
    connections: { LENDER_URL: lender.connectorUrl },
    webhookSecrets: {},
  }
  await publishPolicy(drizzle(owner), change(await readPolicy("policies/somo")), widen(lender.map))
  const house = openHouse(configuration, { size: 4 })
  const signIn = async (id: string, kind: "subject" | "staff") => {
    const found = await whoIs(house, await openSession(house, { id, kind }, kind === "staff" ? 2 : 1, HERE))
    if (found.is !== "actor") throw new Error("the session did not open")
    return found.signed
  }
  return {
    house,
    lender,
    owner,
    async borrower(phone) {
      const id = await makeBorrower(house, owner, lender, phone)
      return (await signIn(id, "subject")) as Signed<SubjectActor>
    },
    async colleague(role, name = `Demo ${role}`) {
      const id = await makeStaff(owner, role, name)
      return (await signIn(id, "staff")) as Signed<StaffActor>
    },
    async became({ actor: { accountId, ...before } }, { role = before.role, outside = before.outside }) {
      await owner.query("update staff set role = $1, outside = $2 where account_id = $3", [
        role,
        outside,
        accountId,
      ])
      return (await signIn(accountId, "staff")) as Signed<StaffActor>
    },
    async ask(who, scope, value = "Новое") {
      const asked = scope.right === "rectification" ? { ...scope, value } : scope
      const { planning, plan } = await prospectFor(house, who, asked)
      const correction =
        scope.right === "rectification" ? { correction: { field: scope.field, from: null, to: value } } : {}
      const words = "about" in scope ? { words: value } : {}
      const letter = await writeLetter(house, who, planning, scope, "Тестова Бермет", {
        ...correction,
        ...words,
      })
      const submission = {
        inForce: planning.inForce,
        scope,
        plan,
        letter,
        intentId: null,
        name: "Тестова Бермет",
      }
      return asSigned(house, who, randomUUID(), (ctx) => submitRequest(ctx, submission))
    },
    as: (who, work) => asSigned(house, who, randomUUID(), work),
    async seen({ id }) {
      const { rows } = await owner.query("select version from request_parts where id = $1", [id])
      return { part: id, version: rows[0].version }
    },
    age: (part, days) => agePart(owner, part.id, days),
    async end() {
      await house.close()
      rmSync(registerFile(configuration), { force: true })
      await owner.end()
      await database.drop()
      await lender.drop()
    },
  }
}

async function agePart(owner: pg.Pool, id: string, days: number): Promise<void> {
  const client = await owner.connect()
  try {
    await client.query("begin; set local session_replication_role = replica")
    const back = `- make_interval(days => ${days})`
    await client.query(
      `update request_parts set received_at = received_at ${back}, due_at = due_at ${back}, due_on = due_on - ${days},
        awaited_since = awaited_since ${back}, lift_at = lift_at ${back}, closed_at = closed_at ${back}, fact_checked_at = null
       where id = $1`,
      [id],
    )
    await client.query(`update part_events set at = at ${back} where part_id = $1`, [id])
    await client.query(`update letters set created_at = created_at ${back} where part_id = $1`, [id])
    await client.query("commit")
  } finally {
    client.release()
  }
}

async function makeStaff(owner: pg.Pool, role: StaffRole, name: string): Promise<string> {
  const accountId = randomUUID()
  const db = drizzle(owner)
  await db.insert(accounts).values({ id: accountId, kind: "staff", locale: "ru", password: Buffer.alloc(1) })
  await db.insert(staff).values({ accountId, role, unit: "demo", name, totpSecret: Buffer.alloc(1) })
  return accountId
}

async function makeBorrower(
  house: OpenHouse,
  owner: pg.Pool,
  lender: Lender,
  phone: string,
): Promise<string> {
  const db = drizzle(owner)
  const held = await inForce(db)
  const sources = house.sourcesOf(held)
  const beside = Object.entries(held.dataMap.sources).filter(([, map]) => isManual(map))
  const [customer = ""] = await lender.sources.of("lender").find("phone", phone)
  const [subjectId, accountId] = [randomUUID(), randomUUID()]
  const customerId = { kind: "customer_id", value: customer }
  const sealed = await sealIdentity(house.vault, subjectId, {
    logins: [{ kind: "phone", value: phone }],
    knownAs: [
      { source: "*", kind: "phone", value: phone },
      { source: "lender", ...customerId },
      ...beside.map(([source]) => ({ source, ...customerId })),
    ],
    name: (await nameIn(sources, "lender", [customerId])) ?? "",
  })
  const bytes = (hex: string) => Buffer.from(hex, "hex")
  const logins = sealed.logins.map((each) => ({
    ...each,
    accountId,
    hash: bytes(each.hash),
    value: bytes(each.value),
  }))
  const identities = sealed.identities.map((each) => ({
    ...each,
    subjectId,
    hash: bytes(each.hash),
    value: bytes(each.value),
    proofLevel: 2,
  }))
  // As a sign-up writes them: contacts that come later are changed ones.
  await db.transaction(async (tx) => {
    await tx.insert(subjects).values({ id: subjectId })
    await tx
      .insert(accounts)
      .values({ id: accountId, kind: "subject", subjectId, locale: "ky", password: Buffer.alloc(1) })
    await tx.insert(accountLogins).values(logins)
    await tx.insert(sourceIdentities).values(identities)
    await tx.insert(searchTerms).values(sealed.terms.map((term) => ({ subjectId, hash: bytes(term) })))
  })
  return accountId
}
