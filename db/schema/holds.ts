import { sql } from "drizzle-orm"
import { boolean, check, date, index, pgTable, text, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { accounts, subjects } from "./people"
import { requests } from "./requests"

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
