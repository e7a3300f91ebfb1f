import { randomUUID } from "node:crypto"
import pg from "pg"
import { closePools, openPools } from "@/db/pools"
import { freshDatabase } from "@/db/testing/database"
import { openVault } from "@/lib/keys/vault"
import { inPortal, portalSource } from "@/lib/people/portal-source"
import { addUsers } from "@/lib/runs/users.fixture"
import { conforms } from "@/lib/sources/conformance/suite.fixture"
import type { Datum, Person, Trial } from "@/lib/sources/conformance/trial.fixture"

const held = (category: string, field: string) => ({ category, field, origin: "subject" })
const holds = {
  pin: held("pin", "pin"),
  email: held("email", "email"),
  phone: held("mobile_phone", "phone"),
  language: held("registration", "language"),
  opened_at: held("registration", "registered_at"),
  signed_in_at: held("access_time", "started_at"),
}
const title = { ky: "Портал", ru: "Портал", en: "Portal" }

async function openPortal(): Promise<Trial> {
  const database = await freshDatabase()
  const owner = new pg.Pool({ connectionString: database.url, max: 2 })
  owner.on("error", () => undefined)
  const without = (url: string) => Object.assign(new URL(url), { username: "", password: "" }).href
  const pools = openPools({
    ...{ databaseUrl: without(database.url), keysUrl: without(database.keysUrl) },
    ...{ masterKey: database.masterKey, size: 3 },
  })
  const house = { pools, vault: openVault(pools.keyring, database.masterKey), appUrl: "http://localhost" }
  const connector = portalSource(house, { title, holds })
  let last = 0
  const contact = async (key: string) => {
    const [row] = (
      await owner.query(
        "select l.id, l.account_id, l.value from account_logins l join accounts a on a.id = l.account_id where a.subject_id = $1",
        [key],
      )
    ).rows
    return row ?? null
  }
  return {
    connector,
    async somebody() {
      const [key = ""] = await addUsers({ house, owner }, [`p${++last}@person.example`])
      await owner.query(
        `insert into sessions (hash, account_id, created_at, expires_at, auth_level)
         select decode(md5(random()::text), 'hex'), id, timestamptz '2026-01-01' + n * interval '1 day' + $2 * interval '1 hour', now(), 1 from accounts, generate_series(1, 2) n
         where subject_id = $1`,
        [key, last],
      )
      return { key, identifiers: inPortal(key) }
    },
    async truth({ key }): Promise<Datum[]> {
      const login = await contact(key)
      const owned = { id: key, purpose: "data" } as const
      const place = `account_logins.value|${login?.id}`
      const { rows } = await owner.query(
        "select s.created_at as at from sessions s join accounts a on a.id = s.account_id where a.subject_id = $1",
        [key],
      )
      const times = rows.map(({ at }) => ({
        ...{ category: "access_time", field: "started_at", value: at.toISOString() },
      }))
      if (!login) return times
      const value = (await house.vault.open(owned, place, login.value)).toString()
      return [...times, { category: "email", field: "email", value }]
    },
    nobody: inPortal(randomUUID()),
    mistaken: async () => [...inPortal(randomUUID()), ...inPortal(randomUUID())],
    everybody: async () => await keys(),
    touched: { category: "email", keys },
    erase: {
      category: "email",
      async disturb({ key }: Person) {
        await owner.query(
          "update account_logins set hash = decode(md5(random()::text), 'hex') where id = $1",
          [(await contact(key))?.id],
        )
      },
      async putBack({ key }: Person) {
        await owner.query(
          `insert into account_logins (account_id, kind, hash, value)
           select id, 'email', decode(md5(random()::text), 'hex'), '\\x00' from accounts where subject_id = $1`,
          [key],
        )
      },
    },
    restrict: {
      category: "registration",
      async isRestricted({ key }: Person) {
        const { rows } = await owner.query("select reach from accounts where subject_id = $1", [key])
        return rows[0]?.reach === "rights_only"
      },
    },
    async close() {
      await owner.end()
      await closePools(pools)
      await database.drop()
    },
  }
  async function keys(): Promise<string[]> {
    const { rows } = await owner.query(
      "select subject_id as key from accounts where subject_id is not null order by 1",
    )
    return rows.map(({ key }) => key)
  }
}

const rightsAlone = "it is used for the person's rights alone"
conforms("The portal itself", openPortal, {
  shared: "a contact opens one account",
  binary: "it holds no scans of its own",
  facts: "it is asked for none",
  correct: "a way in changes by its code, never by a plan",
  stop: rightsAlone,
  away: "it lies in the database that asks",
  leftover: "nothing of an account outlives it",
})
