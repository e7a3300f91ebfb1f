import { execFile } from "node:child_process"
import { rmSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { promisify } from "node:util"
import { resumeFulfilment } from "@/lib/requests/approve"
import { as } from "@/lib/testing/cases"
import type { TestDeployment } from "@/lib/testing/deployment"
import type { Measurement } from "../measurement"
import { chance, type Killed, Running, strikeAll } from "./nemesis"
import { openStage, type Stage } from "./stage"

/** So long nothing may have come to its end before what is left counts as left for good. */
const STILL_MS = 180_000
const run = promisify(execFile)

type Found = {
  violations: string[]
  acknowledged: number
  unknown: number
  changes: number
  erased: number
  mails: number
  sentAgain: number
}
export type Chaos = Found & { killed: Killed; seed: number; drainSeconds: number; seconds: number }

/**
 * People and staff act, their worker, their own process and the database are killed at random moments, and a checker that
 * uses none of the product's code says what does not hold together afterwards. `told` hears how far it is.
 */
export async function chaos(wanted: {
  kills: number
  people: number
  seed: number
  told(done: number): boolean
}): Promise<Chaos> {
  const stage = await openStage(wanted.people)
  const running = new Running(stage)
  const began = performance.now()
  try {
    const { kills, people, seed, told: goesOn } = wanted
    const killed = await strikeAll(stage, running, { kills, people, random: chance(seed), goesOn })
    const since = performance.now()
    stage.allow(people)
    await drain(stage, running)
    const drainSeconds = Math.round((performance.now() - since) / 1000)
    await running.end()
    stage.note("logs.txt", stage.cluster.log())
    const found = await check(stage)
    const seconds = Math.round((performance.now() - began) / 1000)
    return { ...found, killed, seed, drainSeconds, seconds }
  } finally {
    await running.end()
    await stage.close()
    rmSync(stage.folder, { recursive: true, force: true })
  }
}

/** The faults are over: whatever was begun comes to its end. What did not by then the checker names. */
async function drain({ here }: Stage, running: Running): Promise<void> {
  const { owner } = here
  let [left, moved] = [Number.POSITIVE_INFINITY, performance.now()]
  for (; performance.now() - moved < STILL_MS; await sleep(100)) {
    running.keepUp()
    await resumeStalled(here)
    // The pauses between tries are over: nobody waits for them here.
    await owner.query(
      "update graphile_worker._private_jobs set run_at = now() where locked_at is null and run_at > now() and attempts > 0 and attempts < max_attempts",
    )
    const { rows } = await owner.query<{ open: number }>(
      `select (select count(*) from request_parts where status <> 'fulfilled')::int
         + (select count(*) from outbox where state in ('ready', 'sending'))::int
         + (select count(*) from graphile_worker._private_jobs
            where locked_at is not null or (attempts > 0 and attempts < max_attempts))::int as open`,
    )
    const open = rows[0]?.open ?? 0
    if (running.clientIsDone && open === 0) return
    if (open < left) [left, moved] = [open, performance.now()]
  }
}

/** What failed too often while everything was being killed waits for its button: staff press it. */
async function resumeStalled(here: TestDeployment): Promise<void> {
  const { rows } = await here.owner.query<{ part: string; version: number }>(
    "select id as part, version from request_parts where status = 'stalled'",
  )
  for (const seen of rows) await as(here, await here.staff("officer"), (ctx) => resumeFulfilment(ctx, seen))
}

async function check({ here, folder }: Stage): Promise<Found> {
  const { stdout } = await run(
    process.execPath,
    ["--import", "tsx", "bench/chaos/check.ts", folder, here.house.configuration.databaseUrl, here.lenderUrl],
    { maxBuffer: 1 << 28 },
  )
  return JSON.parse(stdout)
}

/** The measurement: as many kills as `UKUK_BENCH_KILLS` says; Ctrl-C ends the kills and goes on to the check. */
export async function measureChaos(): Promise<Measurement> {
  const kills = Number(process.env.UKUK_BENCH_KILLS ?? 1_000)
  const seed = Number(process.env.UKUK_BENCH_SEED ?? Date.now() % 1_000_000)
  let stopped = false
  process.once("SIGINT", () => {
    stopped = true
  })
  const told = (done: number) => {
    if (done % 25 === 0)
      process.stderr.write(`${new Date().toISOString()} ${done} of ${kills} kills, seed ${seed}\n`)
    return !stopped
  }
  const found = await chaos({ kills, people: kills, seed, told })
  const { worker, client, database } = found.killed
  if (found.violations.length > 0)
    throw new Error(
      `${found.violations.length} violations (seed ${seed}):\n${found.violations.slice(0, 50).join("\n")}`,
    )
  return {
    ratio: 0,
    ours: 0,
    baseline: 0,
    unit: "violations",
    runs: 1,
    kills: worker + client + database,
    ...found,
  }
}
