import { sql } from "drizzle-orm"
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { accounts, subjects } from "./people"

/** One thing told to many people, once each. `audience` says who they are, `cursor` how far they are gathered. */
export const noticeRuns = pgTable(
  "notice_runs",
  {
    id: uuid("id").primaryKey(),
    kind: text("kind").notNull(),
    object: uuid("object").notNull(),
    template: text("template").notNull(),
    parameters: jsonb("parameters").notNull(),
    channels: text("channels").array().notNull(),
    audience: jsonb("audience").notNull(),
    cursor: jsonb("cursor"),
    state: text("state").notNull().default("gathering"),
    openedBy: uuid("opened_by").references(() => accounts.id),
    openedAt: instant("opened_at").notNull().default(sql`now()`),
    gatheredAt: instant("gathered_at"),
    doneAt: instant("done_at"),
  },
  (t) => [
    check("notice_runs_state", sql`${t.state} in ('gathering', 'sending', 'done')`),
    uniqueIndex("notice_runs_once").on(t.kind, t.object, t.template),
  ],
)

/**
 * Somebody a run tells. `ref` is theirs within the run: the subject's id, or the keyed hash of what a source knows them
 * by. Only of somebody without an account is there a contact here, sealed under the run's own key.
 */
export const runPeople = pgTable(
  "run_people",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    runId: uuid("run_id")
      .notNull()
      .references(() => noticeRuns.id),
    ref: bytea("ref").notNull(),
    subjectId: uuid("subject_id").references(() => subjects.id),
    contact: bytea("contact"),
    language: text("language").notNull(),
    channel: text("channel").notNull(),
    state: text("state").notNull().default("waiting"),
    attempts: smallint("attempts").notNull().default(0),
    nextAt: instant("next_at").notNull().default(sql`now()`),
    toldAt: instant("told_at"),
    /** The list for post that somebody stands on: they are counted from 1 within the run. */
    list: integer("list"),
  },
  (t) => [
    check("run_people_channel", sql`${t.channel} in ('email', 'sms', 'post')`),
    check("run_people_state", sql`${t.state} in ('waiting', 'sending', 'sent', 'post', 'posted', 'gone')`),
    uniqueIndex("run_people_once").on(t.runId, t.ref),
    index("run_people_standing").on(t.runId, t.state, t.channel),
    index("run_people_next").on(t.runId, t.nextAt).where(sql`state in ('waiting', 'sending')`),
    index("run_people_subject").on(t.subjectId).where(sql`subject_id is not null`),
  ],
)

/** What became of each try to tell somebody: the delivery log. Insert only. */
export const runTries = pgTable(
  "run_tries",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    runId: uuid("run_id")
      .notNull()
      .references(() => noticeRuns.id),
    personId: uuid("person_id")
      .notNull()
      .references(() => runPeople.id),
    channel: text("channel").notNull(),
    outcome: text("outcome").notNull(),
    code: text("code"),
    by: uuid("by").references(() => accounts.id),
    at: instant("at").notNull().default(sql`clock_timestamp()`),
  },
  (t) => [
    check(
      "run_tries_outcome",
      sql`${t.outcome} in ('sent', 'refused', 'failed', 'bounced', 'no_address', 'gone', 'posted')`,
    ),
    index("run_tries_run").on(t.runId, t.id),
    index("run_tries_person").on(t.personId),
  ],
)
