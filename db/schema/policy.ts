import { sql } from "drizzle-orm"
import { check, date, integer, jsonb, pgTable, pgView, text, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { accounts, subjects } from "./people"

/** A published policy: announced until `effective_at`, then in force. An edition never changes once published. */
export const policyEditions = pgTable(
  "policy_editions",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    policy: text("policy").notNull(),
    number: integer("number").notNull(),
    document: jsonb("document").notNull(),
    hash: bytea("hash").notNull(),
    publishedAt: instant("published_at").notNull().default(sql`now()`),
    effectiveAt: instant("effective_at").notNull().default(sql`now()`),
  },
  (t) => [uniqueIndex("policy_editions_number").on(t.policy, t.number)],
)

/** A published data map, legal profile or calendar; requests pin the row they were opened under. */
export const referenceEditions = pgTable(
  "reference_editions",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    kind: text("kind").notNull(),
    code: text("code").notNull(),
    number: integer("number").notNull(),
    document: jsonb("document").notNull(),
    hash: bytea("hash").notNull(),
    publishedAt: instant("published_at").notNull().default(sql`now()`),
    effectiveAt: instant("effective_at").notNull().default(sql`now()`),
    /** Who of the staff published it and why; neither, when it came from the policy's folder. */
    publishedBy: uuid("published_by").references(() => accounts.id),
    /** Who wrote it, where somebody else published it. */
    authors: uuid("authors").array().notNull().default(sql`'{}'`),
    reason: text("reason"),
  },
  (t) => [
    uniqueIndex("reference_editions_number").on(t.kind, t.code, t.number),
    check("reference_editions_reason", sql`(${t.publishedBy} is null) = (${t.reason} is null)`),
    check("reference_editions_approved", sql`not coalesce(${t.publishedBy} = any (${t.authors}), false)`),
  ],
)

export type EditionKind = "policy" | "data_map" | "profile" | "calendar"

/** Every edition of every document, whichever of the two tables holds it. */
export const editions = pgView("editions", {
  id: uuid("id").notNull(),
  kind: text("kind").$type<EditionKind>().notNull(),
  code: text("code").notNull(),
  number: integer("number").notNull(),
  document: jsonb("document").notNull(),
  hash: bytea("hash").notNull(),
  publishedAt: instant("published_at").notNull(),
  effectiveAt: instant("effective_at").notNull(),
  publishedBy: uuid("published_by"),
  reason: text("reason"),
}).existing()

/**
 * How an edition came to be: who of the staff wrote it and who approved it, under which act of the organisation. Without
 * them the operator put it in force, for the reason given. `reason` says why sooner than people are told.
 */
export const editionActs = pgTable(
  "edition_acts",
  {
    editionId: uuid("edition_id").primaryKey(),
    kind: text("kind").$type<EditionKind>().notNull(),
    authors: uuid("authors").array().notNull().default(sql`'{}'`),
    approvedBy: uuid("approved_by").references(() => accounts.id),
    actBody: text("act_body"),
    actNumber: text("act_number"),
    actOn: date("act_on"),
    reason: text("reason"),
    /** What is said of a basis that changes. */
    statement: text("statement"),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [
    check("edition_acts_kind", sql`${t.kind} in ('policy', 'data_map', 'profile', 'calendar')`),
    check(
      "edition_acts_approved",
      sql`(${t.approvedBy} is null and cardinality(${t.authors}) = 0 and ${t.reason} is not null)
        or (${t.approvedBy} is not null and cardinality(${t.authors}) > 0 and not ${t.approvedBy} = any (${t.authors})
          and num_nulls(${t.actBody}, ${t.actNumber}, ${t.actOn}) = 0)`,
    ),
  ],
)

/**
 * The next edition of a document while it is written, and while it waits for approval (`proposed_at`). `source` is the file
 * as it was sent, `document` its contents once nothing is wrong with them. The edition takes over the draft's id.
 */
export const editionDrafts = pgTable(
  "edition_drafts",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    kind: text("kind").$type<EditionKind>().notNull(),
    code: text("code").notNull(),
    basedOn: uuid("based_on").notNull(),
    source: text("source").notNull(),
    document: jsonb("document"),
    version: integer("version").notNull().default(1),
    authors: uuid("authors").array().notNull(),
    editedBy: uuid("edited_by")
      .notNull()
      .references(() => accounts.id),
    editedAt: instant("edited_at").notNull().default(sql`now()`),
    actBody: text("act_body"),
    actNumber: text("act_number"),
    actOn: date("act_on"),
    effectiveOn: date("effective_on"),
    reason: text("reason"),
    statement: text("statement"),
    proposedAt: instant("proposed_at"),
    /** Why the approver sent it back. */
    sentBack: text("sent_back"),
  },
  (t) => [
    uniqueIndex("edition_drafts_one").on(t.kind, t.code),
    check("edition_drafts_kind", sql`${t.kind} in ('policy', 'data_map', 'profile')`),
    check(
      "edition_drafts_proposed",
      sql`${t.proposedAt} is null or (${t.document} is not null
        and num_nulls(${t.actBody}, ${t.actNumber}, ${t.actOn}, ${t.effectiveOn}) = 0)`,
    ),
  ],
)

/**
 * That somebody accepted an edition: by a ticked box, or by using the service where the policy takes that for acceptance.
 * `textHash` is of the words and the edition they stood for. Never edited, and kept beyond logs.
 */
export const editionAcceptances = pgTable(
  "edition_acceptances",
  {
    id: uuid("id").primaryKey(),
    subjectId: uuid("subject_id")
      .notNull()
      .references(() => subjects.id),
    editionId: uuid("edition_id")
      .notNull()
      .references(() => policyEditions.id),
    how: text("how").$type<"ticked" | "deemed">().notNull(),
    textHash: bytea("text_hash").notNull(),
    language: text("language").notNull(),
    ledgerId: uuid("ledger_id").notNull(),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [
    uniqueIndex("edition_acceptances_once").on(t.subjectId, t.editionId, t.how),
    check("edition_acceptances_how", sql`${t.how} in ('ticked', 'deemed')`),
  ],
)

/** A calendar's next edition while it is being written; `version` counts its changes. */
export const calendarDrafts = pgTable("calendar_drafts", {
  code: text("code").primaryKey(),
  basedOn: uuid("based_on")
    .notNull()
    .references(() => referenceEditions.id),
  document: jsonb("document").notNull(),
  version: integer("version").notNull().default(1),
  authors: uuid("authors").array().notNull().default(sql`'{}'`),
  editedBy: uuid("edited_by")
    .notNull()
    .references(() => accounts.id),
  editedAt: instant("edited_at").notNull().default(sql`now()`),
  /** Why the calendar changes, and by which act: goes with the edition. */
  reason: text("reason"),
  proposedAt: instant("proposed_at"),
  /** Why the approver sent it back. */
  sentBack: text("sent_back"),
})
