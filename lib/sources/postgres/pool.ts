import pg from "pg"
import { SourceRefused, SourceSlow, SourceUnreachable } from "../failures"
import type { Statement } from "./sql"

export type Row = Record<string, unknown>
/** Sends statements together and gives their rows; the first failure is thrown once all have settled. */
export type Ask = (statements: readonly Statement[]) => Promise<Row[][]>

type PoolOptions = {
  source: string
  url: string
  seconds: number
  connections: number
  readOnly: boolean
}

const CONNECT_MS = 3_000

/** The five-letter code PostgreSQL gives its errors, or Node's for the network. */
const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : ""

// 08 connection, 53 too little of something, 57 stopped by the operator or by the time limit.
const isAway = (error: unknown): boolean => {
  const code = codeOf(error)
  if (/^[0-9A-Z]{5}$/.test(code)) return /^(08|53|57)/.test(code)
  return true
}

/** A few connections to one source, with limits on time. */
export class SourcePool {
  private readonly pool: pg.Pool

  constructor(private readonly options: PoolOptions) {
    const ms = options.seconds * 1000
    const settings = [
      "timezone=UTC",
      "datestyle=ISO",
      "intervalstyle=iso_8601",
      "search_path=",
      // Every statement is a look-up by key and comes again for the next person: plan it once.
      "plan_cache_mode=force_generic_plan",
      "jit=off",
      `statement_timeout=${ms}`,
      `lock_timeout=${Math.ceil(ms / 2)}`,
      `idle_in_transaction_session_timeout=${ms * 2}`,
      `default_transaction_read_only=${options.readOnly ? "on" : "off"}`,
    ]
    this.pool = new pg.Pool({
      connectionString: options.url,
      application_name: "ukuk",
      max: options.connections,
      connectionTimeoutMillis: Math.min(CONNECT_MS, ms),
      query_timeout: ms + 2_000,
      idleTimeoutMillis: 10_000,
      pipeline: true,
      options: settings.map((setting) => `-c ${setting}`).join(" "),
    })
    // A connection that breaks fails the call that uses it, or is replaced by the next one; without listeners the
    // event would end the process.
    this.pool.on("error", () => undefined)
    this.pool.on("connect", (client) => client.on("error", () => undefined))
  }

  /** Statements outside a transaction of ours, sent together over one connection. */
  ask: Ask = (statements) => this.withClient((ask) => ask(statements))

  /**
   * One repeatable-read transaction: what `work` saw cannot change under it, else PostgreSQL refuses (40001) and the
   * whole is tried again. `work` says whether to keep what it did. `look`: what it reads first is sent with the beginning.
   */
  async transaction<T>(
    work: (ask: Ask) => Promise<{ keep: boolean; result: T }>,
    look: (ask: Ask) => Promise<unknown> = (ask) => ask([]),
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.withClient(async (ask) => {
          let done: { keep: boolean; result: T }
          try {
            await look(after(ask, BEGIN))
            done = await work(ask)
          } catch (error) {
            // A connection that cannot even roll back is thrown away below; the first error is the one to tell.
            await ask([{ text: "rollback", values: [] }]).catch(() => undefined)
            throw error
          }
          await ask([{ text: done.keep ? "commit" : "rollback", values: [] }])
          return done.result
        })
      } catch (error) {
        if (!(error instanceof SourceRefused && error.isRace) || attempt === 3) throw error
      }
    }
  }

  async close(): Promise<void> {
    await this.pool.end()
  }

  private async withClient<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
    let client: pg.PoolClient | undefined
    let broken = false
    try {
      client = await this.pool.connect()
      const connected = client
      return await work((statements) => send(connected, statements))
    } catch (error) {
      const failure = this.explain(error)
      broken = failure instanceof SourceUnreachable
      throw failure
    } finally {
      client?.release(broken)
    }
  }

  /** The message of a database error can quote a value, so only its code goes on. */
  private explain(error: unknown): unknown {
    if (!(error instanceof Error)) return error
    if (error.name !== "Error" && error.name !== "error" && error.name !== "AggregateError") return error
    const code = codeOf(error)
    if (!isAway(error)) return new SourceRefused(this.options.source, `refused the statement (${code})`, code)
    return code === "57014"
      ? new SourceSlow(this.options.source, "took too long", code)
      : new SourceUnreachable(this.options.source, "does not answer", code)
  }
}

const BEGIN = "begin isolation level repeatable read"

/** Asks with a statement of its own ahead, in one round trip; what fails first is told. */
export const after =
  (ask: Ask, text: string): Ask =>
  async (statements) =>
    (await ask([{ text, values: [] }, ...statements])).slice(1)

async function send(client: pg.PoolClient, statements: readonly Statement[]): Promise<Row[][]> {
  // Corked, so that the statements leave as one write instead of one each.
  const { stream } = client.connection
  stream.cork()
  const sent = statements.map(({ text, values, name }) =>
    client.query<Row>({ text, values: [...values], ...(name === undefined ? {} : { name }) }),
  )
  stream.uncork()
  const settled = await Promise.allSettled(sent)
  return settled.map((answer) => {
    if (answer.status === "rejected") throw answer.reason
    return answer.value.rows
  })
}
