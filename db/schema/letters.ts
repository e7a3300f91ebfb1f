import { sql } from "drizzle-orm"
import { boolean, check, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { subjects } from "./people"
import { policyEditions } from "./policy"
import { requestParts, requests } from "./requests"

/** A document in the subject's language, sealed; incoming ones are signed. */
export const letters = pgTable(
  "letters",
  {
    id: uuid("id").primaryKey(),
    subjectId: uuid("subject_id")
      .notNull()
      .references(() => subjects.id),
    requestId: uuid("request_id").references(() => requests.id),
    partId: uuid("part_id").references(() => requestParts.id),
    direction: text("direction").notNull(),
    kind: text("kind").notNull(),
    language: text("language").notNull(),
    registration: text("registration").notNull(),
    content: bytea("content").notNull(),
    textHash: bytea("text_hash").notNull(),
    editionId: uuid("edition_id").references(() => policyEditions.id),
    method: text("method"),
    signedAt: instant("signed_at"),
    intentId: uuid("intent_id").unique(),
    signature: bytea("signature"),
    createdAt: instant("created_at").notNull().default(sql`now()`),
  },
  (t) => [
    index("letters_subject").on(t.subjectId, t.createdAt),
    index("letters_request").on(t.requestId),
    check("letters_direction", sql`${t.direction} in ('in', 'out')`),
  ],
)

/** The thread between the person and staff; internal notes never leave the admin section. */
export const messages = pgTable(
  "messages",
  {
    id: uuid("id").primaryKey(),
    requestId: uuid("request_id")
      .notNull()
      .references(() => requests.id),
    partId: uuid("part_id").references(() => requestParts.id),
    subjectId: uuid("subject_id"),
    authorKind: text("author_kind").notNull(),
    authorId: uuid("author_id"),
    internal: boolean("internal").notNull().default(false),
    body: bytea("body").notNull(),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [index("messages_request").on(t.requestId, t.at)],
)

/** Evidence a person attached, sealed. */
export const attachments = pgTable(
  "attachments",
  {
    id: uuid("id").primaryKey(),
    subjectId: uuid("subject_id")
      .notNull()
      .references(() => subjects.id),
    requestId: uuid("request_id").references(() => requests.id),
    name: bytea("name").notNull(),
    mediaType: text("media_type").notNull(),
    size: integer("size").notNull(),
    hash: bytea("hash").notNull(),
    body: bytea("body").notNull(),
    at: instant("at").notNull().default(sql`now()`),
  },
  (t) => [index("attachments_request").on(t.requestId)],
)
