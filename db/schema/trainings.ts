import { sql } from "drizzle-orm"
import { check, date, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { accounts } from "./people"

/**
 * Rules or a training the staff acknowledge, each in their own name: see the duties of kind `training` about it.
 * `document`: its words, and `hash` over them; `roles`: who acknowledges. Never edited.
 */
export const trainings = pgTable(
  "trainings",
  {
    id: uuid("id").primaryKey(),
    document: jsonb("document").notNull(),
    hash: bytea("hash").notNull(),
    roles: text("roles").array().notNull(),
    dueOn: date("due_on", { mode: "string" }).notNull(),
    publishedBy: uuid("published_by")
      .notNull()
      .references(() => accounts.id),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [check("trainings_roles", sql`cardinality(${t.roles}) > 0`)],
)
