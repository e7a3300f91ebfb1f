import { sql } from "drizzle-orm"
import {
  type AnyPgColumn,
  bigint,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { accounts, mandates, subjects } from "./people"

/** The row decides whether a cookie still means anything; only the hash of the session id is kept. */
export const sessions = pgTable(
  "sessions",
  {
    hash: bytea("hash").primaryKey(),
    /** What the list of devices names it by: the hash changes with every step-up and is shown nowhere. */
    id: uuid("id").notNull().defaultRandom(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull().default(sql`now()`),
    seenAt: instant("seen_at").notNull().default(sql`now()`),
    expiresAt: instant("expires_at").notNull(),
    endedAt: instant("ended_at"),
    endedWhy: text("ended_why"),
    authLevel: smallint("auth_level").notNull(),
    elevatedUntil: instant("elevated_until"),
    /** When the second factor was shown in a session that waits for its recovery codes to be kept. */
    factorAt: instant("factor_at"),
    /** Whom the account acts for in this session, if for somebody else. */
    mandateId: uuid("mandate_id").references((): AnyPgColumn => mandates.id),
    /** When the state said in this session who it is (national sign-in). */
    nationalAt: instant("national_at"),
    agentHash: bytea("agent_hash"),
    addressHash: bytea("address_hash"),
    /** What kind of browser and system, sealed; nothing else of the device is kept. */
    device: bytea("device"),
  },
  (t) => [index("sessions_account").on(t.accountId), uniqueIndex("sessions_id").on(t.id)],
)

/** A sign-up in progress. Its cells are sealed under the sign-up's own key, destroyed when it ends. */
export const signUps = pgTable("sign_ups", {
  id: uuid("id").primaryKey(),
  pin: bytea("pin").notNull(),
  contact: bytea("contact").notNull(),
  locale: text("locale").notNull(),
  createdAt: instant("created_at").notNull().default(sql`now()`),
  expiresAt: instant("expires_at").notNull(),
  found: bytea("found"),
  codeHash: bytea("code_hash"),
  attempts: integer("attempts").notNull().default(0),
  usedAt: instant("used_at"),
})

/** One-time codes for acts of a signed-in person (a new phone or e-mail), bound to the act by id. */
export const oneTimeCodes = pgTable("one_time_codes", {
  id: uuid("id").primaryKey(),
  subjectId: uuid("subject_id")
    .notNull()
    .references(() => subjects.id),
  purpose: text("purpose").notNull(),
  target: bytea("target").notNull(),
  codeHash: bytea("code_hash").notNull(),
  attempts: integer("attempts").notNull().default(0),
  createdAt: instant("created_at").notNull().default(sql`now()`),
  expiresAt: instant("expires_at").notNull(),
  usedAt: instant("used_at"),
})

/** What was shown to be signed: single use, bound to the hash of the exact text, five minutes. */
export const signingIntents = pgTable(
  "signing_intents",
  {
    id: uuid("id").primaryKey(),
    subjectId: uuid("subject_id")
      .notNull()
      .references(() => subjects.id),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id),
    act: text("act").notNull(),
    document: bytea("document").notNull(),
    documentHash: bytea("document_hash").notNull(),
    draft: bytea("draft").notNull(),
    createdAt: instant("created_at").notNull().default(sql`now()`),
    expiresAt: instant("expires_at").notNull(),
    attempts: integer("attempts").notNull().default(0),
    state: text("state").notNull().default("open"),
    /** The newest code sent to sign it with, bound to it and to its letter's hash. */
    codeHash: bytea("code_hash"),
  },
  (t) => [check("signing_intents_state", sql`${t.state} in ('open', 'used', 'dead')`)],
)

/** Counters of tries per window; keys are keyed hashes, never addresses or contacts. */
export const rateLimits = pgTable(
  "rate_limits",
  {
    key: text("key").notNull(),
    windowStart: bigint("window_start", { mode: "number" }).notNull(),
    tries: integer("tries").notNull(),
  },
  (t) => [primaryKey({ columns: [t.key, t.windowStart] })],
)
