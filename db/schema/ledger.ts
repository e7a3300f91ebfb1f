import { bigint, index, pgTable, primaryKey, smallint, text, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"

/** Final leaf bytes of every act that matters, in the act's own transaction. Insert only. */
export const ledgerInbox = pgTable("ledger_inbox", {
  id: uuid("id").primaryKey(),
  /** The time in the leaf. */
  at: instant("at").notNull(),
  leaf: bytea("leaf").notNull(),
})

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

/**
 * Leaves that have no place in the tree yet, put here by a trigger with the leaf itself. Taken out as they are placed, so
 * none can be passed over: numbers are given before a commit, and a later one may be seen first.
 */
export const ledgerWaiting = pgTable("ledger_waiting", {
  id: uuid("id").notNull(),
  /** In the order they came in. */
  number: bigint("number", { mode: "number" }).notNull().generatedByDefaultAsIdentity(),
})

/** The place of each leaf in the tree, without a gap from 0. Insert only. */
export const ledgerEntries = pgTable("ledger_entries", {
  seq: bigint("seq", { mode: "number" }).primaryKey(),
  id: uuid("id").notNull().unique(),
})

/** Hashes of the complete subtrees, leaves at level 0: see lib/ledger/tree.ts. Insert only. */
export const ledgerNodes = pgTable(
  "ledger_nodes",
  {
    level: smallint("level").notNull(),
    index: bigint("index", { mode: "number" }).notNull(),
    hash: bytea("hash").notNull(),
  },
  (t) => [primaryKey({ columns: [t.level, t.index] })],
)

/** Signed heads of the tree, each in the file outside the database before it is here. Insert only. */
export const ledgerCheckpoints = pgTable("ledger_checkpoints", {
  size: bigint("size", { mode: "number" }).primaryKey(),
  note: text("note").notNull(),
})
