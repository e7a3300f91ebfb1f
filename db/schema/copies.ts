import { sql } from "drizzle-orm"
import { index, integer, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { subjects } from "./people"
import { requestParts } from "./requests"

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
    /** While it is being made: items taken of the sources so far, of so many they said they hold. */
    taken: integer("taken"),
    counted: integer("counted"),
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
