import { sql } from "drizzle-orm"
import {
  check,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { requestParts } from "./requests"

/** The one plan: what the person was shown, staff approve, the worker executes and reads again. */
export const plans = pgTable(
  "plans",
  {
    id: uuid("id").primaryKey(),
    partId: uuid("part_id")
      .notNull()
      .references(() => requestParts.id),
    subjectId: uuid("subject_id").notNull(),
    version: integer("version").notNull(),
    hash: bytea("hash").notNull(),
    at: instant("at").notNull().default(sql`now()`),
    /** What each source held before anything of the plan ran: items by category. Set once. */
    heldBefore: jsonb("held_before"),
    /** What was found to be gone beside the plan: source, category and number of items. */
    goneBeside: jsonb("gone_beside"),
  },
  (t) => [uniqueIndex("plans_version").on(t.partId, t.version), unique("plans_of_part").on(t.id, t.partId)],
)

/**
 * One operation on one source; its key and before/after values are sealed, its state is the worker's memory. Its `id` is
 * the idempotency key a source is given with it.
 */
export const planOperations = pgTable(
  "plan_operations",
  {
    id: uuid("id").primaryKey(),
    planId: uuid("plan_id").notNull(),
    partId: uuid("part_id").notNull(),
    subjectId: uuid("subject_id").notNull(),
    position: integer("position").notNull(),
    phase: text("phase").notNull(),
    source: text("source").notNull(),
    place: text("place").notNull(),
    category: text("category").notNull(),
    operation: text("operation").notNull(),
    strategy: text("strategy").notNull(),
    detail: bytea("detail").notNull(),
    beforeHash: bytea("before_hash").notNull(),
    items: integer("items").notNull(),
    ground: text("ground"),
    untilOn: date("until_on", { mode: "string" }),
    untilFact: text("until_fact"),
    state: text("state").notNull().default("planned"),
    evidence: jsonb("evidence"),
    doneAt: instant("done_at"),
  },
  (t) => [
    foreignKey({ columns: [t.planId, t.partId], foreignColumns: [plans.id, plans.partId] }),
    uniqueIndex("plan_operations_position").on(t.planId, t.position),
    index("plan_operations_part").on(t.partId),
    check("plan_operations_phase", sql`${t.phase} in ('now', 'deferred', 'kept', 'gap')`),
    check("plan_operations_state", sql`${t.state} in ('planned', 'done', 'verified', 'kept', 'superseded')`),
    check("plan_operations_keep_has_ground", sql`${t.operation} <> 'keep' or ${t.ground} is not null`),
  ],
)

/** The sealed account of a fulfilment: what was read back, never what was merely meant. */
export const certificates = pgTable(
  "certificates",
  {
    id: uuid("id").primaryKey(),
    partId: uuid("part_id")
      .notNull()
      .references(() => requestParts.id),
    subjectId: uuid("subject_id").notNull(),
    number: integer("number").notNull(),
    letterId: uuid("letter_id").notNull(),
    findings: bytea("findings").notNull(),
    hash: bytea("hash").notNull(),
    /** The notices to recipients and the readings again whose outcome it tells for good. */
    tells: uuid("tells").array(),
    sealedAt: instant("sealed_at").notNull().default(sql`now()`),
  },
  (t) => [uniqueIndex("certificates_number").on(t.partId, t.number)],
)

/** One reading of the sources after an erasure: due on a day, and what of the erased was there again. */
export const rereads = pgTable(
  "rereads",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    partId: uuid("part_id")
      .notNull()
      .references(() => requestParts.id),
    subjectId: uuid("subject_id").notNull(),
    dueOn: date("due_on", { mode: "string" }).notNull(),
    triedAt: instant("tried_at"),
    at: instant("at"),
    /** Source, category and number of items that came back; empty where nothing did. */
    found: jsonb("found"),
  },
  (t) => [
    uniqueIndex("rereads_day").on(t.partId, t.dueOn),
    index("rereads_due").on(t.triedAt).where(sql`at is null`),
    check("rereads_told", sql`(${t.at} is null) = (${t.found} is null)`),
  ],
)
