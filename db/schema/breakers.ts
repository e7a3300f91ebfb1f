import { sql } from "drizzle-orm"
import { check, pgTable, primaryKey, text } from "drizzle-orm/pg-core"
import { instant } from "./columns"

/**
 * Sources that a process leaves alone for now, since when, and when it looks again. What is here is told to staff;
 * nothing is decided by it: each process knows its own.
 */
export const sourceBreakers = pgTable(
  "source_breakers",
  {
    source: text("source").notNull(),
    process: text("process").notNull(),
    since: instant("since").notNull(),
    nextTryAt: instant("next_try_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.source, t.process] }),
    check("source_breakers_process", sql`${t.process} in ('web', 'worker')`),
  ],
)
