import { sql } from "drizzle-orm"
import { boolean, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import { instant } from "./columns"

/** When the data map was last compared with each source, and whether the source could be asked. */
export const sourceChecks = pgTable("source_checks", {
  source: text("source").primaryKey(),
  checkedAt: instant("checked_at").notNull(),
  reached: boolean("reached").notNull(),
})

/**
 * What the data map and a live source do not agree in, from when it was first found until it is found no more. Names of
 * tables, columns and the like alone, never a value.
 */
export const sourceFindings = pgTable(
  "source_findings",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    source: text("source").notNull(),
    /** SHA-256 of what is said, lower-case hex: the same is found once. */
    digest: text("digest").notNull(),
    finding: jsonb("finding").notNull(),
    since: instant("since").notNull().default(sql`now()`),
  },
  (t) => [uniqueIndex("source_findings_once").on(t.source, t.digest)],
)
