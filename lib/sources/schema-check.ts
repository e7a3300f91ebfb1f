import type { Path } from "@/lib/policy/yaml-source"
import { driftFindings } from "./drift/drift-findings"
import { findingOf, type SchemaFinding } from "./drift/finding"
import { SourceRefused, SourceUnreachable } from "./failures"
import type { RelationalMap } from "./map-schema"
import { openMysqlCheck } from "./mysql/check"
import { columnOf } from "./postgres/entry-sql"
import { liveSchema } from "./postgres/live-schema"
import { type PrivilegeFault, privilegeFaults } from "./postgres/privileges"
import { lackingBeyond } from "./postgres/rights-beyond"
import { openPostgres, type PostgresSource } from "./postgres/source"
import { misfits } from "./schema-findings"
import { valueFindings } from "./value-findings"

const REFUSALS: Record<string, string> = {
  "42703": "it names a column the source has not",
  "42P01": "it names a table the source has not",
  "42501": "the connector's login may not read what it names",
  "42601": "its SQL is not valid",
}

/** What the check asks of a source of tables, whatever SQL it speaks. */
type Check = {
  /** What the map says that is not so. */
  findings(path: Path): Promise<SchemaFinding[]>
  /** What the map misses, and values that are to stand for erased ones and that their columns refuse. */
  beside(path: Path): Promise<SchemaFinding[]>
  privileges(): Promise<PrivilegeFault[]>
  /** Rights beyond tables and columns that are lacking, in sentences. */
  beyond(): Promise<string[]>
  /** The facts whose SQL it refuses, and its own code for why. */
  facts(): Promise<{ code: string; refusal: string }[]>
  close(): Promise<void>
}

function openPostgresCheck(name: string, map: RelationalMap, url: string): Check {
  const source = openPostgres(name, map, url, "")
  const { ask } = source.reading
  return {
    async findings(path) {
      const catalog = await source.catalog()
      const { missing } = driftFindings(await liveSchema(ask), map, catalog, path)
      return [...missing, ...misfits(catalog, map, path)]
    },
    async beside(path) {
      const catalog = await source.catalog()
      const { beside } = driftFindings(await liveSchema(ask), map, catalog, path)
      return [...beside, ...(await valueFindings(ask, map, catalog, path))]
    },
    privileges: async () => privilegeFaults(ask, map, await source.catalog()),
    beyond: () => lackingBeyond(ask, map),
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

/** A right goes with its column to the new name, and is none too many there. */
function withoutRenamed(
  faults: readonly PrivilegeFault[],
  findings: readonly SchemaFinding[],
): PrivilegeFault[] {
  const isRenamed = (table: string, column: string) =>
    findings.some(
      ({ drift }) => drift?.code === "missing_column" && drift.table === table && drift.likely === column,
    )
  return faults.flatMap((fault) => {
    const columns = fault.columns.filter((column) => !isRenamed(fault.table, column))
    return columns.length === 0 && fault.columns.length > 0 ? [] : [{ ...fault, columns }]
  })
}

const rightFinding = (path: Path, { kind, privilege, table, columns }: PrivilegeFault): SchemaFinding =>
  findingOf(path, {
    ...{ code: kind === "lacking" ? "lacking_right" : "excess_right", table },
    right: `${privilege}${columns.length > 0 ? ` (${columns.join(", ")})` : ""}`,
  })

function factFinding(path: Path, { code, refusal }: { code: string; refusal: string }): SchemaFinding {
  const why = REFUSALS[refusal] ?? `the source refuses it (${refusal})`
  return {
    path: [...path, "facts", code, "sql"],
    reason: `The fact "${code}" cannot be asked: ${why}.`,
  }
}

/**
 * Compares a source's part of the data map with the live schema: tables, columns, types, foreign keys, rights (too few
 * and too many), and the facts' SQL; and names what the map does not account for. Reads catalogues alone, no person's
 * row. Throws SourceUnreachable, SourceRefused.
 */
async function compareSchema(name: string, map: RelationalMap, url: string): Promise<SchemaFinding[]> {
  const path: Path = ["sources", name]
  const check = OPEN[map.connector](name, map, url)
  try {
    const findings = await check.findings(path)
    const beside = await check.beside(path)
    const faults = withoutRenamed(await check.privileges(), findings)
    const rights = faults.map((fault) => rightFinding(path, fault))
    const beyond = (await check.beyond()).map((reason) => ({ path, reason }))
    const facts = findings.length > 0 ? [] : await check.facts()
    return [...findings, ...beside, ...rights, ...beyond, ...facts.map((fact) => factFinding(path, fact))]
  } finally {
    await check.close()
  }
}

/** The same, where a source that does not answer or refuses the login is a finding as well. */
export async function checkSchema(name: string, map: RelationalMap, url: string): Promise<SchemaFinding[]> {
  const path = ["sources", name, "connection"]
  return compareSchema(name, map, url).catch((error) => {
    if (error instanceof SourceUnreachable)
      return [{ path, reason: `The source does not answer at the address in ${map.connection}.` }]
    if (error instanceof SourceRefused)
      return [{ path, reason: `The source refuses the login in ${map.connection} (${error.code}).` }]
    throw error
  })
}
