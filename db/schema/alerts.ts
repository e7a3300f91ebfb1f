import { sql } from "drizzle-orm"
import { check, index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { views } from "./oversight"
import { accounts, subjects } from "./people"

/**
 * Somebody of the staff looked at people's data in an unusual way: by which rule of the policy; at whom, where that is
 * the point. Known to auditors alone, who close it with a finding; one stands open at a time for the same.
 */
export const alerts = pgTable(
  "alerts",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    rule: text("rule").notNull(),
    staffId: uuid("staff_id")
      .notNull()
      .references(() => accounts.id),
    subjectId: uuid("subject_id").references(() => subjects.id),
    at: instant("at").notNull().default(sql`now()`),
    /** Auditors were written to. */
    toldAt: instant("told_at"),
    outcome: text("outcome"),
    finding: bytea("finding"),
    closedBy: uuid("closed_by").references(() => accounts.id),
    closedAt: instant("closed_at"),
  },
  (t) => [
    check("alerts_rule", sql`${t.rule} in ('many_people', 'no_case', 'relatives', 'night')`),
    check("alerts_outcome", sql`${t.outcome} in ('justified', 'unjustified')`),
    check(
      "alerts_closed",
      sql`(${t.closedAt} is null) = (${t.finding} is null) and (${t.closedAt} is null) = (${t.closedBy} is null)
        and (${t.closedAt} is null) = (${t.outcome} is null)`,
    ),
    check("alerts_others_close", sql`${t.closedBy} <> ${t.staffId}`),
    index("alerts_at").on(t.at),
  ],
)

/** The views an alert is about. */
export const alertViews = pgTable(
  "alert_views",
  {
    alertId: uuid("alert_id")
      .notNull()
      .references(() => alerts.id),
    viewId: uuid("view_id")
      .notNull()
      .references(() => views.id),
  },
  (t) => [primaryKey({ columns: [t.alertId, t.viewId] })],
)
