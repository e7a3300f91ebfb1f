import { sql } from "drizzle-orm"
import { check, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import { instant } from "./columns"
import { accounts } from "./people"

/**
 * Emergency stops: nothing is written to a source, or to any where none is named, from the moment an administrator said
 * so until one lifts it. Asked by the worker before each writing. The reasons speak of systems, not of people.
 */
export const sourceStops = pgTable(
  "source_stops",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    /** Null: all sources. */
    source: text("source"),
    reason: text("reason").notNull(),
    setBy: uuid("set_by")
      .notNull()
      .references(() => accounts.id),
    at: instant("at").notNull().default(sql`now()`),
    liftedAt: instant("lifted_at"),
    liftedBy: uuid("lifted_by").references(() => accounts.id),
    liftReason: text("lift_reason"),
    /** Officers were written to of the stop, and of its end. */
    toldAt: instant("told_at"),
    liftToldAt: instant("lift_told_at"),
  },
  (t) => [
    uniqueIndex("source_stops_open").on(sql`coalesce(${t.source}, '')`).where(sql`lifted_at is null`),
    check("source_stops_reason", sql`length(btrim(${t.reason})) between 10 and 1000`),
    check("source_stops_lift_reason", sql`length(btrim(${t.liftReason})) between 10 and 1000`),
    check("source_stops_lifted", sql`num_nonnulls(${t.liftedAt}, ${t.liftedBy}, ${t.liftReason}) in (0, 3)`),
  ],
)
