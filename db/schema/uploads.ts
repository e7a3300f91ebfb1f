import { sql } from "drizzle-orm"
import { check, index, pgTable, text, uuid } from "drizzle-orm/pg-core"
import { instant } from "./columns"

/**
 * Whether the virus scanner has seen a file that was taken: `id` and `place` say where it is kept. What was taken before
 * there was a scanner has no row, or stays `received`.
 */
export const uploads = pgTable(
  "uploads",
  {
    id: uuid("id").primaryKey(),
    place: text("place").notNull(),
    scan: text("scan").notNull(),
    at: instant("at").notNull().default(sql`now()`),
    /** When it was last tried. */
    triedAt: instant("tried_at"),
  },
  (t) => [
    check("uploads_place", sql`${t.place} in ('attachment', 'document', 'task', 'bulk')`),
    check("uploads_scan", sql`${t.scan} in ('received', 'scanning', 'clean', 'refused')`),
    index("uploads_unseen").on(t.triedAt, t.at).where(sql`scan in ('received', 'scanning')`),
  ],
)
