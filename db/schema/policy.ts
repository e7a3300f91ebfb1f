import { sql } from "drizzle-orm"
import { check, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { accounts } from "./people"

/** A published policy. An edition never changes once published. */
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
    /** Who of the staff published it and why; neither, when it came from the policy's folder. */
    publishedBy: uuid("published_by").references(() => accounts.id),
    reason: text("reason"),
  },
  (t) => [
    uniqueIndex("reference_editions_number").on(t.kind, t.code, t.number),
    check("reference_editions_reason", sql`(${t.publishedBy} is null) = (${t.reason} is null)`),
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
  editedBy: uuid("edited_by")
    .notNull()
    .references(() => accounts.id),
  editedAt: instant("edited_at").notNull().default(sql`now()`),
})
