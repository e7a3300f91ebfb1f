import { sql } from "drizzle-orm"
import { check, date, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { plans } from "./fulfilment"
import { outbox } from "./notices"
import { accounts, subjects } from "./people"
import { requestParts, requests } from "./requests"

/**
 * What a recipient is told to do after a person's data was changed: one signed notice per recipient and fulfilled plan,
 * written with the certificate. What it says of the person and what came back are sealed under the case-file key.
 */
export const recipientNotices = pgTable(
  "recipient_notices",
  {
    id: uuid("id").primaryKey(),
    subjectId: uuid("subject_id")
      .notNull()
      .references(() => subjects.id),
    requestId: uuid("request_id")
      .notNull()
      .references(() => requests.id),
    partId: uuid("part_id")
      .notNull()
      .references(() => requestParts.id),
    planId: uuid("plan_id")
      .notNull()
      .references(() => plans.id),
    recipient: text("recipient").notNull(),
    /** `hand`: the policy names no way to them, or they know the person by nothing we hold; staff tell them. */
    channel: text("channel").notNull(),
    /** What to do, in codes alone. */
    acts: jsonb("acts").notNull(),
    notice: bytea("notice").notNull(),
    dueOn: date("due_on", { mode: "string" }).notNull(),
    remindOn: date("remind_on", { mode: "string" }).notNull(),
    madeAt: instant("made_at").notNull().default(sql`now()`),
    /** The e-mail that carries the link to it. */
    outboxId: uuid("outbox_id").references(() => outbox.id),
    attempts: integer("attempts").notNull().default(0),
    /** Why it did not get there, in a code; null where nothing went wrong, or nothing does any more. */
    lastError: text("last_error"),
    toldAt: instant("told_at"),
    /** Who of the staff told them by hand. */
    toldBy: uuid("told_by").references(() => accounts.id),
    remindedAt: instant("reminded_at"),
    answeredAt: instant("answered_at"),
    answer: text("answer"),
    /** The acknowledgement as it came, or the note of the staff who entered it. */
    answerCell: bytea("answer_cell"),
    answerHash: bytea("answer_hash"),
    answerBy: uuid("answer_by").references(() => accounts.id),
  },
  (t) => [
    uniqueIndex("recipient_notices_once").on(t.planId, t.recipient),
    index("recipient_notices_part").on(t.partId),
    index("recipient_notices_subject").on(t.subjectId),
    index("recipient_notices_outbox").on(t.outboxId),
    index("recipient_notices_open").on(t.remindOn).where(sql`answered_at is null`),
    check("recipient_notices_channel", sql`${t.channel} in ('email', 'webhook', 'post', 'hand')`),
    check("recipient_notices_answer", sql`${t.answer} in ('done', 'not_held', 'refused')`),
    check(
      "recipient_notices_answered",
      sql`(${t.answeredAt} is null) = (${t.answer} is null) and (${t.answeredAt} is null) = (${t.answerCell} is null)`,
    ),
  ],
)
