import { sql } from "drizzle-orm"
import { check, date, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { accounts } from "./people"
import { policyEditions, referenceEditions } from "./policy"
import { noticeRuns } from "./runs"

/**
 * A breach: what happened, when, how it was found, whose data by a question to the sources, and what was done. `story` are
 * the words of staff, sealed under a key of the deployment; `scope` names sources, a window and keys (sealed), nobody.
 */
export const breaches = pgTable(
  "breaches",
  {
    id: uuid("id").primaryKey(),
    number: text("number").notNull().unique(),
    editionId: uuid("edition_id")
      .notNull()
      .references(() => policyEditions.id),
    profileId: uuid("profile_id")
      .notNull()
      .references(() => referenceEditions.id),
    calendarId: uuid("calendar_id")
      .notNull()
      .references(() => referenceEditions.id),
    dataMapId: uuid("data_map_id")
      .notNull()
      .references(() => referenceEditions.id),
    type: text("type").notNull(),
    happenedFrom: date("happened_from", { mode: "string" }).notNull(),
    happenedTo: date("happened_to", { mode: "string" }).notNull(),
    foundOn: date("found_on", { mode: "string" }).notNull(),
    categories: text("categories").array().notNull(),
    scope: jsonb("scope").notNull(),
    story: bytea("story").notNull(),
    /** How many people each source named when it was last asked. */
    counted: jsonb("counted"),
    countedAt: instant("counted_at"),
    state: text("state").notNull().default("draft"),
    version: integer("version").notNull().default(1),
    releasedBy: uuid("released_by").references(() => accounts.id),
    releasedAt: instant("released_at"),
    runId: uuid("run_id").references(() => noticeRuns.id),
    closedAt: instant("closed_at"),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [
    check("breaches_state", sql`${t.state} in ('draft', 'ready', 'released', 'closed')`),
    check("breaches_days", sql`${t.happenedFrom} <= ${t.happenedTo} and ${t.happenedFrom} <= ${t.foundOn}`),
    check("breaches_scope", sql`cardinality(${t.categories}) > 0`),
  ],
)

/** What was done with a breach and by whom; `note` is sealed as its story is. Insert only. */
export const breachEvents = pgTable(
  "breach_events",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    breachId: uuid("breach_id")
      .notNull()
      .references(() => breaches.id),
    event: text("event").notNull(),
    by: uuid("by")
      .notNull()
      .references(() => accounts.id),
    note: bytea("note"),
    at: instant("at").notNull().default(sql`clock_timestamp()`),
  },
  (t) => [
    check(
      "breach_events_event",
      sql`${t.event} in ('recorded', 'changed', 'counted', 'put_forward', 'sent_back', 'released', 'closed', 'exported')`,
    ),
    index("breach_events_breach").on(t.breachId, t.at),
  ],
)
