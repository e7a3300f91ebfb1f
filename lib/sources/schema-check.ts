import type { Finding } from "@/lib/policy/references"
import type { Path } from "@/lib/policy/yaml-source"
import { SourceRefused, SourceUnreachable } from "./failures"
import type { RelationalMap } from "./map-schema"
import { columnOf } from "./postgres/entry-sql"
import { type PrivilegeFault, privilegeFaults } from "./postgres/privileges"
import { lackingBeyond } from "./postgres/rights-beyond"
import { openPostgres, type PostgresSource } from "./postgres/source"
import { schemaFindings } from "./schema-findings"
import { valueFindings } from "./value-findings"

const REFUSALS: Record<string, string> = {
  "42703": "it names a column the source has not",
  "42P01": "it names a table the source has not",
  "42501": "the connector's login may not read what it names",
  "42601": "its SQL is not valid",
}

function privilegeSentence({ kind, privilege, table, columns }: PrivilegeFault): string {
  const what = `${privilege}${columns.length > 0 ? ` (${columns.join(", ")})` : ""} on ${table}`
  return kind === "lacking"
    ? `The connector's login lacks a right the map needs: grant ${what} to it.`
    : `The connector's login may do more than the map needs: revoke ${what} from it.`
}

async function factFindings(source: PostgresSource, path: Path): Promise<Finding[]> {
  const { table, key } = source.map.subject
  const catalog = await source.catalog()
  const types = [key].flat().map((column) => columnOf(source.name, catalog, table, column).type)
  const findings: Finding[] = []
  for (const [code, { sql }] of Object.entries(source.map.facts)) {
    const text = `explain with asked as (${sql.replace(/\$(\d)\b/g, (_, n) => `null::${types[Number(n) - 1] ?? "text"}`)}) select value, to_jsonb(since) as since, to_jsonb(evidence) as evidence from asked`
    try {
      await source.reading.ask([{ text, values: [] }])
    } catch (error) {
      if (!(error instanceof SourceRefused)) throw error
      const why = REFUSALS[error.code] ?? `the source refuses it (${error.code})`
      findings.push({
        path: [...path, "facts", code, "sql"],
        reason: `The fact "${code}" cannot be asked: ${why}.`,
      })
    }
  }
  return findings
}

/**
 * Compares a source's part of the data map with the live schema: tables, columns, types, foreign keys, rights (too few
 * and too many), and the facts' SQL. An unreachable source is a finding as well. Reads catalogues alone, no person's row.
 */
export async function checkSchema(name: string, map: RelationalMap, url: string): Promise<Finding[]> {
  const path: Path = ["sources", name]
  const source = openPostgres(name, map, url, "")
  try {
    const catalog = await source.catalog()
    const findings = schemaFindings(catalog, map, path)
    const rights = await privilegeFaults(source.reading.ask, map, catalog)
    const beyond = await lackingBeyond(source.reading.ask, map)
    const facts = findings.length > 0 ? [] : await factFindings(source, path)
    const reasons = [...rights.map(privilegeSentence), ...beyond]
    const values = await valueFindings(source.reading.ask, map, catalog, path)
    return [...findings, ...values, ...reasons.map((reason) => ({ path, reason })), ...facts]
  } catch (error) {
    if (error instanceof SourceUnreachable) {
      return [
        {
          path: [...path, "connection"],
          reason: `The source does not answer at the address in ${map.connection}.`,
        },
      ]
    }
    if (error instanceof SourceRefused) {
      return [
        {
          path: [...path, "connection"],
          reason: `The source refuses the login in ${map.connection} (${error.code}).`,
        },
      ]
    }
    throw error
  } finally {
    await Promise.all([source.reading.close(), source.writing.close()])
  }
}
