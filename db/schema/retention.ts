import { sql } from "drizzle-orm"
import { check, date, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { accounts, subjects } from "./people"
import { policyEditions, referenceEditions } from "./policy"
import { requestParts } from "./requests"

/**
 * A search of the sources for what is kept beyond its time, and what two people decided about what it found. `asOf`: the
 * day by which a time had to be over; `cursor`: the key of the last person looked at, sealed; `counts`: by category.
 */
export const sweeps = pgTable(
  "sweeps",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    rules: text("rules").array().notNull(),
    asOf: date("as_of", { mode: "string" }).notNull(),
    state: text("state").notNull().default("searching"),
    editionId: uuid("edition_id")
      .notNull()
      .references(() => policyEditions.id),
    profileId: uuid("profile_id")
      .notNull()
      .references(() => referenceEditions.id),
    dataMapId: uuid("data_map_id")
      .notNull()
      .references(() => referenceEditions.id),
    calendarId: uuid("calendar_id")
      .notNull()
      .references(() => referenceEditions.id),
    source: text("source"),
    cursor: bytea("cursor"),
    looked: integer("looked").notNull().default(0),
    counts: jsonb("counts"),
    /** Null: the round that searches by itself. */
    startedBy: uuid("started_by").references(() => accounts.id),
    startedAt: instant("started_at").notNull().default(sql`now()`),
    foundAt: instant("found_at"),
    proposedBy: uuid("proposed_by").references(() => accounts.id),
    proposedAt: instant("proposed_at"),
    reason: text("reason"),
    decidedBy: uuid("decided_by").references(() => accounts.id),
    decidedAt: instant("decided_at"),
    doneAt: instant("done_at"),
  },
  (t) => [
    check(
      "sweeps_state",
      sql`${t.state} in ('searching', 'nothing', 'found', 'proposed', 'approved', 'dropped', 'carried')`,
    ),
    uniqueIndex("sweeps_one_open")
      .on(sql`(true)`)
      .where(sql`state in ('searching', 'found', 'proposed', 'approved')`),
    index("sweeps_started").on(t.startedAt),
  ],
)

/**
 * Somebody of whom a sweep found something beyond its time: by their key in a source, sealed until they are known to the
 * portal or left out. `counts`: items by category; `planHash`: what would be erased, as it was when found.
 */
export const sweepPeople = pgTable(
  "sweep_people",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    sweepId: uuid("sweep_id")
      .notNull()
      .references(() => sweeps.id, { onDelete: "cascade" }),
    source: text("source").notNull(),
    keyHash: bytea("key_hash").notNull(),
    key: bytea("key"),
    subjectId: uuid("subject_id").references(() => subjects.id),
    counts: jsonb("counts").notNull(),
    planHash: text("plan_hash").notNull(),
    state: text("state").notNull().default("found"),
    /** Why somebody is left out: held, kept or gone by then, or a source refused to say. */
    why: text("why"),
    partId: uuid("part_id").references(() => requestParts.id),
  },
  (t) => [
    check("sweep_people_state", sql`${t.state} in ('found', 'opened', 'left')`),
    check("sweep_people_why", sql`${t.why} in ('hold', 'open_case', 'kept', 'refused')`),
    uniqueIndex("sweep_people_key").on(t.sweepId, t.source, t.keyHash),
    uniqueIndex("sweep_people_subject").on(t.sweepId, t.subjectId).where(sql`subject_id is not null`),
    index("sweep_people_to_carry").on(t.sweepId, t.id).where(sql`state = 'found'`),
    index("sweep_people_part").on(t.partId).where(sql`part_id is not null`),
  ],
)
