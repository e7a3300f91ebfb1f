import { sql } from "drizzle-orm"
import { check, date, index, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { outbox } from "./notices"
import { accounts, subjects } from "./people"
import { requestParts, requests } from "./requests"

/**
 * What somebody who keeps data by hand is asked to do for one person, and what they state of it. What it says of the
 * person, the words of the answer and its evidence are sealed under the case-file key.
 */
export const sourceTasks = pgTable(
  "source_tasks",
  {
    id: uuid("id").primaryKey(),
    subjectId: uuid("subject_id")
      .notNull()
      .references(() => subjects.id),
    requestId: uuid("request_id").references(() => requests.id),
    partId: uuid("part_id").references(() => requestParts.id),
    source: text("source").notNull(),
    /** Keyed hash of the person's key in the source. */
    person: bytea("person").notNull(),
    /** Under which it was asked: there is one task for each. */
    key: text("key").notNull(),
    /** What to do, in codes alone. */
    lines: jsonb("lines").notNull(),
    respondent: text("respondent").notNull(),
    cell: bytea("cell").notNull(),
    remindOn: date("remind_on", { mode: "string" }).notNull(),
    dueOn: date("due_on", { mode: "string" }).notNull(),
    madeAt: instant("made_at").notNull().default(sql`now()`),
    /** The last day on which the link to it opens; null where there is none, and for those of old. */
    linkUntil: date("link_until", { mode: "string" }),
    /** The e-mail that carries the link to it. */
    outboxId: uuid("outbox_id").references(() => outbox.id),
    remindedAt: instant("reminded_at"),
    /** Its day went by without an answer, and staff were told. */
    lapsedAt: instant("lapsed_at"),
    /** Nobody needs it any more: the part went back to be planned, or ended. */
    droppedAt: instant("dropped_at"),
    answeredAt: instant("answered_at"),
    /** The answer to each line, in codes and numbers. */
    answers: jsonb("answers"),
    answerCell: bytea("answer_cell"),
    answeredBy: uuid("answered_by").references(() => accounts.id),
    evidence: bytea("evidence"),
    evidenceType: text("evidence_type"),
    evidenceHash: bytea("evidence_hash"),
    /** What was stated turned out not to be so. */
    retractedAt: instant("retracted_at"),
    retractedBy: uuid("retracted_by").references(() => accounts.id),
  },
  (t) => [
    uniqueIndex("source_tasks_once").on(t.source, t.key, t.person),
    index("source_tasks_person").on(t.source, t.person),
    index("source_tasks_subject").on(t.subjectId),
    index("source_tasks_request").on(t.requestId),
    index("source_tasks_part").on(t.partId),
    index("source_tasks_outbox").on(t.outboxId),
    index("source_tasks_open").on(t.dueOn).where(sql`answered_at is null and dropped_at is null`),
    check("source_tasks_respondent", sql`${t.respondent} in ('steward', 'outside')`),
    check(
      "source_tasks_answered",
      sql`(${t.answeredAt} is null) = (${t.answers} is null) and (${t.answeredAt} is null) = (${t.answerCell} is null)`,
    ),
    check("source_tasks_evidence", sql`(${t.evidence} is null) = (${t.evidenceType} is null)`),
  ],
)
