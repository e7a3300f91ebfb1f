import { sql } from "drizzle-orm"
import { check, date, index, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { accounts } from "./people"
import { requestParts } from "./requests"

/**
 * What an officer proposes for a part; the approver takes a version as it is or sends it back. `release` of what waits
 * and `lift` of a restriction leave the part where it is until then.
 */
export const proposals = pgTable(
  "proposals",
  {
    id: uuid("id").primaryKey(),
    partId: uuid("part_id")
      .notNull()
      .references(() => requestParts.id),
    subjectId: uuid("subject_id"),
    version: integer("version").notNull(),
    kind: text("kind").notNull(),
    planId: uuid("plan_id"),
    authorId: uuid("author_id")
      .notNull()
      .references(() => accounts.id),
    letter: bytea("letter").notNull(),
    /** The approver from outside the organisation whom it is put to. */
    putTo: uuid("put_to").references(() => accounts.id),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [
    uniqueIndex("proposals_version").on(t.partId, t.version),
    index("proposals_put_to").on(t.putTo).where(sql`put_to is not null`),
    check("proposals_kind", sql`${t.kind} in ('fulfil', 'refuse', 'reply', 'release', 'lift')`),
  ],
)

/** The decision per group of items; a keep, delay or refusal cannot be stored without code, law and text. */
export const decisions = pgTable(
  "decisions",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    proposalId: uuid("proposal_id")
      .notNull()
      .references(() => proposals.id),
    partId: uuid("part_id")
      .notNull()
      .references(() => requestParts.id),
    subjectId: uuid("subject_id"),
    item: text("item").notNull(),
    outcome: text("outcome").notNull(),
    ground: text("ground"),
    law: text("law"),
    reason: bytea("reason"),
    untilOn: date("until_on", { mode: "string" }),
    untilFact: text("until_fact"),
  },
  (t) => [
    index("decisions_proposal").on(t.proposalId),
    check("decisions_outcome", sql`${t.outcome} in ('do', 'partly', 'keep', 'refuse')`),
    check(
      "decisions_grounded",
      sql`${t.outcome} = 'do' or (${t.ground} is not null and ${t.law} is not null and ${t.reason} is not null)`,
    ),
  ],
)

/** The second pair of eyes. A trigger refuses an approver who wrote any version of the proposal. */
export const approvals = pgTable(
  "approvals",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    proposalId: uuid("proposal_id")
      .notNull()
      .unique()
      .references(() => proposals.id),
    partId: uuid("part_id")
      .notNull()
      .references(() => requestParts.id),
    subjectId: uuid("subject_id"),
    approverId: uuid("approver_id")
      .notNull()
      .references(() => accounts.id),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [index("approvals_part").on(t.partId)],
)
