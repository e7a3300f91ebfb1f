import mysql from "mysql2/promise"
import { SourceRefused, SourceSlow, SourceUnreachable } from "../failures"
import { prepareSession } from "./session"
import { raw, type Sql } from "./sql"

export type Row = Record<string, unknown>
/** Sends statements one after the other over one connection and gives their rows. */
export type Ask = (statements: readonly Sql[]) => Promise<Row[][]>
/** Changes rows; says how many were found to change. */
export type Change = (statement: Sql) => Promise<number>
type Work = { readonly ask: Ask; readonly change: Change }

type PoolOptions = {
  source: string
  url: string
  seconds: number
  connections: number
  readOnly: boolean
}

const CONNECT_MS = 3_000

/** What the server calls its refusals by number, as the other connectors say it (SQLSTATE). */
const STATES: Record<number, string> = {
  ...{
    1205: "55P03",
    1213: "40P01",
    1020: "40001",
    1451: "23503",
    1217: "23503",
    1452: "23503",
    1216: "23503",
  },
  ...{
    1054: "42703",
    1146: "42P01",
    1142: "42501",
    1143: "42501",
    1044: "42501",
    1227: "42501",
    1064: "42601",
  },
  ...{ 1045: "28000", 1698: "28000", 1021: "53100", 1114: "53100", 4025: "23514", 3819: "23514" },
  // A value that does not fit its column, or compares with none of its letters.
  ...{
    1406: "22001",
    1264: "22003",
    1265: "22P02",
    1366: "22P02",
    1292: "22007",
    1267: "22021",
    3140: "22032",
  },
}
/** Too many connections, shut down, killed, gone: worth trying again. */
const AWAY = new Set([
  1040, 1053, 1129, 1152, 1158, 1159, 1160, 1161, 1184, 1203, 1226, 1317, 1927, 2006, 2013,
])
const TOO_LONG = new Set([1969, 3024])

/** The server's number for its error; null for the network's own. */
const numberOf = (error: unknown): number | null =>
  error instanceof Error &&
  "errno" in error &&
  typeof error.errno === "number" &&
  error.errno > 0 &&
  "sqlState" in error
    ? error.errno
    : null

/** A few connections to one source, with limits on time. */
export class MysqlPool {
  private readonly pool: mysql.Pool
  private readonly ready = new WeakSet<object>()

  constructor(private readonly options: PoolOptions) {
    this.pool = mysql.createPool({
      uri: options.url,
      connectionLimit: options.connections,
      connectTimeout: Math.min(CONNECT_MS, options.seconds * 1000),
      idleTimeout: 10_000,
      charset: "utf8mb4_bin",
      supportBigNumbers: true,
      bigNumberStrings: true,
      dateStrings: true,
      stringifyObjects: true,
      multipleStatements: false,
    })
  }

  ask: Ask = (statements) => this.withConnection(({ ask }) => ask(statements))

  /** One transaction, tried again when another one wrote the same rows. `work` says whether to keep what it did. */
  async transaction<T>(work: (at: Work) => Promise<{ keep: boolean; result: T }>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.withConnection(async (at, connection) => {
          await this.send(connection, raw("start transaction"))
          let done: { keep: boolean; result: T }
          try {
            done = await work(at)
          } catch (error) {
            // What does not answer is thrown away below, and so is its transaction; the first error is the one to tell.
            if (!(error instanceof SourceUnreachable))
              await this.send(connection, raw("rollback")).catch(() => connection.destroy())
            throw error
          }
          await this.send(connection, raw(done.keep ? "commit" : "rollback"))
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

  private async withConnection<T>(
    work: (at: Work, connection: mysql.PoolConnection) => Promise<T>,
  ): Promise<T> {
    let connection: mysql.PoolConnection | undefined
    try {
      connection = await this.explained(this.pool.getConnection())
      await this.prepare(connection)
      const result = await work(this.over(connection), connection)
      connection.release()
      return result
    } catch (error) {
      if (error instanceof SourceUnreachable) connection?.destroy()
      else connection?.release()
      throw error
    }
  }

  /** One statement, which has an end even where nothing comes any more. */
  private send(connection: mysql.PoolConnection, { text, values }: Sql) {
    const timeout = this.options.seconds * 1000 + 2_000
    return this.explained(connection.query({ sql: text, values: [...values], timeout }))
  }

  private over(connection: mysql.PoolConnection): Work {
    const send = (statement: Sql) => this.send(connection, statement)
    return {
      async ask(statements) {
        const answers: Row[][] = []
        for (const statement of statements) {
          const [rows] = await send(statement)
          answers.push(Array.isArray(rows) ? (rows as Row[]) : [])
        }
        return answers
      },
      async change(statement) {
        const [result] = await send(statement)
        return "affectedRows" in result ? result.affectedRows : 0
      },
    }
  }

  /** The session as this program needs it, whatever the server's own settings are. */
  private async prepare(connection: mysql.PoolConnection): Promise<void> {
    // The pool wraps one and the same connection anew each time.
    if (this.ready.has(connection.connection)) return
    await prepareSession(async (statement) => {
      const [rows] = await this.send(connection, statement)
      return Array.isArray(rows) ? (rows as Row[]) : []
    }, this.options)
    this.ready.add(connection.connection)
  }

  private explained<T>(answer: Promise<T>): Promise<T> {
    return answer.catch((error: unknown) => {
      throw this.explain(error)
    })
  }

  /** The message of a database error can quote a value, so only its code goes on. What cannot be read is no answer. */
  private explain(error: unknown): SourceUnreachable | SourceRefused {
    const { source } = this.options
    const number = numberOf(error)
    const named = error instanceof Error && "code" in error ? String(error.code) : ""
    const code = number === null ? named : (STATES[number] ?? String(number))
    if (code === "PROTOCOL_SEQUENCE_TIMEOUT" || (number !== null && TOO_LONG.has(number)))
      return new SourceSlow(source, "took too long", code)
    if (number === null || AWAY.has(number) || code === "53100")
      return new SourceUnreachable(source, "does not answer", code)
    return new SourceRefused(source, `refused the statement (${code})`, code)
  }
}
