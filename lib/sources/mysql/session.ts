import type { Row } from "./pool"
import { raw, type Sql } from "./sql"

/** The most a server remembers of the keys of a condition, by the names its versions have for it. */
const LIMITS = ["optimizer_max_sel_args", "optimizer_max_sel_arg_weight", "range_optimizer_max_mem_size"]
const BEYOND = 4_294_967_295

/** A session as this program needs it, whatever the server's own settings are. */
export async function prepareSession(
  send: (statement: Sql) => Promise<Row[]>,
  { seconds, readOnly }: { seconds: number; readOnly: boolean },
): Promise<void> {
  // Well before the statement's own end, so that a row held by somebody is told from a slow server.
  const patience = Math.max(1, Math.floor(seconds / 5))
  const settings = `set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00',
    group_concat_max_len = 1048576, innodb_lock_wait_timeout = ${patience}, lock_wait_timeout = ${patience}
    , wait_timeout = 60 /*M!100300 , idle_transaction_timeout = ${seconds * 2} */
    /*M!100100 , max_statement_time = ${seconds} */ /*!50708 , max_execution_time = ${seconds * 1000} */`
  await send(raw(settings))
  await send(raw("set session transaction isolation level repeatable read"))
  await send(raw(`set session transaction read ${readOnly ? "only" : "write"}`))
  // Each of tens of thousands of keys is looked up: beyond its limit a server goes through rows of others, and locks them.
  const names = LIMITS.map((name) => `'${name}'`).join(", ")
  const known = await send(raw(`show variables where variable_name in (${names})`))
  const raised = known.map((row) => `${String(row.Variable_name)} = ${BEYOND}`)
  if (raised.length > 0) await send(raw(`set session ${raised.join(", ")}`))
}
