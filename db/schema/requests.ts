import { sql } from "drizzle-orm"
import {
  type AnyPgColumn,
  check,
  date,
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
import { accounts, mandates, subjects } from "./people"
import { policyEditions, referenceEditions } from "./policy"

/** What was asked, by whom, about whom, through which channel. A draft has no number. */
export const requests = pgTable(
  "requests",
  {
    id: uuid("id").primaryKey(),
    number: text("number").unique(),
    subjectId: uuid("subject_id").references(() => subjects.id),
    requesterId: uuid("requester_id").references(() => accounts.id),
    channel: text("channel").notNull(),
    language: text("language").notNull(),
    receivedAt: instant("received_at").notNull(),
    enteredAt: instant("entered_at").notNull().default(sql`now()`),
    enteredBy: uuid("entered_by").references(() => accounts.id),
    requesterName: bytea("requester_name"),
    /** In which capacity it was asked; whoever is not the person has a mandate, an authority its number, date and body. */
    askedBy: text("asked_by").notNull().default("subject"),
    mandateId: uuid("mandate_id").references(() => mandates.id),
    authority: bytea("authority"),
    /** The secrecy ground under which the person is not shown it, and the day on which that is looked at again. */
    secrecy: text("secrecy"),
    reviewOn: date("review_on", { mode: "string" }),
    /** What whoever asked in the cabinet had proved of who they are (`lib/people/proof.ts`). */
    proofLevel: smallint("proof_level"),
  },
  (t) => [
    check("requests_proof_level", sql`${t.proofLevel} between 0 and 3`),
    check(
      "requests_asked_by",
      sql`${t.askedBy} in ('subject', 'representative', 'guardian', 'legal_entity', 'contact_person', 'heir', 'authority')`,
    ),
    check("requests_authority_named", sql`${t.askedBy} <> 'authority' or ${t.authority} is not null`),
    check("requests_secrecy_reviewed", sql`${t.secrecy} is null or ${t.reviewOn} is not null`),
    index("requests_secret").on(t.reviewOn).where(sql`secrecy is not null`),
    index("requests_subject").on(t.subjectId, t.receivedAt),
    check(
      "requests_channel",
      sql`${t.channel} in ('cabinet', 'paper', 'phone', 'email', 'visit', 'desk', 'authority', 'system')`,
    ),
  ],
)

/** One right over one scope, with its own status, deadline and outcome; pins what it was opened under. */
export const requestParts = pgTable(
  "request_parts",
  {
    id: uuid("id").primaryKey(),
    requestId: uuid("request_id")
      .notNull()
      .references(() => requests.id),
    subjectId: uuid("subject_id").references(() => subjects.id),
    right: text("right_code").notNull(),
    kind: text("kind").notNull(),
    scope: jsonb("scope").notNull(),
    profileId: uuid("profile_id")
      .notNull()
      .references(() => referenceEditions.id),
    editionId: uuid("edition_id")
      .notNull()
      .references(() => policyEditions.id),
    dataMapId: uuid("data_map_id")
      .notNull()
      .references(() => referenceEditions.id),
    calendarId: uuid("calendar_id")
      .notNull()
      .references(() => referenceEditions.id),
    /** The part of the organisation that answers it, by the policy's code; null where the policy has none. */
    division: text("division"),
    status: text("status").notNull(),
    version: integer("version").notNull().default(1),
    receivedAt: instant("received_at").notNull(),
    dueAt: instant("due_at").notNull(),
    dueOn: date("due_on", { mode: "string" }).notNull(),
    dueSteps: jsonb("due_steps").notNull(),
    extendedAt: instant("extended_at"),
    assignedTo: uuid("assigned_to").references(() => accounts.id),
    appealOf: uuid("appeal_of").references((): AnyPgColumn => requestParts.id),
    notBefore: instant("not_before"),
    deferredFact: text("deferred_fact"),
    deferredUntil: instant("deferred_until"),
    factCheckedAt: instant("fact_checked_at"),
    /** Why its work stalled or, while it is deferred, why the last look at what it waits for failed. */
    stallCause: text("stall_cause"),
    /** Why the last reading after its work failed. */
    unreadCause: text("unread_cause"),
    /** How often it was given up for now since it began, and when the source it waits for is asked again by itself. */
    tries: integer("tries").notNull().default(0),
    nextTryAt: instant("next_try_at"),
    outcome: text("outcome"),
    ground: text("ground"),
    closedAt: instant("closed_at"),
    /** Since when the person is waited for; null while nothing is asked of them. */
    awaitedSince: instant("awaited_since"),
    /** How many reminders went out while it waits for the person; on a restriction, whether its end was announced. */
    reminded: integer("reminded").notNull().default(0),
    /** When a restriction ends by itself. */
    liftAt: instant("lift_at"),
    /** What was done at once and is looked at by a second person afterwards. */
    reviewedAt: instant("reviewed_at"),
    reviewedBy: uuid("reviewed_by").references(() => accounts.id),
    /** The deployment's own mark on who asks what: see lib/requests/part-mark.ts. */
    mark: bytea("mark"),
    /** The same on what was decided: that its plan is to be carried out. */
    decided: bytea("decided"),
  },
  (t) => [
    index("request_parts_request").on(t.requestId),
    index("request_parts_subject").on(t.subjectId),
    index("request_parts_queue")
      .on(t.dueAt, t.id)
      .where(sql`status in ('received', 'verifying', 'working', 'waiting', 'proposed', 'stalled')`),
    index("request_parts_mine")
      .on(t.assignedTo, t.dueAt, t.id)
      .where(sql`status in ('received', 'verifying', 'working', 'waiting', 'proposed', 'stalled')`),
    index("request_parts_fresh").on(t.dueAt, t.id).where(sql`status = 'received' and assigned_to is null`),
    index("request_parts_division")
      .on(t.division, t.dueAt, t.id)
      .where(sql`status in ('received', 'verifying', 'working', 'waiting', 'proposed', 'stalled')`),
    index("request_parts_appeals").on(t.appealOf).where(sql`appeal_of is not null`),
    uniqueIndex("request_parts_one_appeal")
      .on(t.appealOf)
      .where(sql`appeal_of is not null and status <> 'cancelled'`),
    index("request_parts_to_lift").on(t.liftAt).where(sql`status = 'fulfilled' and lift_at is not null`),
    index("request_parts_to_review")
      .on(t.dueAt, t.id)
      .where(sql`scope ->> 'reviewed' = 'after' and reviewed_at is null`),
    index("request_parts_deferred").on(t.deferredUntil).where(sql`status = 'deferred'`),
    index("request_parts_second").on(t.dueAt, t.id).where(sql`status = 'proposed'`),
    index("request_parts_awaited").on(t.dueAt, t.id).where(sql`status in ('verifying', 'waiting')`),
    index("request_parts_to_remind").on(t.factCheckedAt).where(sql`awaited_since is not null`),
    index("request_parts_held_up")
      .on(t.dueAt, t.id)
      .where(
        sql`status = 'stalled' or (status in ('deferred', 'fulfilled') and coalesce(stall_cause, unread_cause) is not null)`,
      ),
    index("request_parts_waits").on(t.dueAt, t.id).where(sql`status = 'deferred'`),
    index("request_parts_closed")
      .on(t.closedAt, t.id)
      .where(sql`status in ('fulfilled', 'refused', 'lapsed', 'cancelled')`),
    index("request_parts_fact_check")
      .on(t.factCheckedAt)
      .where(sql`status = 'deferred' and deferred_fact is not null`),
    check("request_parts_kind", sql`${t.kind} in ('operation', 'answer')`),
    check(
      "request_parts_status",
      sql`${t.status} in ('draft', 'received', 'verifying', 'working', 'waiting', 'proposed', 'fulfilling', 'deferred', 'stalled', 'fulfilled', 'refused', 'lapsed', 'cancelled')`,
    ),
    check("request_parts_refusal_has_ground", sql`${t.status} <> 'refused' or ${t.ground} is not null`),
  ],
)

/** The history of a part: one row per event of the machine, never edited. */
export const partEvents = pgTable(
  "part_events",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    partId: uuid("part_id")
      .notNull()
      .references(() => requestParts.id),
    subjectId: uuid("subject_id"),
    event: text("event").notNull(),
    fromStatus: text("from_status").notNull(),
    toStatus: text("to_status").notNull(),
    actorKind: text("actor_kind").notNull(),
    actorId: uuid("actor_id"),
    note: bytea("note"),
    at: instant("at").notNull().default(sql`clock_timestamp()`),
  },
  (t) => [index("part_events_part").on(t.partId, t.at)],
)

/** The gapless count of a year; its row is taken last in the submitting transaction. */
export const requestNumbers = pgTable("request_numbers", {
  year: integer("year").primaryKey(),
  last: integer("last").notNull(),
})
