import type { LiveColumn, LiveTable } from "../postgres/live-schema"
import { meaningsOf } from "./words"

/** When a row was given and recorded, as far as its columns tell. */
export type Dates = { given: LiveColumn | null; recorded: LiveColumn | null }

const MADE = [
  "registered",
  "entered",
  "uploaded",
  "sent",
  "given",
  "received",
  "happened",
  "opened",
  "changed",
  "checked",
  "time",
]
/** Days that are part of what is said, not of when it was. */
const SAID = ["birth_date", "due", "until", "issued", "closed", "withdrawn", "answered"]

const rank = ({ name, required }: LiveColumn): number => {
  const words = meaningsOf(name)
  if (words.some((word) => SAID.includes(word))) return 100
  const at = MADE.findIndex((word) => words.includes(word))
  return (at < 0 ? 50 : at) + (required ? 0 : 30)
}

/** The column by which rows are dated: the one that says when they were made, else the first of that type. */
export function datesOf(table: LiveTable, changed: string | null): Dates {
  const dated = table.columns.filter(({ type }) => /^(timestamp|date$)/.test(type))
  const [given] = dated
    .filter(({ name }) => name !== changed)
    .filter((column) => rank(column) < 100)
    .sort((a, b) => rank(a) - rank(b))
  const last = dated.find(({ name }) => name === changed)
  return { given: given ?? null, recorded: last ?? given ?? null }
}
