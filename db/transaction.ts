import { createHash } from "node:crypto"
import { DrizzleQueryError } from "drizzle-orm"
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres"
import pg from "pg"

export type Db = NodePgDatabase

const MOST_NAMED = 300
const names = new Map<string, string>()

// From the text alone: Next loads this file more than once in a process, over the same pool.
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 32)

/** A statement's name; none once there are too many texts to keep a plan of each in every connection. */
function nameOf(text: string): string | undefined {
  if (!names.has(text) && names.size < MOST_NAMED) names.set(text, hashOf(text))
  return names.get(text)
}

/** What is sent before this turn is over leaves as one write: a write costs more than the statement it carries. */
function inOneWrite({ connection: { stream } }: pg.PoolClient): void {
  stream.cork()
  process.nextTick(() => stream.uncork())
}

/** The client with every statement named, so that the server plans it once in a connection and not each time. */
const remembering = (client: pg.PoolClient): pg.PoolClient =>
  Object.create(client, {
    query: {
      value: (statement: pg.QueryConfig, values: unknown[]) => {
        inOneWrite(client)
        return client.query({ ...statement, name: nameOf(statement.text) }, values)
      },
    },
  })

const OPEN =
  "select clock_timestamp() as now, set_config('ukuk.token', $1, true), set_config('ukuk.scope', $2, true)"

/**
 * Runs `work` in one transaction with the given settings, local to it. `now` is read once from the database.
 * Ours, because drizzle's own leaks the client when BEGIN fails and hides the first error when ROLLBACK fails.
 */
export async function transaction<T>(
  pool: pg.Pool,
  settings: { token?: string; scope?: string },
  work: (db: Db, now: Date) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    // Sent together, in one round trip: BEGIN, the settings and the time.
    inOneWrite(client)
    const [, opened] = await atOnce([
      client.query("begin"),
      client.query<{ now: Date }>({
        name: "open",
        text: OPEN,
        values: [settings.token ?? "", settings.scope ?? ""],
      }),
    ])
    const now = opened.rows[0]?.now
    if (!now) throw new Error("the database did not tell the time")
    const result = await work(drizzle(remembering(client)), now)
    await client.query("commit")
    return result
  } catch (error) {
    await client.query("rollback").catch((failure: Error) => {
      broken = failure
    })
    throw told(error)
  } finally {
    client.release(broken)
  }
}

/** The database refused a statement: its code and the constraint, without the values a driver's error carries. */
export class DatabaseFault extends Error {
  constructor(
    readonly code: string,
    readonly constraint: string | null,
    stack: string | undefined,
  ) {
    super(`the database refused (${code}${constraint ? `, ${constraint}` : ""})`)
    this.name = "DatabaseFault"
    if (stack)
      this.stack = `${this.message}\n${stack
        .split("\n")
        .filter((line) => /^\s+at /.test(line))
        .join("\n")}`
  }
}

// What leaves a transaction may be printed by a framework: texts and details of the driver hold people's values, and
// so does what drizzle says of a statement that failed, even when only the connection ended.
function told(error: unknown): unknown {
  const isTold =
    error instanceof DrizzleQueryError || (error instanceof Error && error.cause instanceof pg.DatabaseError)
  const found = isTold ? error.cause : error
  if (!(found instanceof pg.DatabaseError) || !found.code) return found
  return new DatabaseFault(
    found.code,
    found.constraint ?? null,
    error instanceof Error ? error.stack : undefined,
  )
}

/**
 * Runs steps of one transaction at once, so that their statements leave together instead of each waiting for the one
 * before. Waits for all of them, whatever happens: a statement sent after the rollback would stand alone. Throws the
 * first failure.
 */
export async function atOnce<T extends readonly unknown[] | []>(
  steps: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  // Each is started once: a query of drizzle runs anew whenever it is awaited.
  const running = steps.map((step) => Promise.resolve(step))
  await Promise.allSettled(running)
  // `map` forgets that the list is a tuple.
  return (await Promise.all(running)) as { -readonly [K in keyof T]: Awaited<T[K]> }
}
