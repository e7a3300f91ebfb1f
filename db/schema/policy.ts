import { sql } from "drizzle-orm"
import { integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"

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
  },
  (t) => [uniqueIndex("reference_editions_number").on(t.kind, t.code, t.number)],
)
