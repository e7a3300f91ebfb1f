import { sql } from "drizzle-orm"
import { bigint, boolean, check, cidr, index, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core"
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

/** What a device of the account's proves by signing: the public half of a key that stays on it. The name is sealed. */
export const passkeys = pgTable(
  "passkeys",
  {
    id: uuid("id").primaryKey(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    /** By what the device calls the key. */
    credential: bytea("credential").notNull(),
    publicKey: bytea("public_key").notNull(),
    counter: bigint("counter", { mode: "number" }).notNull(),
    name: bytea("name").notNull(),
    transports: text("transports").array().notNull(),
    /** Whether the key lies with its maker, too, and outlives the device. */
    backedUp: boolean("backed_up").notNull(),
    at: instant("at").notNull().default(sql`now()`),
    usedAt: instant("used_at"),
  },
  (t) => [
    uniqueIndex("passkeys_credential").on(t.credential),
    index("passkeys_account").on(t.accountId),
    check("passkeys_counter", sql`${t.counter} >= 0`),
  ],
)

/** What a device is asked to sign: only a hash of it, once, for one purpose and for whoever was asked alone. */
export const passkeyChallenges = pgTable(
  "passkey_challenges",
  {
    hash: bytea("hash").primaryKey(),
    purpose: text("purpose").notNull(),
    /** The hash of what it was asked under: a session, an invitation, a browser that nobody is signed in at. */
    bound: bytea("bound").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [
    check(
      "passkey_challenges_purpose",
      sql`${t.purpose} in ('add', 'invite', 'second', 'sign_in', 'step_up')`,
    ),
    index("passkey_challenges_expires").on(t.expiresAt),
  ],
)
