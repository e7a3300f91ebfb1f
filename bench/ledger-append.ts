import { type ChildProcess, fork } from "node:child_process"
import { randomBytes, randomUUID } from "node:crypto"
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { sql } from "drizzle-orm"
import { workerFlags } from "@/bin/start/worker-flags"
import type { Configuration } from "@/lib/configuration"
import { asWorker, type Ctx } from "@/lib/context"
import { type Ledger, openLedger } from "@/lib/ledger/ledger.fixture"
import { entryId, record } from "@/lib/ledger/record"
import { alternate, type Measurement, timed } from "./measurement"

const ROUNDS = 5
const WRITERS = 16
const ACTS = 400
/** Bytes of a leaf and of a sealed payload, as ours are. */
const [LEAF, CELL] = [330, 100]

/** What the sequencer's process is told; the key in base64. */
export type Told = Omit<Configuration, "masterKey"> & { masterKey: string }

/**
 * Entries of the ledger per second by 16 writers, each in a small business transaction (a row read under lock, one changed)
 * with the sequencer running beside them; against the same transactions with a plain insert of an equal row (leaf and payload).
 */
export async function ledgerAppend(): Promise<Measurement> {
  const ledger = await openLedger({ size: WRITERS + 2 })
  await ledger.owner.query("create table bare_inbox (id uuid primary key, at timestamptz, leaf bytea)")
  await ledger.owner.query(
    "create table bare_payloads (id uuid primary key references bare_inbox, subject_id uuid, salt bytea, payload bytea)",
  )
  await ledger.owner.query("create index on bare_payloads (subject_id)")
  await ledger.owner.query("grant insert on bare_inbox, bare_payloads to ukuk_worker")
  await ledger.owner.query("create table business (id uuid primary key, n integer)")
  await ledger.owner.query("grant select, update on business to ukuk_worker")
  const people = Array.from({ length: WRITERS }, () => randomUUID())
  for (const id of people) {
    await ledger.owner.query("insert into subjects (id) values ($1)", [id])
    await ledger.owner.query("insert into business values ($1, 0)", [id])
  }
  const round = async (entry: (ctx: Ctx, subject: string) => Promise<unknown>) => {
    const ms = await timed(() =>
      Promise.all(
        people.map(async (subject) => {
          for (let n = 0; n < ACTS; n++)
            await asWorker(ledger.house, "bench", { subject }, async (ctx) => {
              await business(ctx, subject)
              await entry(ctx, subject)
            })
        }),
      ),
    )
    return (WRITERS * ACTS * 1_000) / ms
  }
  const sequencer = await startSequencer(ledger)
  const ours = async () => {
    const rate = await round((ctx, subjectId) =>
      record(ctx, "data.confirmed", { subjectId, object: randomUUID(), payload: { said: "so" } }),
    )
    // What is left to be placed is no burden for the other side.
    while (await isWaiting(ledger)) await sleep(20)
    return rate
  }
  const plain = () => round(insertPlainly)
  await ours()
  await plain()
  // As the server does by itself within a minute: else keys would be checked by plans made for tables with nothing in them.
  await ledger.owner.query("analyze")
  const found = await alternate(ROUNDS, "entries per second", ours, plain)
  sequencer.send("end")
  await once(sequencer, "exit")
  await ledger.close()
  return { ...found, writers: WRITERS }
}

async function startSequencer({ house: { configuration } }: Ledger): Promise<ChildProcess> {
  const { masterKey } = configuration
  if (!Buffer.isBuffer(masterKey)) throw new Error("a ledger of its own has one key")
  const told: Told = { ...configuration, masterKey: masterKey.toString("base64") }
  const env = { ...process.env, TOLD: JSON.stringify(told) }
  const child = fork("bench/ledger-sequencer.ts", { env, execArgv: workerFlags })
  await once(child, "message")
  return child
}

async function isWaiting({ owner }: Ledger): Promise<boolean> {
  const { rows } = await owner.query<{ lag: number | null }>("select guard.ledger_lag() as lag")
  return rows[0]?.lag !== null
}

async function business({ db }: Ctx, id: string): Promise<void> {
  await db.execute(sql`select n from business where id = ${id} for update`)
  await db.execute(sql`update business set n = n + 1 where id = ${id}`)
}

async function insertPlainly({ db, now }: Ctx, subjectId: string): Promise<void> {
  const id = entryId(now)
  await db.execute(sql`
    with leaves as (insert into bare_inbox values (${id}, ${now.toISOString()}, ${randomBytes(LEAF)}))
    insert into bare_payloads values (${id}, ${subjectId}, ${randomBytes(32)}, ${randomBytes(CELL)})`)
}
