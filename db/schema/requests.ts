import { sql } from "drizzle-orm"
import {
  type AnyPgColumn,
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
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
  },
  (t) => [
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
    stallCause: text("stall_cause"),
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
    index("request_parts_stalled").on(t.dueAt, t.id).where(sql`status = 'stalled'`),
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

/** A document in the subject's language, sealed; incoming ones are signed. */
export const letters = pgTable(
  "letters",
  {
    id: uuid("id").primaryKey(),
    subjectId: uuid("subject_id")
      .notNull()
      .references(() => subjects.id),
    requestId: uuid("request_id").references(() => requests.id),
    partId: uuid("part_id").references(() => requestParts.id),
    direction: text("direction").notNull(),
    kind: text("kind").notNull(),
    language: text("language").notNull(),
    registration: text("registration").notNull(),
    content: bytea("content").notNull(),
    textHash: bytea("text_hash").notNull(),
    editionId: uuid("edition_id").references(() => policyEditions.id),
    method: text("method"),
    signedAt: instant("signed_at"),
    intentId: uuid("intent_id").unique(),
    signature: bytea("signature"),
    createdAt: instant("created_at").notNull().default(sql`now()`),
  },
  (t) => [
    index("letters_subject").on(t.subjectId, t.createdAt),
    index("letters_request").on(t.requestId),
    check("letters_direction", sql`${t.direction} in ('in', 'out')`),
  ],
)

/** The thread between the person and staff; internal notes never leave the admin section. */
export const messages = pgTable(
  "messages",
  {
    id: uuid("id").primaryKey(),
    requestId: uuid("request_id")
      .notNull()
      .references(() => requests.id),
    partId: uuid("part_id").references(() => requestParts.id),
    subjectId: uuid("subject_id"),
    authorKind: text("author_kind").notNull(),
    authorId: uuid("author_id"),
    internal: boolean("internal").notNull().default(false),
    body: bytea("body").notNull(),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [index("messages_request").on(t.requestId, t.at)],
)

/** Evidence a person attached, sealed. */
export const attachments = pgTable(
  "attachments",
  {
    id: uuid("id").primaryKey(),
    subjectId: uuid("subject_id")
      .notNull()
      .references(() => subjects.id),
    requestId: uuid("request_id").references(() => requests.id),
    name: bytea("name").notNull(),
    mediaType: text("media_type").notNull(),
    size: integer("size").notNull(),
    hash: bytea("hash").notNull(),
    body: bytea("body").notNull(),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [index("attachments_request").on(t.requestId)],
)

/**
 * The files a copy was answered with, one package per part under the part's own id, kept until `expiresAt`. `body` says
 * what is in it; the file itself lies sealed in pieces. Without `sealedAt` it is still being made.
 */
export const packages = pgTable(
  "packages",
  {
    id: uuid("id").primaryKey(),
    subjectId: uuid("subject_id")
      .notNull()
      .references(() => subjects.id),
    partId: uuid("part_id")
      .notNull()
      .references(() => requestParts.id),
    body: bytea("body").notNull(),
    size: integer("size").notNull(),
    hash: bytea("hash").notNull(),
    at: instant("at").notNull().default(sql`now()`),
    expiresAt: instant("expires_at").notNull(),
    sealedAt: instant("sealed_at"),
  },
  (t) => [index("packages_part").on(t.partId), index("packages_expiry").on(t.expiresAt)],
)

/** A package in pieces of bounded size, in their order, so that neither making nor sending it takes it whole. */
export const packagePieces = pgTable(
  "package_pieces",
  {
    packageId: uuid("package_id")
      .notNull()
      .references(() => packages.id, { onDelete: "cascade" }),
    position: integer("position").notNull(),
    subjectId: uuid("subject_id").notNull(),
    body: bytea("body").notNull(),
  },
  (t) => [primaryKey({ columns: [t.packageId, t.position] })],
)

/** The gapless count of a year; its row is taken last in the submitting transaction. */
export const requestNumbers = pgTable("request_numbers", {
  year: integer("year").primaryKey(),
  last: integer("last").notNull(),
})

/** A recorded stop to erasure: who, ground, scope, review date. */
export const holds = pgTable(
  "holds",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    subjectId: uuid("subject_id")
      .notNull()
      .references(() => subjects.id),
    ground: text("ground").notNull(),
    categories: text("categories").array(),
    setBy: uuid("set_by")
      .notNull()
      .references(() => accounts.id),
    reviewOn: date("review_on", { mode: "string" }).notNull(),
    /** Not shown to the person, under the ground of secrecy that `secrecy` cites. */
    secret: boolean("secret").notNull().default(false),
    secrecy: text("secrecy"),
    requestId: uuid("request_id").references(() => requests.id),
    reason: bytea("reason"),
    at: instant("at").notNull().default(sql`now()`),
    endedAt: instant("ended_at"),
    endedBy: uuid("ended_by").references(() => accounts.id),
    endReason: bytea("end_reason"),
  },
  (t) => [
    index("holds_subject").on(t.subjectId),
    index("holds_review").on(t.reviewOn).where(sql`ended_at is null`),
    check("holds_secret_cited", sql`not ${t.secret} or ${t.secrecy} is not null`),
  ],
)
