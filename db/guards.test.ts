import { createHash, randomBytes, randomUUID } from "node:crypto"
import pg from "pg"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { closePools, openPools, type Pools } from "@/db/pools"
import { type FreshDatabase, freshDatabase } from "@/db/testing/database"
import { transaction } from "@/db/transaction"
import { refusalOf } from "./testing/refusal"

let database: FreshDatabase
let owner: pg.Client
let pools: Pools

const cell = Buffer.from("00", "hex")

type Person = { subject: string; account: string; token: string; request: string; part: string }

async function account(
  kind: "subject" | "staff",
  subject: string | null,
  level: number,
): Promise<{ id: string; token: string }> {
  const [id, token] = [randomUUID(), randomBytes(32).toString("hex")]
  await owner.query("insert into accounts (id, kind, subject_id, password) values ($1, $2, $3, $4)", [
    id,
    kind,
    subject,
    cell,
  ])
  const hash = createHash("sha256").update(Buffer.from(token, "hex")).digest()
  await owner.query(
    "insert into sessions (hash, account_id, expires_at, auth_level) values ($1, $2, now() + interval '1 hour', $3)",
    [hash, id, level],
  )
  return { id, token }
}

async function staff(role: string): Promise<{ id: string; token: string }> {
  const made = await account("staff", null, 2)
  await owner.query(
    "insert into staff (account_id, role, unit, name, totp_secret) values ($1, $2, 'u', 'n', $3)",
    [made.id, role, cell],
  )
  return made
}

/** A person with one row in every table that is about people. */
async function person(): Promise<Person> {
  const [subject, request, part, plan, ledger] = Array.from({ length: 5 }, () => randomUUID())
  await owner.query("insert into subjects (id) values ($1)", [subject])
  const { id, token } = await account("subject", subject ?? "", 1)
  const run = (text: string, values: unknown[]) => owner.query(text, values)
  const pins = (await owner.query<{ id: string; kind: string }>("select id, kind from reference_editions"))
    .rows
  const pin = (kind: string) => pins.find((row) => row.kind === kind)?.id
  const edition = (await owner.query<{ id: string }>("select id from policy_editions limit 1")).rows[0]?.id
  await run("insert into account_logins (account_id, kind, hash, value) values ($1, 'phone', $2, $2)", [
    id,
    randomBytes(32),
  ])
  await run(
    "insert into source_identities (subject_id, source, kind, hash, value, proof_level) values ($1, 's', 'pin', $2, $2, 2)",
    [subject, randomBytes(32)],
  )
  await run("insert into search_terms (subject_id, hash) values ($1, $2)", [subject, randomBytes(32)])
  await run(
    "insert into consent_events (subject_id, purpose, operation, event, method, language) values ($1, 'p', 'use', 'given', 'imported', 'ky')",
    [subject],
  )
  await run(
    "insert into requests (id, number, subject_id, requester_id, channel, language, received_at) values ($1, $2, $3, $4, 'cabinet', 'ky', now())",
    [request, `n-${request}`, subject, id],
  )
  await run(
    `insert into request_parts (id, request_id, subject_id, right_code, kind, scope, profile_id, edition_id, data_map_id, calendar_id, status, received_at, due_at, due_on, due_steps)
     values ($1, $2, $3, 'erasure', 'operation', '{}', $4, $5, $6, $7, 'working', now(), now(), now()::date, '[]')`,
    [part, request, subject, pin("profile"), edition, pin("data_map"), pin("calendar")],
  )
  await run(
    "insert into part_events (part_id, subject_id, event, from_status, to_status, actor_kind) values ($1, $2, 'submit', 'draft', 'received', 'subject')",
    [part, subject],
  )
  await run(
    "insert into letters (id, subject_id, direction, kind, language, registration, content, text_hash) values ($1, $2, 'in', 'erasure', 'ky', 'r', $3, $3)",
    [randomUUID(), subject, cell],
  )
  await run(
    "insert into messages (id, request_id, subject_id, author_kind, body) values ($1, $2, $3, 'subject', $4)",
    [randomUUID(), request, subject, cell],
  )
  await run(
    "insert into messages (id, request_id, subject_id, author_kind, body, internal) values ($1, $2, $3, 'staff', $4, true)",
    [randomUUID(), request, subject, cell],
  )
  await run(
    "insert into attachments (id, subject_id, name, media_type, size, hash, body) values ($1, $2, $3, 'image/png', 1, $3, $3)",
    [randomUUID(), subject, cell],
  )
  await run("insert into plans (id, part_id, subject_id, version, hash) values ($1, $2, $3, 1, $4)", [
    plan,
    part,
    subject,
    cell,
  ])
  await run(
    `insert into plan_operations (id, plan_id, part_id, subject_id, position, phase, source, place, category, operation, strategy, detail, before_hash, items)
     values (gen_random_uuid(), $1, $2, $3, 0, 'now', 's', 'p', 'c', 'erase', 'delete', $4, $4, 1)`,
    [plan, part, subject, cell],
  )
  await run(
    "insert into certificates (id, part_id, subject_id, number, letter_id, findings, hash) values (gen_random_uuid(), $1, $2, 1, gen_random_uuid(), $3, $3)",
    [part, subject, cell],
  )
  const watcher = await staff("officer")
  await run(
    "insert into views (subject_id, staff_id, role, unit, categories, ledger_id) values ($1, $2, 'officer', 'u', '{}', gen_random_uuid())",
    [subject, watcher.id],
  )
  await run(
    "insert into disclosures (subject_id, recipient, categories, purpose, ground) values ($1, 'r', '{}', 'p', 'g')",
    [subject],
  )
  await run(
    "insert into holds (subject_id, ground, set_by, review_on) values ($1, 'LEGAL_HOLD', $2, now()::date)",
    [subject, watcher.id],
  )
  await run(
    "insert into one_time_codes (id, subject_id, purpose, target, code_hash, expires_at) values (gen_random_uuid(), $1, 'p', $2, $2, now())",
    [subject, cell],
  )
  await run(
    "insert into signing_intents (id, subject_id, account_id, act, document, document_hash, draft, expires_at) values (gen_random_uuid(), $1, $2, 'a', $3, $3, $3, now())",
    [subject, id, cell],
  )
  await run(
    "insert into idempotency_keys (account_id, act, key, input_hash, result) values ($1, 'a', gen_random_uuid(), $2, $2)",
    [id, cell],
  )
  await run("insert into ledger_inbox (id, leaf) values ($1, $2)", [ledger, cell])
  await run("insert into ledger_payloads (id, subject_id, salt, payload) values ($1, $2, $3, $3)", [
    ledger,
    subject,
    cell,
  ])
  await run(
    "insert into outbox (id, subject_id, template, language, channel, key_owner, parameters, recipient, message_id) values (gen_random_uuid(), $1, 't', 'ky', 'sms', $1, $2, $2, gen_random_uuid()::text)",
    [subject, cell],
  )
  return { subject: subject ?? "", account: id, token, request: request ?? "", part: part ?? "" }
}

/** Rows a role sees in a table with a token, by plain SQL without any condition of the application. */
async function seen(
  role: "subject" | "staff" | "worker",
  token: string,
  query: string,
  scope = "",
): Promise<Record<string, unknown>[]> {
  return transaction(pools[role], { token, scope }, async (db) => (await db.execute(query)).rows)
}

beforeAll(async () => {
  database = await freshDatabase()
  owner = new pg.Client({ connectionString: database.url })
  await owner.connect()
  pools = openPools({
    databaseUrl: database.url,
    keysUrl: database.keysUrl,
    masterKey: database.masterKey,
    size: 2,
  })
  await owner.query(
    "insert into policy_editions (policy, number, document, hash) values ('p', 1, '{}', $1)",
    [cell],
  )
  for (const kind of ["profile", "calendar", "data_map"]) {
    await owner.query(
      "insert into reference_editions (kind, code, number, document, hash) values ($1, 'p', 1, '{}', $2)",
      [kind, cell],
    )
  }
})

afterAll(async () => {
  await closePools(pools)
  await owner.end()
  await database.drop()
})

const owned = [
  "source_identities",
  "consent_events",
  "requests",
  "request_parts",
  "letters",
  "messages",
  "attachments",
  "plans",
  "plan_operations",
  "certificates",
  "disclosures",
  "one_time_codes",
  "signing_intents",
]

describe("row-level security alone", () => {
  it("shows a subject every own row and no row of another, in every table, whatever the query asks", async () => {
    const [alice, charlie] = [await person(), await person()]
    for (const table of owned) {
      const rows = await seen("subject", alice.token, `select subject_id from ${table}`)
      expect(rows.length, table).toBeGreaterThan(0)
      expect(new Set(rows.map((row) => row.subject_id)), table).toEqual(new Set([alice.subject]))
    }
    expect(await seen("subject", alice.token, "select id from subjects")).toEqual([{ id: alice.subject }])
    expect(await seen("subject", alice.token, "select id from accounts")).toEqual([{ id: alice.account }])
    expect(await seen("subject", alice.token, "select account_id from account_logins")).toEqual([
      { account_id: alice.account },
    ])
    expect(
      await seen("subject", alice.token, `select id from requests where id = '${charlie.request}'`),
    ).toEqual([])
    expect(
      await seen("subject", alice.token, "select 1 from messages where subject_id is not null"),
    ).toHaveLength(1)
  })

  it("shows nothing without a session, with a made-up token, or with an ended one, and forging a setting gives nothing", async () => {
    const alice = await person()
    expect(await seen("subject", alice.token, "select 1 from requests")).toHaveLength(1)
    for (const token of ["", randomBytes(32).toString("hex")])
      expect(await seen("subject", token, "select 1 from requests")).toEqual([])
    expect(await seen("staff", alice.token, "select 1 from requests")).toEqual([])
    await owner.query("update sessions set ended_at = now() where account_id = $1", [alice.account])
    expect(await seen("subject", alice.token, "select 1 from requests")).toEqual([])
  })

  it("refuses a row written in another's name, a role taken by SET, credentials and a switched-off guard", async () => {
    const [alice, charlie] = [await person(), await person()]
    const insert = (subject: string) =>
      `insert into consent_events (subject_id, purpose, operation, event, method, language, ledger_id) values ('${subject}', 'p', 'store', 'withdrawn', 'ticked', 'ky', gen_random_uuid())`
    await expect(seen("subject", alice.token, insert(alice.subject))).resolves.toEqual([])
    const code = (query: string) => refusalOf(seen("subject", alice.token, query))
    expect(await code(insert(charlie.subject))).toBe("42501")
    expect(await code(insert(alice.subject).replace("gen_random_uuid()", "null"))).toBe("42501")
    expect(await code("set role ukuk_staff")).toBe("42501")
    expect(await code("select password from accounts")).toBe("42501")
    expect(await code("select staff_id from views")).toBe("42501")
    const unguarded = transaction(pools.subject, { token: alice.token }, async (db) => {
      await db.execute("set local row_security = off")
      await db.execute("select 1 from requests")
    })
    await expect(unguarded).rejects.toMatchObject({ code: "42501" })
    expect(await code("update consent_events set event = 'given'")).toBe("42501")
    expect(await code("delete from letters")).toBe("42501")
  })

  it("lets the worker see the one person its job names, and auth no table at all", async () => {
    const [alice, charlie] = [await person(), await person()]
    const subjects = (scope: string) => seen("worker", "", "select distinct subject_id from letters", scope)
    expect(await subjects(`part:${alice.part}`)).toEqual([{ subject_id: alice.subject }])
    expect(await subjects(`subject:${charlie.subject}`)).toEqual([{ subject_id: charlie.subject }])
    expect(await subjects("")).toEqual([])
    await expect(pools.auth.query("select 1 from public.accounts")).rejects.toMatchObject({ code: "42501" })
  })

  it("is switched on and forced on every table of the schema", async () => {
    const { rows } = await owner.query(
      "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and not (relrowsecurity and relforcerowsecurity)",
    )
    expect(rows).toEqual([])
  })
})

describe("the database keeps four eyes and grounds", () => {
  it("refuses an approver who wrote any version, and takes another", async () => {
    const alice = await person()
    const [bob, ann] = [await staff("officer"), await staff("approver")]
    const proposal = randomUUID()
    const values = (id: string) => `('${proposal}', '${alice.part}', '${alice.subject}', '${id}')`
    await owner.query(
      "insert into proposals (id, part_id, subject_id, version, kind, author_id, letter) values ($1, $2, $3, 1, 'fulfil', $4, $5)",
      [proposal, alice.part, alice.subject, bob.id, cell],
    )
    await owner.query("update staff set role = 'approver' where account_id = $1", [bob.id])
    const approve = (who: { id: string; token: string }) =>
      seen(
        "staff",
        who.token,
        `insert into approvals (proposal_id, part_id, subject_id, approver_id) values ${values(who.id)}`,
      )
    await owner.query("update request_parts set status = 'proposed' where id = $1", [alice.part])
    const go = () => owner.query("update request_parts set status = 'fulfilling' where id = $1", [alice.part])
    await expect(go()).rejects.toMatchObject({ code: "UK002" })
    await expect(approve(bob)).rejects.toMatchObject({ code: "UK001" })
    await expect(approve(ann)).resolves.toEqual([])
    await expect(go()).resolves.toBeTruthy()
  })

  it("takes no approval of one part for another's", async () => {
    const [alice, charlie] = [await person(), await person()]
    const [bob, ann] = [await staff("officer"), await staff("approver")]
    const proposal = randomUUID()
    await owner.query(
      "insert into proposals (id, part_id, subject_id, version, kind, author_id, letter) values ($1, $2, $3, 1, 'fulfil', $4, $5)",
      [proposal, alice.part, alice.subject, bob.id, cell],
    )
    const crossed = `insert into approvals (proposal_id, part_id, subject_id, approver_id) values ('${proposal}', '${charlie.part}', '${charlie.subject}', '${ann.id}')`
    await expect(seen("staff", ann.token, crossed)).rejects.toMatchObject({ code: "UK001" })
  })

  it("lets a person answer and take back, and take no other step of their own part", async () => {
    const alice = await person()
    const move = async (from: string, to: string) => {
      await owner.query("alter table request_parts disable trigger user")
      await owner.query("update request_parts set status = $2, ground = 'G' where id = $1", [
        alice.part,
        from,
      ])
      await owner.query("alter table request_parts enable trigger user")
      return refusalOf(
        seen("subject", alice.token, `update request_parts set status = '${to}' where id = '${alice.part}'`),
      )
    }
    expect(await move("waiting", "working")).toBe("done")
    for (const open of ["received", "verifying", "working", "waiting", "proposed", "fulfilling", "deferred"])
      expect(await move(open, "cancelled"), open).toBe("done")
    for (const [from, to] of [
      ["received", "fulfilling"],
      ["received", "working"],
      ["deferred", "fulfilling"],
      ["fulfilled", "working"],
      ["fulfilled", "cancelled"],
      ["refused", "working"],
      ["working", "fulfilled"],
    ] as const)
      expect(await move(from, to), `${from} to ${to}`).toBe("UK003")
    const columns =
      "request_id, subject_id, right_code, kind, scope, profile_id, edition_id, data_map_id, calendar_id, received_at, due_at, due_on, due_steps"
    const insert = `insert into request_parts (id, status, ${columns}) select gen_random_uuid(), 'fulfilling', ${columns} from request_parts where id = '${alice.part}'`
    await expect(seen("subject", alice.token, insert)).rejects.toMatchObject({ code: "UK003" })
    await expect(
      seen("subject", alice.token, `update request_parts set outcome = 'done' where id = '${alice.part}'`),
    ).rejects.toMatchObject({ code: "42501" })
  })

  it("closes what is answered in words by its letter alone, and declines nothing without a ground", async () => {
    const [alice, charlie] = [await person(), await person()]
    const set = (part: string, change: string) =>
      refusalOf(owner.query(`update request_parts set ${change} where id = $1`, [part]))
    expect(await set(charlie.part, "status = 'fulfilled', outcome = 'answered'")).toBe("UK004")
    await owner.query("update request_parts set kind = 'answer' where id = $1", [alice.part])
    await owner.query("delete from plan_operations where part_id = $1", [alice.part])
    const replied = "status = 'fulfilled', outcome = "
    await owner.query(
      "insert into letters (id, subject_id, part_id, direction, kind, language, registration, content, text_hash) values ($1, $2, $3, 'out', 'reminder', 'ky', 'r', $4, $4)",
      [randomUUID(), alice.subject, alice.part, cell],
    )
    expect(await set(alice.part, "status = 'fulfilling'")).toBe("UK004")
    expect(await set(alice.part, `${replied}'answered'`)).toBe("UK004")
    await owner.query("update letters set kind = 'answer' where part_id = $1", [alice.part])
    for (const change of ["status = 'fulfilled'", `${replied}'not_upheld', ground = ' '`])
      expect(await set(alice.part, change)).toBe("UK004")
    expect(await set(alice.part, `${replied}'not_upheld', ground = 'G'`)).toBe("done")
    expect(await set(alice.part, "ground = null")).toBe("UK004")
    const columns =
      "request_id, subject_id, right_code, kind, scope, profile_id, edition_id, data_map_id, calendar_id, received_at, due_at, due_on, due_steps, ground"
    const copied = `insert into request_parts (id, status, outcome, ${columns}) select gen_random_uuid(), 'received', 'not_upheld', ${columns} from request_parts where id = '${alice.part}'`
    await expect(owner.query(copied)).rejects.toMatchObject({ code: "UK004" })
  })

  it("stores no keep or refusal without code, law and words", async () => {
    const alice = await person()
    const bob = await staff("officer")
    const proposal = randomUUID()
    await owner.query(
      "insert into proposals (id, part_id, subject_id, version, kind, author_id, letter) values ($1, $2, $3, 1, 'refuse', $4, $5)",
      [proposal, alice.part, alice.subject, bob.id, cell],
    )
    const decide = (ground: string | null, law: string | null) =>
      owner.query(
        "insert into decisions (proposal_id, part_id, subject_id, item, outcome, ground, law, reason) values ($1, $2, $3, '*', 'refuse', $4, $5, $6)",
        [proposal, alice.part, alice.subject, ground, law, cell],
      )
    await expect(decide(null, "law")).rejects.toMatchObject({ code: "23514" })
    await expect(decide("G", null)).rejects.toMatchObject({ code: "23514" })
    await expect(decide("G", "law")).resolves.toBeTruthy()
    await expect(
      owner.query("update request_parts set status = 'refused' where id = $1", [alice.part]),
    ).rejects.toMatchObject({ code: "23514" })
  })
})
