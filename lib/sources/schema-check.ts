import type { Finding } from "@/lib/policy/references"
import type { Path } from "@/lib/policy/yaml-source"
import { SourceRefused, SourceUnreachable } from "./failures"
import type { RelationalMap } from "./map-schema"
import { openMysqlCheck } from "./mysql/check"
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

/** What the check asks of a source of tables, whatever SQL it speaks. */
type Check = {
  findings(path: Path): Promise<Finding[]>
  /** Values that are to stand for erased ones and that their columns refuse. */
  values(path: Path): Promise<Finding[]>
  privileges(): Promise<PrivilegeFault[]>
  /** Rights beyond tables and columns that are lacking, in sentences. */
  beyond(): Promise<string[]>
  /** The facts whose SQL it refuses, and its own code for why. */
  facts(): Promise<{ code: string; refusal: string }[]>
  close(): Promise<void>
}

function openPostgresCheck(name: string, map: RelationalMap, url: string): Check {
  const source = openPostgres(name, map, url, "")
  return {
    findings: async (path) => schemaFindings(await source.catalog(), map, path),
    values: async (path) => valueFindings(source.reading.ask, map, await source.catalog(), path),
    privileges: async () => privilegeFaults(source.reading.ask, map, await source.catalog()),
    beyond: () => lackingBeyond(source.reading.ask, map),
    facts: () => refusedFacts(source),
    async close() {
      await Promise.all([source.reading.close(), source.writing.close()])
    },
  }
}

const OPEN = { postgres: openPostgresCheck, mysql: openMysqlCheck }

async function refusedFacts(source: PostgresSource): Promise<{ code: string; refusal: string }[]> {
  const { table, key } = source.map.subject
  const catalog = await source.catalog()
  const types = [key].flat().map((column) => columnOf(source.name, catalog, table, column).type)
  const refused: { code: string; refusal: string }[] = []
  for (const [code, { sql }] of Object.entries(source.map.facts)) {
    const text = `explain with asked as (${sql.replace(/\$(\d)\b/g, (_, n) => `null::${types[Number(n) - 1] ?? "text"}`)}) select value, to_jsonb(since) as since, to_jsonb(evidence) as evidence from asked`
    try {
      await source.reading.ask([{ text, values: [] }])
    } catch (error) {
      if (!(error instanceof SourceRefused)) throw error
      refused.push({ code, refusal: error.code })
    }
  }
  return refused
}

function factFinding(path: Path, { code, refusal }: { code: string; refusal: string }): Finding {
  const why = REFUSALS[refusal] ?? `the source refuses it (${refusal})`
  return {
    path: [...path, "facts", code, "sql"],
    reason: `The fact "${code}" cannot be asked: ${why}.`,
  }
}

/**
 * Compares a source's part of the data map with the live schema: tables, columns, types, foreign keys, rights (too few
 * and too many), and the facts' SQL. An unreachable source is a finding as well. Reads catalogues alone, no person's row.
 */
export async function checkSchema(name: string, map: RelationalMap, url: string): Promise<Finding[]> {
  const path: Path = ["sources", name]
  const check = OPEN[map.connector](name, map, url)
  try {
    const findings = await check.findings(path)
    const values = await check.values(path)
    const rights = [...(await check.privileges()).map(privilegeSentence), ...(await check.beyond())]
    const facts = findings.length > 0 ? [] : await check.facts()
    return [
      ...findings,
      ...values,
      ...rights.map((reason) => ({ path, reason })),
      ...facts.map((fact) => factFinding(path, fact)),
    ]
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
    await check.close()
  }
}
