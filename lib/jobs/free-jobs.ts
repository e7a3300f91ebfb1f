import type pg from "pg"

const MARK = "hashtext('ukuk worker')"

/**
 * Takes a connection that marks this worker as alive, and frees the jobs of workers that are not: a killed worker's
 * jobs would stay locked for hours. Jobs may run again from any instruction, so freeing them loses and doubles nothing.
 * Where another worker is alive, nothing is freed. Call the result when this worker ends.
 */
export async function freeJobs(pool: pg.Pool): Promise<() => void> {
  const client = await pool.connect()
  try {
    const { rows } = await client.query<{ alone: boolean }>(`select pg_try_advisory_lock(${MARK}) as alone`)
    if (rows[0]?.alone) {
      await client.query(
        "select graphile_worker.force_unlock_workers(array(select distinct locked_by from graphile_worker.jobs where locked_by is not null))",
      )
    }
    await client.query(`select pg_advisory_lock_shared(${MARK})`)
    if (rows[0]?.alone) await client.query(`select pg_advisory_unlock(${MARK})`)
  } catch (error) {
    client.release(true)
    throw error
  }
  // The connection goes with the mark on it.
  return () => client.release(true)
}
