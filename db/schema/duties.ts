import { sql } from "drizzle-orm"
import { boolean, check, date, index, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import { instant } from "./columns"
import { accounts } from "./people"

/**
 * What staff must see to by a day: a periodic review, a training, a review of access. Names nobody but colleagues.
 * `document`: its words as they were when it was set, in three languages; `every`: the period after which the next is due.
 */
export const dutyTasks = pgTable(
  "duty_tasks",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    kind: text("kind").notNull(),
    about: text("about").notNull(),
    document: jsonb("document").notNull(),
    role: text("role").notNull(),
    assignedTo: uuid("assigned_to").references(() => accounts.id),
    /** Nobody but the one it is given to can do it, and it goes with them. */
    personal: boolean("personal").notNull().default(false),
    dueOn: date("due_on", { mode: "string" }).notNull(),
    every: text("every"),
    at: instant("at").notNull().default(sql`now()`),
    answers: jsonb("answers"),
    note: text("note"),
    doneBy: uuid("done_by").references(() => accounts.id),
    doneAt: instant("done_at"),
    droppedAt: instant("dropped_at"),
  },
  (t) => [
    check("duty_tasks_kind", sql`${t.kind} ~ '^[a-z][a-z_]*$'`),
    check("duty_tasks_every", sql`${t.every} ~ '^P[1-9][0-9]*[YMD]$'`),
    check("duty_tasks_personal", sql`not ${t.personal} or ${t.assignedTo} is not null`),
    check(
      "duty_tasks_done",
      sql`(${t.doneAt} is null) = (${t.doneBy} is null) and (${t.doneAt} is null) = (${t.answers} is null)`,
    ),
    uniqueIndex("duty_tasks_open")
      .on(t.kind, t.about)
      .where(sql`not personal and done_at is null and dropped_at is null`),
    uniqueIndex("duty_tasks_open_personal")
      .on(t.kind, t.about, t.assignedTo)
      .where(sql`personal and done_at is null and dropped_at is null`),
    index("duty_tasks_due").on(t.dueOn),
  ],
)
