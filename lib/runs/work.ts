import { setTimeout as sleep } from "node:timers/promises"
import { and, eq, inArray, min } from "drizzle-orm"
import { noticeRuns, runPeople } from "@/db/schema/runs"
import { asWorker, type Ctx } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import { record } from "@/lib/ledger/record"
import { openCarrier } from "@/lib/notices/carry"
import { enqueueRun } from "@/lib/notices/runs"
import { inForce } from "@/lib/policy/editions"
import { gatherPage } from "@/lib/runs/gather"
import type { RunDelivery } from "@/lib/runs/message"
import { type Run, readRun } from "@/lib/runs/read-run"
import { sendBatch } from "@/lib/runs/send-batch"

/** How long one job works before it makes way for others, and how long a carrier that takes nothing is left alone. */
const WORK_MS = 10_000
const AWAY_MS = 60_000
/** How many people a batch is, and how many batches are under way at once: one is sent while another is written down. */
const BATCH = 100
const LANES = 2

/**
 * One job of a run: gathers its people page by page, then tells them batch by batch, no faster than the carriers are to be
 * used, and enqueues the next job while anybody waits. It may be killed at any instruction and run again.
 */
export async function workRun(house: OpenHouse, id: string): Promise<void> {
  const until = Date.now() + WORK_MS
  const run = await asWorker(house, "notice-run", null, (ctx) => readRun(ctx, id))
  if (!run) return
  if (run.state === "gathering" && !(await gather(house, run, until))) return next(house, run, new Date())
  const isAway = await send(house, run, until)
  await closeOrGoOn(house, run, isAway ? new Date(Date.now() + AWAY_MS) : null)
}

/** Whether everybody is gathered. */
async function gather(house: OpenHouse, run: Run, until: number): Promise<boolean> {
  for (let { cursor } = run; Date.now() < until; ) {
    const page = await gatherPage(house, run, cursor)
    if (page.isLast) return true
    cursor = page.cursor
  }
  return false
}

/** Whether the carrier takes nothing now. */
async function send(house: OpenHouse, run: Run, until: number): Promise<boolean> {
  const { policy } = await asWorker(house, "policy", null, (ctx) => inForce(ctx.db))
  await asWorker(house, "notice-run", null, (ctx) => takeUpAgain(ctx, run.id))
  const delivery: RunDelivery = { ...house.configuration, organisations: policy.organisation.shortName }
  const { ky: organisation } = policy.organisation.shortName
  const carrier = openCarrier({ ...house.configuration, organisation }, { many: true })
  const { noticesPerSecond } = house.configuration
  const most = Math.max(1, Math.min(BATCH, Math.floor(noticesPerSecond / LANES)))
  const msEach = (most * LANES * 1000) / noticesPerSecond
  let isAway = false
  const lane = async () => {
    while (!isAway && Date.now() < until) {
      const free = Date.now() + msEach
      const batch = await sendBatch(house, run, { delivery, carrier, most })
      isAway ||= batch.isAway
      if (batch.taken === 0) return
      await sleep(Math.max(0, free - Date.now()))
    }
  }
  try {
    await Promise.all(Array.from({ length: LANES }, lane))
    return isAway
  } finally {
    carrier.close()
  }
}

/** A run has one job at a time, so whoever is half told now was left so by a job that was killed. */
const takeUpAgain = (ctx: Ctx, run: string) =>
  ctx.db
    .update(runPeople)
    .set({ state: "waiting" })
    .where(and(eq(runPeople.runId, run), eq(runPeople.state, "sending")))

const next = (house: OpenHouse, { id }: Run, at: Date): Promise<void> =>
  asWorker(house, "notice-run", null, (ctx) => enqueueRun(ctx, id, at))

/** Closes the run once nobody waits; else its next job, when the first of them is due and the carrier is left alone. */
async function closeOrGoOn(house: OpenHouse, { id, state }: Run, notBefore: Date | null): Promise<void> {
  await asWorker(house, "notice-run", null, async (ctx) => {
    const waiting = and(eq(runPeople.runId, id), inArray(runPeople.state, ["waiting", "sending"]))
    const [row] = await ctx.db
      .select({ at: min(runPeople.nextAt) })
      .from(runPeople)
      .where(waiting)
    if (row?.at) return enqueueRun(ctx, id, later(row.at, notBefore))
    if (state === "done") return
    await ctx.db.update(noticeRuns).set({ state: "done", doneAt: ctx.now }).where(eq(noticeRuns.id, id))
    await record(ctx, "run.done", { subjectId: null, object: id })
  })
}

const later = (one: Date, other: Date | null): Date => (other && other > one ? other : one)
