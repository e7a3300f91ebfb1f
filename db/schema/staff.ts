import { sql } from "drizzle-orm"
import { bigint, boolean, check, date, index, pgTable, text, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { accounts, subjects } from "./people"

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
    /** Null for whoever has passkeys alone. */
    totpSecret: bytea("totp_secret"),
    totpLastStep: bigint("totp_last_step", { mode: "number" }).notNull().default(0),
    /** Their recovery codes are still to be made and kept; until then no session of theirs is an actor. */
    codesDue: boolean("codes_due").notNull().default(false),
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
