import { sql } from "drizzle-orm"
import {
  boolean,
  check,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { consentEvents } from "./consents"
import { bulkDisclosures, disclosureDocuments, disclosurePermissions, processors } from "./disclosures"
import { accounts, subjects } from "./people"
import { policyEditions } from "./policy"
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
    /** Counts the views of this person without a gap; the person is shown a count of what they see. */
    number: integer("number"),
    /** The secrecy ground under which the person is not shown it, and the day on which that is looked at again. */
    secrecy: text("secrecy"),
    reviewOn: date("review_on", { mode: "string" }),
    ledgerId: uuid("ledger_id").notNull(),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [
    index("views_subject").on(t.subjectId, t.at),
    index("views_staff").on(t.staffId, t.at),
    uniqueIndex("views_number").on(t.subjectId, t.number),
    index("views_secret").on(t.reviewOn).where(sql`secrecy is not null`),
    check("views_secrecy_reviewed", sql`${t.secrecy} is null or ${t.reviewOn} is not null`),
  ],
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
    /** The secrecy ground, where it belongs to no request; a request has its own. */
    secrecy: text("secrecy"),
    /** How many records went, where it is known. */
    items: integer("items"),
    /** The edition whose ground it rests on, and what that ground asks for. */
    editionId: uuid("edition_id").references(() => policyEditions.id),
    consentId: uuid("consent_id").references(() => consentEvents.id),
    processorId: uuid("processor_id").references(() => processors.id),
    permissionId: uuid("permission_id").references(() => disclosurePermissions.id),
    bulkId: uuid("bulk_id").references(() => bulkDisclosures.id),
    documentId: uuid("document_id").references(() => disclosureDocuments.id),
    explanation: bytea("explanation"),
    recordedBy: uuid("recorded_by").references(() => accounts.id),
    /** The entry of the ledger that commits to it; none for what is older than that. */
    ledgerId: uuid("ledger_id"),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [
    index("disclosures_subject").on(t.subjectId, t.at),
    index("disclosures_when").on(t.at, t.id),
    uniqueIndex("disclosures_bulk_once").on(t.bulkId, t.subjectId).where(sql`bulk_id is not null`),
    check(
      "disclosures_secrecy_reviewed",
      sql`${t.secrecy} is null or not ${t.secret} or ${t.reviewOn} is not null`,
    ),
  ],
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
