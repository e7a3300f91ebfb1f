import { sql } from "drizzle-orm"
import {
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

/** A person the data is about. Holds pseudonyms only: who it is stands in source_identities, encrypted. */
export const subjects = pgTable("subjects", {
  id: uuid("id").primaryKey(),
  ledgerRef: uuid("ledger_ref").notNull().unique().defaultRandom(),
  createdAt: instant("created_at").notNull().default(sql`now()`),
  erasedAt: instant("erased_at"),
  consentsCheckedAt: instant("consents_checked_at"),
})

/** Credentials. May stand without a subject (staff, a representative). */
export const accounts = pgTable(
  "accounts",
  {
    id: uuid("id").primaryKey(),
    kind: text("kind").notNull(),
    subjectId: uuid("subject_id").references(() => subjects.id),
    password: bytea("password").notNull(),
    locale: text("locale").notNull().default("ky"),
    createdAt: instant("created_at").notNull().default(sql`now()`),
    disabledAt: instant("disabled_at"),
  },
  (t) => [
    check("accounts_kind", sql`${t.kind} in ('subject', 'staff')`),
    check("accounts_locale", sql`${t.locale} in ('ky', 'ru', 'en')`),
    uniqueIndex("accounts_subject").on(t.subjectId),
  ],
)

/** What a person types to sign in: a phone or an e-mail, found by keyed hash, shown by decrypting. */
export const accountLogins = pgTable(
  "account_logins",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    kind: text("kind").notNull(),
    hash: bytea("hash").notNull(),
    value: bytea("value").notNull(),
    verifiedAt: instant("verified_at").notNull().default(sql`now()`),
  },
  (t) => [
    check("account_logins_kind", sql`${t.kind} in ('phone', 'email')`),
    uniqueIndex("account_logins_hash").on(t.hash),
  ],
)

/** Staff: role, unit and second factor. Their work name is shown to colleagues only. */
export const staff = pgTable(
  "staff",
  {
    accountId: uuid("account_id")
      .primaryKey()
      .references(() => accounts.id, { onDelete: "cascade" }),
    role: text("role").notNull(),
    unit: text("unit").notNull(),
    name: text("name").notNull(),
    totpSecret: bytea("totp_secret").notNull(),
    totpLastStep: bigint("totp_last_step", { mode: "number" }).notNull().default(0),
  },
  (t) => [
    check("staff_role", sql`${t.role} in ('officer', 'approver', 'steward', 'administrator', 'auditor')`),
  ],
)

/** Someone asked to join as staff: the link is used once, within a day; only the hash of its token is kept. */
export const staffInvitations = pgTable("staff_invitations", {
  tokenHash: bytea("token_hash").primaryKey(),
  accountId: uuid("account_id").notNull(),
  role: text("role").notNull(),
  unit: text("unit").notNull(),
  name: text("name").notNull(),
  login: bytea("login").notNull(),
  loginHash: bytea("login_hash").notNull(),
  totpSecret: bytea("totp_secret").notNull(),
  expiresAt: instant("expires_at").notNull(),
  usedAt: instant("used_at"),
})

/** How a subject is known in a source. One identifier may stand for two subjects, so the hash is not unique. */
export const sourceIdentities = pgTable(
  "source_identities",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    subjectId: uuid("subject_id")
      .notNull()
      .references(() => subjects.id),
    source: text("source").notNull(),
    kind: text("kind").notNull(),
    hash: bytea("hash").notNull(),
    value: bytea("value").notNull(),
    proofLevel: smallint("proof_level").notNull(),
    since: instant("since").notNull().default(sql`now()`),
    until: instant("until"),
  },
  (t) => [
    index("source_identities_hash").on(t.hash),
    uniqueIndex("source_identities_one").on(t.subjectId, t.source, t.kind, t.hash),
  ],
)

/** Keyed hashes of whole folded words, so that staff find a person by name, PIN or phone without plain text at rest. */
export const searchTerms = pgTable(
  "search_terms",
  {
    subjectId: uuid("subject_id")
      .notNull()
      .references(() => subjects.id),
    hash: bytea("hash").notNull(),
  },
  (t) => [primaryKey({ columns: [t.hash, t.subjectId] })],
)

/** The row decides whether a cookie still means anything; only the hash of the session id is kept. */
export const sessions = pgTable(
  "sessions",
  {
    hash: bytea("hash").primaryKey(),
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
    agentHash: bytea("agent_hash"),
    addressHash: bytea("address_hash"),
  },
  (t) => [index("sessions_account").on(t.accountId)],
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
