import type { Finding } from "@/lib/policy/references"
import type { Path } from "@/lib/policy/yaml-source"
import { SourceRefused } from "./failures"
import type { Entry, Field, RelationalMap } from "./map-schema"
import type { Catalog, Column } from "./postgres/catalog"
import { isEmptied } from "./postgres/erased-sql"
import type { Ask, Row } from "./postgres/pool"
import { ident } from "./postgres/sql"
import { tableOfField } from "./postgres/value-sql"
import { settingsIn } from "./restriction-map"

// Checks that look at one column alone: those that look at several say nothing of one value.
const CHECKS = `select n.nspname || '.' || c.relname as "table", a.attname as "column", k.conname as name,
  pg_catalog.pg_get_expr(k.conbin, k.conrelid) as expression
from pg_catalog.pg_constraint k
join pg_catalog.pg_class c on c.oid = k.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
where k.contype = 'c' and cardinality(k.conkey) = 1 and n.nspname || '.' || c.relname = any($1::text[])
order by k.conname`

type Asked = { ask: Ask; checks: readonly Row[] }

/** Why the column cannot hold a constant; null where it can. */
async function refusal({ ask, checks }: Asked, column: string, { full }: Column, fixed: string) {
  const passes = checks.map(({ expression }) => `(${expression}) is not false`)
  const text = `select array[${passes.join(", ")}]::boolean[] as passed from (select $1::${full} as ${ident(column)}) made`
  try {
    const [[row] = []] = await ask([{ text, values: [fixed] }])
    const passed = Array.isArray(row?.passed) ? row.passed : []
    const failed = checks.find((_, i) => passed[i] === false)
    return failed ? `the check ${failed.name} refuses it` : null
  } catch (error) {
    if (!(error instanceof SourceRefused) || !/^2[23]/.test(error.code)) throw error
    return `it is no ${full}`
  }
}

async function findingsOf(asked: Asked, field: Field, column: Column, path: Path): Promise<Finding[]> {
  const { erase } = field
  const say = (reason: string): Finding[] => [{ path: [...path, "erase"], reason }]
  if (typeof erase === "object" && "fixed" in erase) {
    const why = erase.fixed === null ? null : await refusal(asked, field.column, column, String(erase.fixed))
    return why === null
      ? []
      : say(`"${field.column}" cannot become "${erase.fixed}": ${why}. Give it another value.`)
  }
  const isMade = erase === "hash" || erase === "random_same_shape"
  const [check] = asked.checks
  if (!isMade || !check) return []
  return say(
    `"${field.column}" is checked by ${check.name}, and what "${erase}" makes may not pass: erase it with "fixed: VALUE" or "null".`,
  )
}

const fieldsOf = ({ rows, fields }: Entry): readonly Field[] =>
  rows === "read" || rows === "follow" ? [] : fields.filter((field) => isEmptied(field) && !field.path)

/** Values that are to say "restricted" or "lifted" and that their columns refuse. */
async function settingFindings(
  askedOf: (table: string, column: string) => Asked,
  map: RelationalMap,
  catalog: Catalog,
  path: Path,
): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { table, set, at } of settingsIn(map))
    for (const [name, value] of Object.entries(set)) {
      const column = catalog.columns.get(table)?.get(name)
      if (!column || column.base === "boolean" || typeof value === "object") continue
      const why = await refusal(askedOf(table, name), name, column, String(value))
      if (why === null) continue
      const reason = `"${name}" cannot become "${value}": ${why}. Give it another value.`
      findings.push({ path: [...path, "subject", "restriction", ...at], reason })
    }
  return findings
}

/** Values that are to stand for erased ones and that their columns refuse, asked of the source without a row of anybody. */
export async function valueFindings(
  ask: Ask,
  map: RelationalMap,
  catalog: Catalog,
  path: Path,
): Promise<Finding[]> {
  const [rows = []] = await ask([{ text: CHECKS, values: [[...catalog.columns.keys()]] }])
  const askedOf = (table: string, column: string): Asked => ({
    ask,
    checks: rows.filter((row) => row.table === table && row.column === column),
  })
  const findings = await settingFindings(askedOf, map, catalog, path)
  for (const [name, entry] of Object.entries(map.entries)) {
    for (const field of fieldsOf(entry)) {
      const table = tableOfField(entry, field)
      const column = catalog.columns.get(table)?.get(field.column)
      if (!column) continue
      const here = [...path, "entries", name, "fields", entry.fields.indexOf(field)]
      findings.push(...(await findingsOf(askedOf(table, field.column), field, column, here)))
    }
  }
  return findings
}
