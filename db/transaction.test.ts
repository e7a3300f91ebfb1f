import { sql } from "drizzle-orm"
import pg from "pg"
import { afterAll, beforeAll, expect, it } from "vitest"
import { type FreshDatabase, freshDatabase } from "@/db/testing/database"
import { DatabaseFault, type Db, transaction } from "@/db/transaction"

const VALUE = "a value of somebody"

let database: FreshDatabase
let pool: pg.Pool
beforeAll(async () => {
  database = await freshDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 1 })
  pool.on("error", () => undefined)
  pool.on("connect", (client) => client.on("error", () => undefined))
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const failing = (work: (db: Db) => Promise<unknown>): Promise<Error> =>
  transaction(pool, {}, work).then(
    () => new Error("nothing failed"),
    (error: Error) => error,
  )

/** Everything a log or a job's row could keep of an error. */
const whole = (error: Error) => JSON.stringify([error.message, error.stack, error.cause, { ...error }])

it("says of a statement that failed what it was refused for, and never a value it carried", async () => {
  const refused = await failing((db) => db.execute(sql`select ${VALUE}::integer`))
  expect(refused).toBeInstanceOf(DatabaseFault)
  expect(refused.message).toBe("the database refused (22P02)")
  expect(whole(refused)).not.toContain(VALUE)

  // The server is gone in the middle of a statement: no refusal, only a connection that ended.
  const cut = await failing(async (db) => {
    const answer = db.execute(sql`select pg_sleep(60), ${VALUE}::text`)
    for (const client of Reflect.get(pool, "_clients") as { connection: { stream: { destroy(): void } } }[])
      setImmediate(() => client.connection.stream.destroy())
    return answer
  })
  expect(cut.message).toBe("Connection terminated unexpectedly")
  expect(whole(cut)).not.toContain(VALUE)

  const { rows } = await transaction(pool, {}, (db) =>
    db.execute<{ said: string }>(sql`select ${VALUE}::text as said`),
  )
  expect(rows).toEqual([{ said: VALUE }])
})
