import type { LiveColumn } from "../postgres/live-schema"
import type { Shape } from "./shapes"
import { meaningsOf } from "./words"

/** Meanings of which a column alone says that it is about a person. */
const PERSONAL = new Set(
  (
    "surname given_name patronymic full_name pin phone email birth_date sex photo scan marital_status address street flat " +
    "postal_code passport card wallet ip cookie user_agent employer salary guardian password token login signature payer recipient"
  ).split(" "),
)

const TEXTUAL = /^(text|character varying|bpchar|citext|jsonb?|bytea|inet|date)$/

/**
 * What a column seems to hold of a person, by the shape of its values, else by its name, else by its comment; null where
 * nothing speaks for it.
 */
export function personal({ name, type, comment }: LiveColumn, shape?: Shape): string | null {
  if (shape) return shape
  if (!TEXTUAL.test(type)) return null
  const named = meaningsOf(name).find((word) => PERSONAL.has(word))
  return named ?? meaningsOf(comment).find((word) => PERSONAL.has(word)) ?? null
}

/** What identifies one person in a database; enough to say that a table is about people. */
export const IDENTIFYING = new Set(["pin", "phone", "email", "passport", "surname", "full_name", "login"])
