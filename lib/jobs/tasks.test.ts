import { EventEmitter } from "node:events"
import { Logger, run, runOnce, type WorkerEvents } from "graphile-worker"
import type pg from "pg"
import { afterAll, beforeAll, expect, it, vi } from "vitest"
import { asWorker } from "@/lib/context"
import { freeJobs } from "@/lib/jobs/free-jobs"
import { freeLostJobs } from "@/lib/jobs/lost-jobs"
import { watchTaking } from "@/lib/jobs/stuck-runner"
import { tasksOf } from "@/lib/jobs/tasks"
import { tell } from "@/lib/notices/tell"
import type { Connector } from "@/lib/sources/connector"
import { OWN_LIMITS, openGuard } from "@/lib/sources/resilience/guard"
import { asOneJob } from "@/lib/sources/resilience/lane"
import { approve, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

const jobs = async () =>
  (
    await here.owner.query<{ task: string; key: string; locked_by: string | null }>(
      "select task_identifier as task, key, locked_by from graphile_worker.jobs order by id",
    )
  ).rows

const holder = async () => (await jobs()).find(({ key }) => key === "left")?.locked_by

const logger = new Logger(() => () => undefined)
const work = () => runOnce({ pgPool: here.house.pools.worker, taskList: tasksOf(here.house), logger })

/** Everything that failed may be tried again now. */
const again = () =>
  here.owner.query("update graphile_worker._private_jobs set run_at = now() where attempts < max_attempts")

it("a part whose work cannot be done stalls alone, with the cause; the others are carried out", async () => {
  const sound = await signLetter(here, 3, { right: "erasure", categories: ["contact_persons"] })
  const spoilt = await signLetter(here, 2, { right: "erasure", categories: ["contact_persons"] })
  for (const part of [sound, spoilt]) await approve(here, await proposeFor(here, part))
  await here.owner.query("update plan_operations set detail = '\\x00' where part_id = $1", [spoilt.id])
  for (let round = 0; round < 6; round += 1) {
    await work()
    await again()
  }
  expect(await partRow(here, sound.id)).toMatchObject({ status: "fulfilled" })
  expect(await partRow(here, spoilt.id)).toMatchObject({ status: "stalled", stall_cause: "Error" })
  expect((await jobs()).filter(({ task }) => task === "fulfil")).toEqual([])
})

it("a source that never answers holds half of the slots: the jobs of another are done while it still hangs", async () => {
  const hanging: (() => void)[] = []
  let done = (): void => undefined
  const loansDone = new Promise<void>((resolve) => {
    done = resolve
  })
  const guard = openGuard({ jobs: 2 })
  const asking = (name: string, ping: () => Promise<void>) => {
    const source = guard.around({ name, ping } as unknown as Connector, OWN_LIMITS)
    return () => asOneJob(() => source.ping())
  }
  const taskList = {
    cards: asking("cards", () => new Promise((go) => hanging.push(go))),
    loans: asking("loans", async () => done()),
  }
  for (const task of [...Array(6).fill("cards"), "loans"])
    await here.owner.query("select guard.enqueue($1, '{}'::json)", [task])
  const runner = await run({
    ...{ pgPool: here.house.pools.worker, taskList, logger },
    ...{ concurrency: 4, noHandleSignals: true },
  })
  await loansDone
  expect(hanging).toHaveLength(2)
  for (const go of hanging) go()
  await runner.stop()
  await here.owner.query("delete from graphile_worker._private_jobs")
})

it("jobs a killed worker had begun are free when the next one starts, or once no other worker is alive any more", async () => {
  await here.owner.query("select guard.enqueue('tidy', '{}'::json, 'left')")
  const lock = (attempts = 1) =>
    here.owner.query(
      "update graphile_worker._private_jobs set locked_at = now(), locked_by = 'dead', attempts = $1 where key = 'left'",
      [attempts],
    )
  await lock()
  await work()
  expect(await holder()).toBe("dead")
  const leave = await freeJobs(here.house.pools.worker)
  expect(await holder()).toBeNull()
  await lock(25)
  const leaveToo = await freeJobs(here.house.pools.worker)
  try {
    expect(await holder()).toBe("dead")
    leave()
    await expect.poll(holder, { timeout: 60_000 }).toBeNull()
  } finally {
    leaveToo()
  }
  // However often a worker died with it: it is not used up, and lets the others go first.
  const { rows } = await here.owner.query(
    "select attempts, run_at > now() as waits from graphile_worker._private_jobs where key = 'left'",
  )
  expect(rows).toEqual([{ attempts: 5, waits: true }])
})

it("a job is freed that was taken in the very millisecond in which the next worker starts", async () => {
  const pool = here.house.pools.worker
  const taking = "set locked_at = clock_timestamp(), locked_by = 'dead' where key = 'left'"
  for (let round = 0; round < 5; round += 1) {
    const client = await pool.connect()
    const ask = client.query.bind(client) as (text: string, values?: unknown[]) => Promise<pg.QueryResult>
    const query = async (text: string, values?: unknown[]) => {
      if (text.startsWith("select clock_timestamp"))
        await ask(`update graphile_worker._private_jobs ${taking}`)
      return ask(text, values)
    }
    const connect = vi
      .spyOn(pool, "connect")
      .mockImplementation(() => Promise.resolve(Object.assign(client, { query })))
    const leave = await freeJobs(pool)
    connect.mockRestore()
    await expect.poll(holder, { timeout: 60_000 }).toBeNull()
    leave()
  }
})

it("what cannot be freed now is freed later, and keeps no other worker from starting meanwhile", async () => {
  const said: string[] = []
  const stderr = vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0)
  const jobsOf = "graphile_worker._private_jobs"
  await here.owner.query(`revoke update on ${jobsOf} from ukuk_worker`)
  const leave = await freeJobs(here.house.pools.worker)
  const leaveToo = await freeJobs(here.house.pools.worker)
  try {
    expect(said.join("")).toContain('"event":"worker.free","fault":"42501"')
    await here.owner.query(
      `update ${jobsOf} set locked_at = now() - interval '1 minute', locked_by = 'dead' where key = 'left'`,
    )
    leaveToo()
    await here.owner.query(`grant update on ${jobsOf} to ukuk_worker`)
    await expect.poll(holder, { timeout: 20_000 }).toBeNull()
  } finally {
    stderr.mockRestore()
    leave()
    leaveToo()
  }
})

it("a job this worker took without ever hearing of it is free again; one it works on stays its own", async () => {
  await here.owner.query(
    "select guard.enqueue('hang', '{}'::json, 'held'), guard.enqueue('tidy', '{}'::json, 'lost')",
  )
  const lost = freeLostJobs(here.house.pools.worker, { lookMs: 50, lostMs: 0 })
  let pool = ""
  lost.events.on("pool:create", ({ workerPool }) => {
    pool = workerPool.id
  })
  let [finish, begin] = [(): void => undefined, (): void => undefined]
  const begun = new Promise<void>((go) => {
    begin = go
  })
  const hang = () =>
    new Promise<void>((done) => {
      finish = done
      begin()
    })
  const events = lost.events
  const runner = await run({
    ...{ pgPool: here.house.pools.worker, taskList: { hang }, logger, events, noHandleSignals: true },
  })
  await begun
  await here.owner.query(
    "update graphile_worker._private_jobs set locked_at = now() - interval '1 minute', locked_by = $1 where key in ('held', 'lost')",
    [pool],
  )
  const holders = async () =>
    (await jobs())
      .filter(({ key }) => key === "held" || key === "lost")
      .map(({ key, locked_by }) => [key, locked_by === pool])
      .sort()
  await expect.poll(holders, { timeout: 20_000 }).toEqual([
    ["held", true],
    ["lost", false],
  ])
  finish()
  await runner.stop()
  lost.end()
  await here.owner.query("delete from graphile_worker._private_jobs where key = 'lost'")
})

it("a runner that lost its first question and can take no job ever after is known by it, one that lost a later is not", async () => {
  const client = await here.owner.connect()
  await client.query("begin; lock table graphile_worker._private_tasks in exclusive mode")
  const events = new EventEmitter() as WorkerEvents
  const isStuck = watchTaking(events)
  const failure = () => new Promise<void>((done) => void events.once("worker:getJob:error", () => done()))
  const [first, pgPool] = [failure(), here.house.pools.worker]
  const runner = await run({
    ...{ pgPool, taskList: { none: async () => undefined }, logger, events },
    ...{ noHandleSignals: true, concurrency: 1, pollInterval: 20 },
  })
  const cut = () =>
    here.owner.query(
      "select pg_terminate_backend(pid) from pg_locks where relation = 'graphile_worker._private_tasks'::regclass and not granted",
    )
  await expect.poll(async () => (await cut()).rowCount, { timeout: 20_000 }).toBeGreaterThan(0)
  await first
  await client.query("rollback")
  client.release()
  expect(isStuck(true)).toBe(false)
  await failure()
  expect([isStuck(false), isStuck(true)]).toEqual([false, false])
  await failure()
  expect(isStuck(true)).toBe(true)
  await runner.stop()

  const sound = new EventEmitter() as WorkerEvents
  const isSoundStuck = watchTaking(sound)
  sound.emit("worker:getJob:error", {} as never)
  expect(isSoundStuck(true)).toBe(false)
  sound.emit("worker:getJob:empty", {} as never)
  sound.emit("worker:getJob:error", {} as never)
  expect([isSoundStuck(true), isSoundStuck(true)]).toEqual([false, false])
})

it("a message of a change that failed is never sent", async () => {
  const { subjectId } = (await here.borrower(1)).actor
  const before = await jobs()
  const change = asWorker(here.house, "test", { subject: subjectId }, async (ctx) => {
    await tell(ctx, { subjectId, language: "ky" }, "received", { number: "2026-000001", path: "/" })
    throw new Error("the change failed")
  })
  await expect(change).rejects.toThrow("the change failed")
  expect(await jobs()).toEqual(before)
  expect((await here.owner.query("select 1 from outbox where subject_id = $1", [subjectId])).rowCount).toBe(0)
})

it("what served its moment is gone a day later: drafts, codes, documents never sent; what was signed stays", async () => {
  const { subjectId, accountId } = (await here.borrower(1)).actor
  const cell = Buffer.alloc(1)
  await here.owner.query(
    "insert into signing_intents (id, subject_id, account_id, act, document, document_hash, draft, expires_at) select gen_random_uuid(), $1, $2, 'erasure', $3, $3, $3, now() - make_interval(days => age) from unnest(array[0, 2]) age",
    [subjectId, accountId, cell],
  )
  await here.owner.query(
    "insert into attachments (id, subject_id, name, media_type, size, hash, body, at) select gen_random_uuid(), $1, $2, 'image/png', 1, $2, $2, now() - make_interval(days => age) from unnest(array[0, 3]) age",
    [subjectId, cell],
  )
  const count = async (query: string) => (await here.owner.query(query)).rowCount
  const letters = await count("select 1 from letters where signed_at is not null")
  await here.owner.query("select guard.enqueue('tidy', '{}'::json)")
  await work()
  expect(await count(`select 1 from signing_intents where subject_id = '${subjectId}'`)).toBe(1)
  expect(await count(`select 1 from attachments where subject_id = '${subjectId}'`)).toBe(1)
  expect(await count("select 1 from letters where signed_at is not null")).toBe(letters)
})
