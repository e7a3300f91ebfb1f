import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import pg from "pg"
import { expect, it } from "vitest"
import { startEmbedded } from "@/db/embedded"
import { migrate } from "@/db/migrate"
import { roleUrl } from "@/db/pools"

it("an owner who may make roles and databases, and is no superuser, can migrate, and migrate again", async () => {
  const home = mkdtempSync(path.join(tmpdir(), "ukuk-owner-"))
  const server = await startEmbedded({ home, durable: false })
  const admin = new pg.Client({ connectionString: server.url })
  await admin.connect()
  await admin.query("create role host_owner login createrole createdb password 'secret'")
  for (const name of ["ukuk", "ukuk_keys"]) await admin.query(`create database ${name} owner host_owner`)
  await admin.end()
  const url = (name: string) => {
    const address = new URL(server.url)
    return Object.assign(address, { username: "host_owner", password: "secret", pathname: `/${name}` }).href
  }
  const input = { ownerUrl: url("ukuk"), keysOwnerUrl: url("ukuk_keys"), masterKey: Buffer.alloc(32, 1) }
  await migrate(input)
  await migrate(input)
  const person = new pg.Client({ connectionString: roleUrl(input.ownerUrl, "ukuk_subject", input.masterKey) })
  await person.connect()
  expect((await person.query("select count(*)::int as n from requests")).rows).toEqual([{ n: 0 }])
  await expect(person.query("set role ukuk_staff")).rejects.toMatchObject({ code: "42501" })
  await person.end()
  await server.stop()
  rmSync(home, { recursive: true, force: true })
})
