import { sql } from "drizzle-orm"
import { bigint, index, pgTable, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"

/** Final leaf bytes of every act that matters, in the act's own transaction. Insert only. */
export const ledgerInbox = pgTable(
  "ledger_inbox",
  {
    id: uuid("id").primaryKey(),
    at: instant("at").notNull().default(sql`clock_timestamp()`),
    leaf: bytea("leaf").notNull(),
    /** In the order of arrival, with gaps: how far the ledger had come, told outside the database. */
    number: bigint("number", { mode: "number" }).notNull().generatedByDefaultAsIdentity(),
  },
  (t) => [uniqueIndex("ledger_inbox_number").on(t.number)],
)

/** What the leaf commits to, sealed under the subject's case-file key; may be destroyed while the leaf stays. */
export const ledgerPayloads = pgTable(
  "ledger_payloads",
  {
    id: uuid("id")
      .primaryKey()
      .references(() => ledgerInbox.id),
    subjectId: uuid("subject_id"),
    salt: bytea("salt").notNull(),
    payload: bytea("payload").notNull(),
  },
  (t) => [index("ledger_payloads_subject").on(t.subjectId)],
)
