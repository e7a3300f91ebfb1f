import { randomUUID } from "node:crypto"
import { rmSync } from "node:fs"
import path from "node:path"
import { simpleParser } from "mailparser"
import { afterAll, beforeAll, expect, it, vi } from "vitest"
import { GET as checkpointOf } from "@/app/(public)/ledger/checkpoint/[size]/route"
import { GET as newestCheckpoint } from "@/app/(public)/ledger/checkpoint/route"
import { GET as consistency } from "@/app/(public)/ledger/consistency/[from]/[to]/route"
import { GET as ledgerKey } from "@/app/(public)/ledger/key/route"
import { GET as readiness } from "@/app/api/health/ready/route"
import { refusalOf } from "@/db/testing/refusal"
import { awaitSigned } from "@/lib/checkpoints/await-signed"
import { mailCheckpoints } from "@/lib/checkpoints/mail"
import { ledgerStanding, readOutside } from "@/lib/checkpoints/standing"
import { watchCheckpoints } from "@/lib/checkpoints/watch"
import { checkpointsFile } from "@/lib/configuration"
import { asWorker } from "@/lib/context"
import { Forbidden, NotAllowedNow } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { checkpointsOf, sequence } from "@/lib/ledger/sequence"
import { type MailSink, mailSink } from "@/lib/notices/carriers.fixture"
import { sendNotice } from "@/lib/notices/send"
import { fromBase64, utf8 } from "@/lib/receipts/bytes"
import { checkReceipt } from "@/lib/receipts/check-receipt"
import { entryProof, findEntry } from "@/lib/receipts/find-entry"
import { isContinued } from "@/lib/receipts/merkle"
import { readKey, readNote, signedBy } from "@/lib/receipts/signed-note"
import { readCheckpoint } from "@/lib/receipts/tlog-proof"
import { as } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment
let sink: MailSink
let file: string
beforeAll(async () => {
  here = await testDeployment()
  sink = await mailSink()
  const { configuration } = here.house
  file = path.resolve(configuration.home, `checkpoints-${randomUUID()}.txt`)
  configuration.checkpoints = file
  const env = {
    ...{ DATABASE_URL: configuration.databaseUrl, KEYS_DATABASE_URL: configuration.keysUrl, UKUK_DEMO: "1" },
    ...{ APP_URL: "http://localhost:3000", AUTH_SECRET: "of tests, thirty-two characters at least" },
    ...{ CHECKPOINTS: file, UKUK_HOME: configuration.home, ...configuration.connections },
    MASTER_KEY: Buffer.from(configuration.masterKey as Buffer).toString("base64"),
  }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
})
afterAll(async () => {
  await sink?.close()
  await here?.close()
  rmSync(file, { force: true })
  vi.unstubAllEnvs()
})

const MINUTES = 60_000

/** Enters something done so many minutes ago; returns the entry's id. */
async function enter(ago = 0): Promise<string> {
  const { subjectId } = (await here.borrower(1)).actor
  return asWorker(here.house, "test", { subject: subjectId }, (ctx) => {
    const then = { ...ctx, now: new Date(ctx.now.getTime() - ago * MINUTES) }
    return record(then, "data.confirmed", { subjectId, object: randomUUID(), payload: { said: "so" } })
  })
}

const at = (size: number | string) =>
  checkpointOf(new Request("http://localhost:3000/"), { params: Promise.resolve({ size: `${size}` }) })
const between = (from: number | string, to: number | string) =>
  consistency(new Request("http://localhost:3000/"), {
    params: Promise.resolve({ from: `${from}`, to: `${to}` }),
  })
const count = async (text: string, values: unknown[] = []): Promise<number> =>
  Number((await here.owner.query(text, values)).rows[0]?.n)
const told = (template: string) => count("select count(*) as n from outbox where template = $1", [template])
const headOf = (note: string) => readCheckpoint(readNote(note).text)

it("anybody gets the newest checkpoint, each one for good, the key, and the proof that one continues another", async () => {
  expect([(await newestCheckpoint()).status, (await ledgerKey()).status]).toEqual([404, 404])
  await enter()
  await sequence(here.house)
  const first = await (await newestCheckpoint()).text()
  for (let n = 0; n < 5; n += 1) await enter()
  await sequence(here.house)
  const newest = await newestCheckpoint()
  expect([newest.headers.get("content-type"), newest.headers.get("cache-control")]).toEqual([
    "text/plain; charset=utf-8",
    "no-cache",
  ])
  const second = await newest.text()
  const key = await readKey(await (await ledgerKey()).text())
  if (!key) throw new Error("no key is published")
  for (const note of [first, second]) {
    expect(await signedBy(readNote(note), [key])).toEqual({ is: "known", key })
    const kept = await at(headOf(note).size)
    expect(await kept.text()).toBe(note)
    expect(kept.headers.get("cache-control")).toBe("public, max-age=31536000, immutable")
  }
  const [older, newer] = [headOf(first), headOf(second)]
  const [old, ...lines] = (await (await between(older.size, newer.size)).text()).split("\n")
  const hashes = lines.slice(0, lines.indexOf("")).map((line) => fromBase64(line) ?? utf8(""))
  expect(old).toBe(`old ${older.size}`)
  expect(`${lines.slice(lines.indexOf("") + 1).join("\n")}`).toBe(second)
  expect(await isContinued(older, newer, hashes)).toBe(true)
  const forged = { ...older, root: newer.root }
  expect(await isContinued(forged, newer, hashes)).toBe(false)
  for (const size of [newer.size - 1, newer.size + 1, 0, "01", "-1", "1e3", "9".repeat(40), "%00"])
    expect((await at(size)).status, `${size}`).toBe(404)
  for (const [from, to] of [
    [newer.size, older.size],
    [older.size, newer.size + 1],
    ["x", newer.size],
  ] as const)
    expect((await between(from, to)).status).toBe(404)
})

it("an entry unsigned for over a minute makes the portal degraded and not down, and is told once, as is its end", async () => {
  await watchCheckpoints(here.house)
  const ready = async () => {
    const answer = await readiness()
    return [answer.status, await answer.json()]
  }
  expect(await ready()).toEqual([200, { status: "ready" }])
  here.house.configuration.checkpoints = "/dev"
  const id = await enter(2)
  await expect(sequence(here.house)).rejects.toMatchObject({ code: "EISDIR" })
  // Whoever withdraws is not kept waiting for a receipt that does not come.
  expect(await awaitSigned(here.house, 150)).toBe(false)
  const watch = () => Promise.all([1, 2, 3].map(() => watchCheckpoints(here.house)))
  for (let round = 0; round < 2; round += 1) await watch()
  expect(await ready()).toEqual([200, { status: "degraded" }])
  const auditor = await here.staff("auditor")
  await expect(as(here, auditor, (ctx) => entryProof(ctx, id))).rejects.toThrow(NotAllowedNow)
  expect([await told("checkpoints_delayed"), await told("checkpoints_resumed")]).toEqual([2, 0])
  const open = await as(here, auditor, (ctx) => ledgerStanding(ctx, { filed: null }))
  expect(open).toMatchObject({ agreement: "missing", outages: [{ overAt: null }] })
  expect(open.delay).toBeGreaterThan(100)
  here.house.configuration.checkpoints = file
  const signed = awaitSigned(here.house)
  await sequence(here.house)
  expect(await signed).toBe(true)
  for (let round = 0; round < 2; round += 1) await watch()
  expect(await ready()).toEqual([200, { status: "ready" }])
  expect([await told("checkpoints_delayed"), await told("checkpoints_resumed")]).toEqual([2, 2])
  expect(
    await count(
      `select count(*) as n from ledger_inbox where convert_from(leaf, 'UTF8') ~ '"act":"checkpoints.(delayed|resumed)"'`,
    ),
  ).toBe(2)
  // A wait of half a minute is none to be told of.
  await enter(0.5)
  await watchCheckpoints(here.house)
  expect(await told("checkpoints_delayed")).toBe(2)
})

it("the newest checkpoint goes once a day to whom the policy names, as text and as file, however often the round runs", async () => {
  const rounds = () => Promise.all([1, 2, 3].map(() => mailCheckpoints(here.house)))
  for (let round = 0; round < 2; round += 1) await rounds()
  const { rows } = await here.owner.query<{ id: string }>(
    "select id from outbox where template = 'checkpoint'",
  )
  expect(rows).toHaveLength(1)
  const { configuration } = here.house
  const delivery = { ...configuration, smtpUrl: sink.url, organisation: "Сомо" }
  await sendNotice(here.house, delivery, rows[0]?.id ?? "")
  expect(sink.received).toHaveLength(1)
  const note = await (await newestCheckpoint()).text()
  const { size } = headOf(note)
  const mail = await simpleParser(sink.received[0]?.text ?? "")
  expect(sink.received[0]?.to).toBe("maalymat@somo.example")
  expect(mail.subject).toContain("Журналдын текшерүү чекити")
  expect(mail.text).toContain("http://localhost:3000/verify#compare")
  expect(mail.text?.replaceAll("\r\n", "\n")).toContain(note.trimEnd())
  expect(mail.attachments.map(({ filename, content }) => [filename, content.toString()])).toEqual([
    [`checkpoint-${size}.txt`, note],
  ])
  const standing = await as(here, await here.staff("admin"), (ctx) => ledgerStanding(ctx, { filed: null }))
  expect([...standing.mails]).toEqual([["maalymat@somo.example", { at: expect.any(Date), state: "sent" }]])
  await here.owner.query("update checkpoint_mails set day = day - 1")
  await rounds()
  expect(await told("checkpoint")).toBe(2)
})

it("who looks after the ledger sees how it stands and finds an entry with its proof; nobody else does, and the wall alone holds", async () => {
  const id = await enter()
  await sequence(here.house)
  const outside = await readOutside(checkpointsOf(here.house))
  for (const who of ["auditor", "admin", "steward"] as const) {
    const signed = await here.staff(who)
    const standing = await as(here, signed, (ctx) => ledgerStanding(ctx, outside))
    expect(standing).toMatchObject({ agreement: "agrees", signed: standing.placed, waiting: 0, delay: null })
    expect(standing.kinds.find(({ area }) => area === "data")?.entries).toBeGreaterThanOrEqual(9)
    const { text } = await as(here, signed, (ctx) => entryProof(ctx, id))
    const key = await readKey(await (await ledgerKey()).text())
    const verdict = await checkReceipt(utf8(text), key ? [key] : [])
    expect(verdict).toMatchObject({ holds: true, content: null, entry: { id, act: "data.confirmed" } })
    const other = { ...outside, filed: { ...("filed" in outside && outside.filed), root: Buffer.alloc(32) } }
    expect(await as(here, signed, (ctx) => ledgerStanding(ctx, other as typeof outside))).toMatchObject({
      agreement: "differs",
    })
  }
  expect(await readOutside({ ...checkpointsOf(here.house), file: "/dev" })).toEqual({ fault: "unreadable" })
  for (const who of ["officer", "approver"] as const) {
    const signed = await here.staff(who)
    await expect(as(here, signed, (ctx) => ledgerStanding(ctx, outside))).rejects.toThrow(Forbidden)
    await expect(as(here, signed, (ctx) => findEntry(ctx, id))).rejects.toThrow(Forbidden)
    const rowsOf = (what: string) =>
      as(here, signed, async ({ db }) => (await db.execute(`select * from ${what}`)).rows)
    for (const what of ["ledger_outages", "ledger_checks", `guard.ledger_entry('${id}')`])
      expect(await rowsOf(what), what).toEqual([])
    for (const what of ["ledger_standing()", "last_checkpoint_mails()", "ledger_kinds(10)"])
      expect(await rowsOf(`guard.${what}`), what).toEqual([])
  }
  const admin = await here.staff("admin")
  for (const statement of [
    "update ledger_outages set over_at = null",
    "delete from ledger_outages",
    "insert into ledger_checks (size, signed, faults) values (1, 1, 0)",
    "select * from checkpoint_mails",
  ])
    expect(await refusalOf(as(here, admin, ({ db }) => db.execute(statement))), statement).toBe("42501")
  expect(checkpointsFile(here.house.configuration)).toBe(file)
})
