import { sql } from "drizzle-orm"
import { index, pgTable, text, uuid } from "drizzle-orm/pg-core"
import { instant } from "./columns"
import { subjects } from "./people"

/** That a person said of a category of their data: it is still right. Never edited. */
export const confirmations = pgTable(
  "confirmations",
  {
    id: uuid("id").primaryKey(),
    subjectId: uuid("subject_id")
      .notNull()
      .references(() => subjects.id),
    category: text("category").notNull(),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [index("confirmations_subject").on(t.subjectId, t.category, t.at)],
)

/** `askedAt`: since when the next reminder by message is counted; `mutedAt`: the person wants none. */
export const accuracyReminders = pgTable("accuracy_reminders", {
  subjectId: uuid("subject_id")
    .primaryKey()
    .references(() => subjects.id),
  askedAt: instant("asked_at"),
  mutedAt: instant("muted_at"),
})
