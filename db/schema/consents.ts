import { sql } from "drizzle-orm"
import { check, index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { subjects } from "./people"
import { policyEditions } from "./policy"
import { requestParts } from "./requests"

/** What was asked, given, refused, withdrawn or expired, per purpose and operation. Never edited. */
export const consentEvents = pgTable(
  "consent_events",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    subjectId: uuid("subject_id")
      .notNull()
      .references(() => subjects.id),
    purpose: text("purpose").notNull(),
    operation: text("operation").notNull(),
    event: text("event").notNull(),
    method: text("method").notNull(),
    editionId: uuid("edition_id").references(() => policyEditions.id),
    textHash: bytea("text_hash"),
    language: text("language").notNull(),
    evidence: jsonb("evidence"),
    partId: uuid("part_id").references(() => requestParts.id),
    /** The entry of the ledger that commits to it; none for what is older than that. */
    ledgerId: uuid("ledger_id"),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [
    index("consent_events_subject").on(t.subjectId, t.purpose, t.operation, t.at),
    check(
      "consent_events_event",
      sql`${t.event} in ('asked', 'given', 'refused', 'withdrawn', 'expired', 'invalid')`,
    ),
    check(
      "consent_events_method",
      sql`${t.method} in ('signed', 'ticked', 'deemed', 'imported', 'registered', 'system', 'link', 'sms')`,
    ),
  ],
)

/**
 * Contacts not to be written to for a purpose: after a withdrawal, a STOP or an erasure a re-imported list is checked
 * against them. Keyed hashes of purpose and contact, which are personal data still: each has a ground and an end.
 */
export const suppressions = pgTable("suppressions", {
  hash: bytea("hash").primaryKey(),
  purpose: text("purpose"),
  ground: text("ground").notNull(),
  until: instant("until"),
  at: instant("at").notNull().default(sql`now()`),
})
