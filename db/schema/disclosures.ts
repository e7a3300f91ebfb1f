import { sql } from "drizzle-orm"
import { check, date, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { accounts, subjects } from "./people"
import { policyEditions } from "./policy"
import { noticeRuns } from "./runs"

const day = (name: string) => date(name, { mode: "string" })

/** Who processes data for the organisation, under which contract, and where. Nobody's personal data. */
export const processors = pgTable(
  "processors",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    name: text("name").notNull(),
    /** Which of the policy's recipients it is. */
    recipient: text("recipient").notNull(),
    service: text("service").notNull(),
    categories: text("categories").array().notNull(),
    country: text("country").notNull(),
    subprocessors: text("subprocessors").notNull().default(""),
    contractNumber: text("contract_number").notNull(),
    contractOn: day("contract_on").notNull(),
    contractUntil: day("contract_until"),
    /** How its security was confirmed, and on which day. */
    measures: text("measures").notNull(),
    measuresOn: day("measures_on").notNull(),
    endedOn: day("ended_on"),
    /** The end of the contract for which staff were reminded. */
    remindedOf: day("reminded_of"),
    recordedBy: uuid("recorded_by")
      .notNull()
      .references(() => accounts.id),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [
    check("processors_contract", sql`${t.contractUntil} is null or ${t.contractUntil} >= ${t.contractOn}`),
    check("processors_ended", sql`${t.endedOn} is null or ${t.endedOn} >= ${t.contractOn}`),
  ],
)

/** The scan a disclosure rests on: a body's letter, a contract, a permission. Sealed under the case-file key. */
export const disclosureDocuments = pgTable(
  "disclosure_documents",
  {
    id: uuid("id").primaryKey(),
    subjectId: uuid("subject_id")
      .notNull()
      .references(() => subjects.id),
    name: bytea("name").notNull(),
    mediaType: text("media_type").notNull(),
    size: integer("size").notNull(),
    hash: bytea("hash").notNull(),
    body: bytea("body").notNull(),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [index("disclosure_documents_subject").on(t.subjectId)],
)

/**
 * A person's written permission to give their data to somebody: asked for and then signed or refused in the cabinet, or
 * given on paper (`documentId`). Withdrawn at any time.
 */
export const disclosurePermissions = pgTable(
  "disclosure_permissions",
  {
    id: uuid("id").primaryKey(),
    subjectId: uuid("subject_id")
      .notNull()
      .references(() => subjects.id),
    recipient: text("recipient").notNull(),
    categories: text("categories").array().notNull(),
    /** What for, in the words shown to the person. */
    reason: bytea("reason").notNull(),
    until: day("until"),
    method: text("method").notNull(),
    documentId: uuid("document_id").references(() => disclosureDocuments.id),
    recordedBy: uuid("recorded_by")
      .notNull()
      .references(() => accounts.id),
    at: instant("at").notNull().default(sql`now()`),
    givenAt: instant("given_at"),
    /** The language and the hash of the very words that were signed. */
    language: text("language"),
    textHash: bytea("text_hash"),
    refusedAt: instant("refused_at"),
    withdrawnAt: instant("withdrawn_at"),
  },
  (t) => [
    check("disclosure_permissions_method", sql`${t.method} in ('signed', 'paper')`),
    check("disclosure_permissions_paper", sql`(${t.method} = 'paper') = (${t.documentId} is not null)`),
    check("disclosure_permissions_answered", sql`${t.givenAt} is null or ${t.refusedAt} is null`),
    check("disclosure_permissions_withdrawn", sql`${t.withdrawnAt} is null or ${t.givenAt} is not null`),
    index("disclosure_permissions_subject").on(t.subjectId, t.at),
  ],
)

/**
 * Data of many people given to one recipient in one act, such as an assignment of contracts: what, on which document, and
 * whose, by `scope`. Written by one person and approved by another; each of the people is told by the run.
 */
export const bulkDisclosures = pgTable(
  "bulk_disclosures",
  {
    id: uuid("id").primaryKey(),
    recipient: text("recipient").notNull(),
    categories: text("categories").array().notNull(),
    purpose: text("purpose").notNull(),
    ground: text("ground").notNull(),
    editionId: uuid("edition_id")
      .notNull()
      .references(() => policyEditions.id),
    documentNumber: text("document_number").notNull(),
    documentOn: day("document_on").notNull(),
    /** The scan, sealed under the act's own key. */
    documentName: bytea("document_name").notNull(),
    documentType: text("document_type").notNull(),
    documentBody: bytea("document_body").notNull(),
    words: text("words").notNull().default(""),
    scope: jsonb("scope").notNull(),
    counted: jsonb("counted"),
    countedAt: instant("counted_at"),
    state: text("state").notNull().default("draft"),
    enteredBy: uuid("entered_by")
      .notNull()
      .references(() => accounts.id),
    at: instant("at").notNull().default(sql`now()`),
    approvedBy: uuid("approved_by").references(() => accounts.id),
    approvedAt: instant("approved_at"),
    runId: uuid("run_id").references(() => noticeRuns.id),
    /** The last of the run's people who stands in the register, and how many do. */
    cursor: uuid("cursor"),
    registered: integer("registered").notNull().default(0),
    doneAt: instant("done_at"),
  },
  (t) => [
    check("bulk_disclosures_state", sql`${t.state} in ('draft', 'proposed', 'approved', 'done', 'dropped')`),
    check(
      "bulk_disclosures_approved",
      sql`(${t.state} in ('approved', 'done')) = (${t.approvedBy} is not null) and ${t.approvedBy} is distinct from ${t.enteredBy}`,
    ),
  ],
)
