import { sql } from "drizzle-orm"
import { check, date, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"

/** A message to go out. Committed with the change it tells of; the Message-ID is fixed from the start. */
export const outbox = pgTable(
  "outbox",
  {
    id: uuid("id").primaryKey(),
    subjectId: uuid("subject_id"),
    template: text("template").notNull(),
    language: text("language").notNull(),
    channel: text("channel").notNull(),
    keyOwner: uuid("key_owner").notNull(),
    parameters: bytea("parameters").notNull(),
    recipient: bytea("recipient").notNull(),
    messageId: text("message_id").notNull().unique(),
    state: text("state").notNull().default("ready"),
    attempts: integer("attempts").notNull().default(0),
    lastError: text("last_error"),
    createdAt: instant("created_at").notNull().default(sql`now()`),
    sentAt: instant("sent_at"),
  },
  (t) => [
    check("outbox_channel", sql`${t.channel} in ('email', 'sms')`),
    check("outbox_state", sql`${t.state} in ('ready', 'sending', 'sent', 'parked')`),
    index("outbox_ready").on(t.createdAt).where(sql`state in ('ready', 'sending')`),
  ],
)

/** To whom of the staff a day's letter of deadlines went: one a day, however often the round runs. */
export const staffDigests = pgTable(
  "staff_digests",
  {
    staffId: uuid("staff_id").notNull(),
    day: date("day", { mode: "string" }).notNull(),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.staffId, t.day] })],
)
