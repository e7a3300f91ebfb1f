import { randomUUID } from "node:crypto"
import { eq, sql } from "drizzle-orm"
import { drizzle } from "drizzle-orm/node-postgres"
import pg from "pg"
import { type DemoAccount, demoStaff } from "@/db/demo-accounts"
import { accountLogins, accounts, searchTerms, sourceIdentities, subjects } from "@/db/schema/people"
import { staff } from "@/db/schema/staff"
import type { Db } from "@/db/transaction"
import type { OpenHouse } from "@/lib/house"
import { type Login, normalLogin } from "@/lib/people/identifiers"
import { staffLoginPlace } from "@/lib/people/invitations"
import { type KnownAs, sealIdentity } from "@/lib/people/new-account"
import { hashPassword } from "@/lib/people/passwords"
import { nameIn } from "@/lib/people/person-name"
import { inForce } from "@/lib/policy/editions"

/**
 * Makes the demo accounts that are not there yet: the policy folder's people as the demo source knows them, and one
 * member of staff per role, written with the owner's login. Safe to repeat.
 */
export async function loadDemo(
  house: OpenHouse,
  ownerUrl: string,
  people: readonly DemoAccount[],
): Promise<void> {
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 })
  try {
    const db = drizzle(owner)
    for (const account of [...people, ...demoStaff]) {
      const login = normalLogin(account.signIn)
      if (!login || (await isThere(house, db, login))) continue
      const password = await hashPassword(account.password)
      if (account.code) await makeStaff(house, owner, { ...account, code: account.code }, login, password)
      else await makePerson(house, owner, login, password)
    }
  } finally {
    await owner.end()
  }
}

async function isThere(house: OpenHouse, db: Db, login: Login): Promise<boolean> {
  const rows = await db
    .select({ id: accountLogins.id })
    .from(accountLogins)
    .where(eq(accountLogins.hash, house.vault.hash(login.kind, login.value)))
  return rows.length > 0
}

async function together(owner: pg.Pool, work: (db: Db) => Promise<void>): Promise<void> {
  const client = await owner.connect()
  try {
    await client.query("begin")
    await work(drizzle(client))
    await client.query("commit")
  } catch (error) {
    await client.query("rollback")
    throw error
  } finally {
    client.release()
  }
}

type Sealed = Awaited<ReturnType<typeof sealIdentity>>

async function keepLogins(db: Db, accountId: string, { logins }: Sealed): Promise<void> {
  await db.insert(accountLogins).values(
    logins.map(({ id, kind, hash, value }) => ({
      id,
      accountId,
      kind,
      hash: Buffer.from(hash, "hex"),
      value: Buffer.from(value, "hex"),
    })),
  )
}

async function makePerson(house: OpenHouse, owner: pg.Pool, login: Login, password: string): Promise<void> {
  const held = await inForce(drizzle(owner))
  const sources = house.sourcesOf(held)
  const knownAs: KnownAs[] = [{ source: "*", ...login }]
  let name = ""
  for (const source of sources.all()) {
    for (const key of await source.find(login.kind, login.value)) {
      knownAs.push({ source: source.name, kind: source.subjectKind, value: key })
      const pin = (await source.identify(key)).find(({ kind }) => kind === "pin")
      const isNew = !knownAs.some(({ kind, value }) => kind === "pin" && value === pin?.value)
      if (pin && isNew) knownAs.push({ source: "*", ...pin })
      name ||= (await nameIn(sources, source.name, [{ kind: source.subjectKind, value: key }])) ?? ""
    }
  }
  const [subjectId, accountId] = [randomUUID(), randomUUID()]
  const sealed = await sealIdentity(house.vault, subjectId, { logins: [login], knownAs, name })
  await together(owner, async (db) => {
    await db.insert(subjects).values({ id: subjectId })
    await db.insert(accounts).values({
      id: accountId,
      kind: "subject",
      subjectId,
      password: house.vault.sealOwn(`accounts.password|${accountId}`, password),
    })
    await keepLogins(db, accountId, sealed)
    await db.insert(sourceIdentities).values(
      sealed.identities.map(({ hash, value, ...rest }) => ({
        ...rest,
        subjectId,
        hash: Buffer.from(hash, "hex"),
        value: Buffer.from(value, "hex"),
        proofLevel: 2,
      })),
    )
    await db
      .insert(searchTerms)
      .values(sealed.terms.map((term) => ({ subjectId, hash: Buffer.from(term, "hex") })))
    await db.execute(
      sql`select guard.enqueue('import-consents', ${JSON.stringify({ subject: subjectId })}::json)`,
    )
  })
}

async function makeStaff(
  house: OpenHouse,
  owner: pg.Pool,
  account: DemoAccount & { code: string },
  login: Login,
  password: string,
): Promise<void> {
  const accountId = randomUUID()
  await together(owner, async (db) => {
    await db.insert(accounts).values({
      id: accountId,
      kind: "staff",
      locale: "ru",
      password: house.vault.sealOwn(`accounts.password|${accountId}`, password),
    })
    await db.insert(accountLogins).values({
      accountId,
      kind: login.kind,
      hash: house.vault.hash(login.kind, login.value),
      value: house.vault.sealOwn(staffLoginPlace(accountId), login.value),
    })
    await db.insert(staff).values({
      accountId,
      role: account.who === "admin" ? "administrator" : account.who,
      unit: "Маалыматтарды коргоо бөлүмү",
      name: `Demo ${account.who}`,
      totpSecret: house.vault.sealOwn(`staff.totp_secret|${accountId}`, account.code),
    })
  })
}
