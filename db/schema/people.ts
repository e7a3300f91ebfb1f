import { sql } from "drizzle-orm"
import {
  check,
  date,
  index,
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
  /** Since when their data key is gone: the account and all that the sources held; the case file stays until its own end. */
  dataErasedAt: instant("data_erased_at"),
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
    /** When a phone or e-mail of theirs changed last (trigger contacts_changed), or their way in was recovered. */
    coolingSince: instant("cooling_since"),
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
