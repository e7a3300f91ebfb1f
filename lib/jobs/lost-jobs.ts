import { EventEmitter } from "node:events"
import type { WorkerEvents } from "graphile-worker"
import type pg from "pg"
import { logFault } from "@/lib/log"

const LOOK_MS = 5_000
const LOST_MS = 10_000

/**
 * Where the answer to taking a job was lost on its way, the queue says that this worker has it and the worker knows
 * nothing of it: it would stay so for hours. Such jobs are freed. Give `events` to the runner, and call `end` at its end.
 */
export function freeLostJobs(
  pool: pg.Pool,
  { lookMs = LOOK_MS, lostMs = LOST_MS } = {},
): { events: WorkerEvents; end(): void } {
  const events: WorkerEvents = new EventEmitter()
  const [pools, working] = [new Set<string>(), new Set<string>()]
  events.on("pool:create", ({ workerPool }) => pools.add(workerPool.id))
  events.on("job:start", ({ job }) => working.add(job.id))
  events.on("job:complete", ({ job }) => working.delete(job.id))
  const timer = setInterval(() => {
    pool
      .query(
        `update graphile_worker._private_jobs set locked_at = null, locked_by = null
         where locked_by = any($1) and locked_at < clock_timestamp() - make_interval(secs => $2) and not id = any($3::bigint[])`,
        [[...pools], lostMs / 1000, [...working]],
      )
      .catch((error: unknown) => logFault("worker.free", error))
  }, lookMs)
  return { events, end: () => clearInterval(timer) }
}
