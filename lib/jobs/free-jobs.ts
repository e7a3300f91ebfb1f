import type pg from "pg"
import { logFault } from "@/lib/log"

const MARK = "hashtext('ukuk worker')"
const AGAIN_MS = 1_000

/**
 * Takes a connection that marks this worker as alive, and frees the jobs of workers that are not: a killed worker's
 * jobs would stay locked for hours. Jobs may run again from any instruction, so freeing them loses and doubles nothing.
 * While another worker is alive, nothing is freed; the server may take a killed one for alive until it has seen that its
 * connections are gone, so that is asked again until it is so. Call the result when this worker ends.
 */
export async function freeJobs(pool: pg.Pool): Promise<() => void> {
  const client = await pool.connect()
  let again: NodeJS.Timeout | undefined
  let hasLeft = false
  const look = async (begun: string): Promise<void> => {
    const isDone = await freeIfAlone(client, begun).catch(failed)
    if (!isDone && !hasLeft) again = setTimeout(() => void look(begun), AGAIN_MS)
  }
  try {
    await client.query(`select pg_advisory_lock_shared(${MARK})`)
    // As text: to the millisecond alone, what was taken just before would count as taken since.
    const { rows } = await client.query<{ now: string }>("select clock_timestamp()::text as now")
    if (rows[0]) await look(rows[0].now)
  } catch (error) {
    client.release(true)
    throw error
  }
  return () => {
    if (hasLeft) return
    hasLeft = true
    clearTimeout(again)
    // The connection goes with the mark on it.
    client.release(true)
  }
}

/** What could not be freed now is tried again. */
const failed = (error: unknown): false => {
  logFault("worker.free", error)
  return false
}

/**
 * What this worker took itself since it began stays its own. That a worker was killed counts as a failed try five times at
 * most: a job is never used up by it, nor put off for hours. What was there so often when one died waits a little, so that
 * the others get their turn before it can take the next worker with it. What another job took the place of is over.
 */
async function freeIfAlone(client: pg.PoolClient, begun: string): Promise<boolean> {
  // One statement: no mark that keeps others from starting is left where it fails.
  const { rows } = await client.query<{ is: boolean }>(
    `with alone as (select pg_try_advisory_xact_lock(${MARK}) as "is"),
     jobs as (
       update graphile_worker._private_jobs set locked_at = null, locked_by = null,
         attempts = case when key is null and attempts >= max_attempts then attempts else least(attempts, 5) end,
         run_at = case when attempts > 5 then greatest(run_at, now() + (0.5 + random() / 2) * interval '20 seconds') else run_at end
       from alone where alone."is" and locked_at < $1::timestamptz),
     queues as (
       update graphile_worker._private_job_queues set locked_at = null, locked_by = null
       from alone where alone."is" and locked_at < $1::timestamptz)
     select "is" from alone`,
    [begun],
  )
  return rows[0]?.is ?? false
}
