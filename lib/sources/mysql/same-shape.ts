import { LEAST_SIGNS } from "../mask"
import { asText, raw, type Sql, sql } from "./sql"

// Everything of ASCII that is no letter and no digit.
const NO_SIGNS = "[\\x00-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7f]"

const DIGITS =
  "select 0 d union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 union all select 6 union all select 7 union all select 8 union all select 9"

/** The places of a text: as many as the longest one can have, and no more than can be given another shape. */
function places(longest: number | null): string {
  const tens = longest === null || longest > 100 ? 3 : longest > 10 ? 2 : 1
  const names = ["a", "b", "c"].slice(0, tens)
  const sum = names.map((name, i) => `${10 ** i} * ${name}.d`).join(" + ")
  return `(select 1 + ${sum} as i from ${names.map((name) => `(${DIGITS}) ${name}`).join(", ")})`
}

/** Other digits and small letters in the places of a text's digits and letters, from a digest (64 hexadecimal digits). */
export function sameShape(value: Sql, digest: Sql, longest: number | null): Sql {
  const given = asText(value)
  const signs = sql`regexp_replace(${given}, ${NO_SIGNS}, '')`
  const filled = sql`repeat(case when ${signs} regexp '^[0-9]+$' then '0' else 'a' end, ${raw(String(LEAST_SIGNS))})`
  const text = sql`case when char_length(${signs}) >= ${raw(String(LEAST_SIGNS))} then ${given} when ${given} is not null then ${filled} end`
  const sign = sql`substr(${text}, n.i, 1)`
  const byte = sql`cast(conv(substr(${digest}, 1 + 2 * (n.i % 32), 2), 16, 10) as unsigned)`
  // Whatever is not ASCII counts as a letter.
  const other = sql`case when ${sign} between '0' and '9' then ${byte} % 10 when ord(${sign}) < 128 and ${sign} not regexp '[A-Za-z]' then ${sign} else char(97 + ${byte} % 26 using utf8mb4) end`
  return sql`(select group_concat(${other} order by n.i separator '') from ${raw(places(longest))} n where n.i <= char_length(${text}))`
}
