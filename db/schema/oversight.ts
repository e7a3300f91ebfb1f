import { sql } from "drizzle-orm"
import { boolean, date, index, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { accounts, subjects } from "./people"
import { requestParts, requests } from "./requests"

/** Staff saw data of a named person: written before the data is shown, and shown to the person. */
export const views = pgTable(
  "views",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    subjectId: uuid("subject_id")
      .notNull()
      .references(() => subjects.id),
    staffId: uuid("staff_id")
      .notNull()
      .references(() => accounts.id),
    role: text("role").notNull(),
    unit: text("unit").notNull(),
    categories: text("categories").array().notNull(),
    requestId: uuid("request_id").references(() => requests.id),
    reason: bytea("reason"),
    ledgerId: uuid("ledger_id").notNull(),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [index("views_subject").on(t.subjectId, t.at)],
)

/** Data went to a third party: what, to whom, for what purpose, on which ground and authority. */
export const disclosures = pgTable(
  "disclosures",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    subjectId: uuid("subject_id")
      .notNull()
      .references(() => subjects.id),
    recipient: text("recipient").notNull(),
    categories: text("categories").array().notNull(),
    purpose: text("purpose").notNull(),
    ground: text("ground").notNull(),
    authority: bytea("authority"),
    requestId: uuid("request_id").references(() => requests.id),
    /** Not shown to the person under a cited secrecy ground until it is reviewed (the day in `reviewOn`). */
    secret: boolean("secret").notNull().default(false),
    reviewOn: date("review_on", { mode: "string" }),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [index("disclosures_subject").on(t.subjectId, t.at)],
)

/**
 * Somebody in whose record a contact person stood, and that what stood there was removed at that person's request: noted
 * before it runs, shown once it is done, and no more than that.
 */
export const contactRemovals = pgTable(
  "contact_removals",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    subjectId: uuid("subject_id")
      .notNull()
      .references(() => subjects.id),
    partId: uuid("part_id")
      .notNull()
      .references(() => requestParts.id),
    category: text("category").notNull(),
    removedAt: instant("removed_at"),
  },
  (t) => [uniqueIndex("contact_removals_one").on(t.subjectId, t.partId, t.category)],
)

/** What a source told by its own hand, once each: a delivery repeated does nothing. */
export const webhookDeliveries = pgTable(
  "webhook_deliveries",
  {
    source: text("source").notNull(),
    delivery: text("delivery").notNull(),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.source, t.delivery] })],
)
