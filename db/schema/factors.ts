import { sql } from "drizzle-orm"
import { cidr, index, pgTable, text, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { accounts } from "./people"

/** Codes on paper for staff whose device with the one-time codes is lost: each serves once; only a keyed hash is kept. */
export const recoveryCodes = pgTable(
  "recovery_codes",
  {
    hash: bytea("hash").primaryKey(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    at: instant("at").notNull().default(sql`now()`),
    usedAt: instant("used_at"),
  },
  (t) => [index("recovery_codes_account").on(t.accountId)],
)

/** From which networks staff may sign in and work; while there are none, from everywhere. */
export const staffNetworks = pgTable("staff_networks", {
  id: uuid("id").primaryKey().defaultRandom(),
  network: cidr("network").notNull().unique(),
  name: text("name").notNull(),
  addedBy: uuid("added_by")
    .notNull()
    .references(() => accounts.id),
  at: instant("at").notNull().default(sql`now()`),
})
