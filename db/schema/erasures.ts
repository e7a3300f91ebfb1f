import { sql } from "drizzle-orm"
import { bigint, check, date, index, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"

/**
 * What must stay done after a back-up is restored, entered with the act itself; a round of the worker writes each row to
 * the register outside the database and then marks it here with the line's number and chained hash.
 */
export const erasureLines = pgTable(
  "erasure_lines",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    /** Null for what is about nobody, and for lines taken back from the register whose person this database never knew. */
    subjectId: uuid("subject_id"),
    kind: text("kind").notNull(),
    body: jsonb("body").notNull(),
    at: instant("at").notNull().default(sql`now()`),
    untilOn: date("until_on", { mode: "string" }),
    seq: bigint("seq", { mode: "number" }),
    hash: bytea("hash"),
  },
  (t) => [
    uniqueIndex("erasure_lines_seq").on(t.seq),
    index("erasure_lines_pending").on(t.at, t.id).where(sql`seq is null`),
    index("erasure_lines_subject").on(t.subjectId),
    check(
      "erasure_lines_kind",
      sql`${t.kind} in ('carried_out', 'consent_ended', 'forgotten', 'mark', 'restored')`,
    ),
    check("erasure_lines_written", sql`num_nonnulls(${t.seq}, ${t.hash}, ${t.untilOn}) in (0, 3)`),
  ],
)
