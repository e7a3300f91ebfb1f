import { sql } from "drizzle-orm"
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  date,
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
    /** `rights_only`: identity shown at a desk alone; `contact`: somebody whose number another client gave. */
    reach: text("reach").notNull().default("full"),
    createdAt: instant("created_at").notNull().default(sql`now()`),
    disabledAt: instant("disabled_at"),
  },
  (t) => [
    check("accounts_reach", sql`${t.reach} in ('full', 'rights_only', 'contact')`),
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
    check("account_logins_kind", sql`${t.kind} in ('phone', 'email', 'contact_phone')`),
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
    /** From outside the organisation: approves what it is asked to, and nothing else. */
    outside: boolean("outside").notNull().default(false),
    totpSecret: bytea("totp_secret").notNull(),
    totpLastStep: bigint("totp_last_step", { mode: "number" }).notNull().default(0),
  },
  (t) => [
    check("staff_role", sql`${t.role} in ('officer', 'approver', 'steward', 'administrator', 'auditor')`),
    check("staff_outside_approves", sql`not ${t.outside} or ${t.role} = 'approver'`),
  ],
)

/** Whose cases a member of staff may not act on: their own and their relatives', as declared. */
export const staffTies = pgTable(
  "staff_ties",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    staffId: uuid("staff_id")
      .notNull()
      .references(() => accounts.id),
    subjectId: uuid("subject_id")
      .notNull()
      .references(() => subjects.id),
    kind: text("kind").notNull(),
    at: instant("at").notNull().default(sql`now()`),
    endedAt: instant("ended_at"),
  },
  (t) => [
    check("staff_ties_kind", sql`${t.kind} in ('own', 'relative')`),
    index("staff_ties_staff").on(t.staffId, t.subjectId),
  ],
)

/** Days on which a member of staff is away, and who acts in their place. */
export const absences = pgTable(
  "absences",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    staffId: uuid("staff_id")
      .notNull()
      .references(() => accounts.id),
    deputyId: uuid("deputy_id")
      .notNull()
      .references(() => accounts.id),
    fromOn: date("from_on", { mode: "string" }).notNull(),
    untilOn: date("until_on", { mode: "string" }).notNull(),
    at: instant("at").notNull().default(sql`now()`),
    endedAt: instant("ended_at"),
  },
  (t) => [
    check("absences_days", sql`${t.fromOn} <= ${t.untilOn}`),
    check("absences_deputy", sql`${t.staffId} <> ${t.deputyId}`),
    index("absences_staff").on(t.staffId, t.untilOn),
  ],
)

/**
 * Somebody's proven authority to act for a person: a legal representative, a parent or guardian, somebody acting for a
 * legal entity, an heir. `rights` null: every right; `endsOn` is its last day.
 */
export const mandates = pgTable(
  "mandates",
  {
    id: uuid("id").primaryKey(),
    subjectId: uuid("subject_id")
      .notNull()
      .references(() => subjects.id),
    accountId: uuid("account_id").references(() => accounts.id),
    kind: text("kind").notNull(),
    holder: bytea("holder").notNull(),
    proof: bytea("proof").notNull(),
    attachmentId: uuid("attachment_id"),
    rights: text("rights").array(),
    startsOn: date("starts_on", { mode: "string" }).notNull(),
    endsOn: date("ends_on", { mode: "string" }),
    registeredBy: uuid("registered_by")
      .notNull()
      .references(() => accounts.id),
    at: instant("at").notNull().default(sql`now()`),
    endedAt: instant("ended_at"),
    endedWhy: text("ended_why"),
  },
  (t) => [
    check("mandates_kind", sql`${t.kind} in ('representative', 'guardian', 'legal_entity', 'heir')`),
    check("mandates_ended", sql`${t.endedWhy} in ('revoked', 'objected', 'expired')`),
    index("mandates_subject").on(t.subjectId),
    index("mandates_account").on(t.accountId),
  ],
)

/** A one-time link by which a person whom staff identified opens an account; only the hash of its token is kept. */
export const accountInvitations = pgTable("account_invitations", {
  tokenHash: bytea("token_hash").primaryKey(),
  accountId: uuid("account_id").notNull(),
  subjectId: uuid("subject_id").references(() => subjects.id),
  mandateId: uuid("mandate_id").references(() => mandates.id),
  reach: text("reach").notNull(),
  kind: text("kind").notNull(),
  login: bytea("login").notNull(),
  loginHash: bytea("login_hash").notNull(),
  locale: text("locale").notNull(),
  invitedBy: uuid("invited_by").notNull(),
  expiresAt: instant("expires_at").notNull(),
  usedAt: instant("used_at"),
})

/** Someone asked to join as staff: the link is used once, within a day; only the hash of its token is kept. */
export const staffInvitations = pgTable("staff_invitations", {
  tokenHash: bytea("token_hash").primaryKey(),
  accountId: uuid("account_id").notNull(),
  role: text("role").notNull(),
  unit: text("unit").notNull(),
  name: text("name").notNull(),
  outside: boolean("outside").notNull().default(false),
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
    /** Whom the account acts for in this session, if for somebody else. */
    mandateId: uuid("mandate_id").references((): AnyPgColumn => mandates.id),
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
