import { setTimeout as sleep } from "node:timers/promises"
import { and, eq, inArray, min } from "drizzle-orm"
import { noticeRuns, runPeople } from "@/db/schema/runs"
import { asWorker } from "@/lib/context"
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
const BATCH = 100

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
  const delivery: RunDelivery = { ...house.configuration, organisations: policy.organisation.shortName }
  const { ky: organisation } = policy.organisation.shortName
  const carrier = openCarrier({ ...house.configuration, organisation }, { many: true })
  const { noticesPerSecond } = house.configuration
  const most = Math.max(1, Math.min(BATCH, noticesPerSecond))
  try {
    while (Date.now() < until) {
      const free = Date.now() + (most / noticesPerSecond) * 1000
      const { taken, isAway } = await sendBatch(house, run, { delivery, carrier, most })
      if (isAway || taken === 0) return isAway
      await sleep(Math.max(0, free - Date.now()))
    }
    return false
  } finally {
    carrier.close()
  }
}

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
