import { generateKeyPairSync, randomUUID, sign } from "node:crypto"
import { rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { NextRequest } from "next/server"
import pg from "pg"
import { afterAll, beforeAll, expect, it, vi } from "vitest"
import { type FreshDatabase, freshDatabase } from "@/db/testing/database"
import { chained, START } from "@/lib/erasures/line"
import { appendLines } from "@/lib/erasures/register-file"
import { registerHasher } from "@/lib/keys/vault"
import { fileNote } from "@/lib/ledger/checkpoint-file"
import { signedNote } from "@/lib/ledger/note"
import { proxy } from "@/proxy"

let database: FreshDatabase
const file = path.join(tmpdir(), `ukuk-outage-${randomUUID()}.jsonl`)

const checkpoints = path.join(tmpdir(), `ukuk-checkpoints-${randomUUID()}.txt`)

beforeAll(async () => {
  database = await freshDatabase()
  const env = {
    ...{ DATABASE_URL: database.url, ERASURE_REGISTER: file, CHECKPOINTS: checkpoints, UKUK_DEMO: "1" },
    ...{ APP_URL: "http://localhost:3000", AUTH_SECRET: "of tests, thirty-two characters at least" },
    MASTER_KEY: database.masterKey.toString("base64"),
  }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  rmSync(file, { force: true })
  await database?.drop()
})

/** Asks a second and more after whoever asked before, so that the database is looked at again. */
let now = Date.now()
async function ask(at: string, headers: Record<string, string> = {}, method = "GET") {
  now += 2_000
  const clock = vi.spyOn(Date, "now").mockReturnValue(now)
  const answer = await proxy(new NextRequest(`http://inner:3000${at}`, { method, headers }))
  clock.mockRestore()
  return answer
}

it("a database that holds less than was signed of its ledger outside is shut, too; an unreadable file shuts nobody out", async () => {
  expect((await ask("/cabinet")).status).toBe(200)
  const { privateKey, publicKey } = generateKeyPairSync("ed25519")
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32)
  const signer = { name: "a/ledger", publicKey: raw, sign: (bytes: Buffer) => sign(null, bytes, privateKey) }
  await fileNote(checkpoints, signedNote({ origin: "a/ledger", size: 1_000, root: Buffer.alloc(32) }, signer))
  expect((await ask("/cabinet")).status).toBe(503)
  writeFileSync(checkpoints, "no checkpoint")
  expect((await ask("/cabinet")).status).toBe(200)
  rmSync(checkpoints)
})

it("a database restored from a back-up is shut to everybody in their language, until it knows what the register knows", async () => {
  expect((await ask("/cabinet")).status).toBe(200)
  const line = chained(registerHasher(database.masterKey), START, {
    ...{ id: randomUUID(), at: new Date().toISOString(), kind: "mark", ground: "erasure_register" },
    ...{ untilOn: "2999-01-01", body: { people: {}, done: [] } },
  })
  await appendLines({ file, keyed: registerHasher(database.masterKey) }, [line])
  const titles = {
    ky: "Кызмат убактылуу жабык",
    ru: "Сервис временно закрыт",
    en: "The service is shut for now",
  }
  for (const [language, title] of Object.entries(titles)) {
    const answer = await ask("/cabinet", { "accept-language": language })
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "60"])
    expect(await answer.text()).toContain(title)
  }
  const own = { origin: "http://localhost:3000" }
  expect((await ask("/cabinet", { ...own, "next-action": "1" }, "POST")).status).toBe(503)
  expect((await ask("/api/hooks/lender", {}, "POST")).status).toBe(503)
  expect((await ask("/api/health/live")).status).toBe(200)

  const owner = new pg.Client({ connectionString: database.url })
  await owner.connect()
  await owner.query(
    "insert into erasure_lines (id, kind, body, seq, hash, until_on) values ($1, 'mark', '{}', 1, decode($2, 'hex'), '2999-01-01')",
    [line.id, line.hash],
  )
  await owner.end()
  expect((await ask("/cabinet")).status).toBe(200)
  rmSync(file)
  expect((await ask("/cabinet")).status).toBe(503)
})
