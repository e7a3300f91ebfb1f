import { sql } from "drizzle-orm"
import { pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"

/** A form posted twice does one thing: the first answer is kept for the same key. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    accountId: uuid("account_id").notNull(),
    act: text("act").notNull(),
    key: uuid("key").notNull(),
    inputHash: bytea("input_hash").notNull(),
    result: bytea("result").notNull(),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.act, t.key] })],
)
