import { sql } from "drizzle-orm"
import {
  bigint,
  check,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core"
import { instant } from "./columns"

/** That entries waited too long for a signed checkpoint: since when, until when. One stands open at a time. */
export const ledgerOutages = pgTable(
  "ledger_outages",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    since: instant("since").notNull(),
    noticedAt: instant("noticed_at").notNull().default(sql`now()`),
    overAt: instant("over_at"),
  },
  (t) => [
    uniqueIndex("ledger_outages_open").on(sql`(${t.overAt} is null)`).where(sql`over_at is null`),
    index("ledger_outages_since").on(t.since),
  ],
)

/** To whom of those the policy names a day's checkpoint went: one a day each, however often the round runs. */
export const checkpointMails = pgTable(
  "checkpoint_mails",
  {
    address: text("address").notNull(),
    day: date("day", { mode: "string" }).notNull(),
    size: bigint("size", { mode: "number" }).notNull(),
    /** The message; it is removed in its time, and this stays. */
    outboxId: uuid("outbox_id").notNull(),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.address, t.day] }), uniqueIndex("checkpoint_mails_outbox").on(t.outboxId)],
)

/** What `ledger verify` found, written by the owner who ran it. The sentence names entries, never people. */
export const ledgerChecks = pgTable(
  "ledger_checks",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    at: instant("at").notNull().default(sql`now()`),
    size: bigint("size", { mode: "number" }).notNull(),
    signed: bigint("signed", { mode: "number" }).notNull(),
    faults: integer("faults").notNull(),
    /** The first of them, in the operator's words. */
    first: text("first"),
  },
  (t) => [
    index("ledger_checks_at").on(t.at),
    check("ledger_checks_first", sql`(${t.faults} = 0) = (${t.first} is null)`),
  ],
)
