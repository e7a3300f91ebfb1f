import type { Path } from "@/lib/policy/yaml-source"
import { driftFindings } from "../drift/drift-findings"
import type { SchemaFinding } from "../drift/finding"
import { SourceRefused } from "../failures"
import type { Entry, RelationalMap } from "../map-schema"
import { settingsIn } from "../restriction-map"
import { misfits } from "../schema-findings"
import { isUnsafe } from "./apply"
import type { MysqlCatalog, MysqlColumn } from "./catalog"
import { liveSchema } from "./live-schema"
import { writeFact } from "./people"
import { privilegeFaults } from "./privileges"
import { buildOf, type MysqlSource, openMysql } from "./source"
import { sql } from "./sql"

/** Tables that cannot take back what was begun, and what the map names that such a server has not. */
function ownFindings({ engines }: MysqlCatalog, map: RelationalMap, path: Path): SchemaFinding[] {
  const unsafe = [...engines].filter(([, engine]) => isUnsafe(engine))
  return [
    ...unsafe.map(([table, engine]) => ({
      path,
      reason: `The table ${table} is kept by ${engine}, which cannot take back a change half done: move it to InnoDB.`,
    })),
    ...Object.entries(map.entries).flatMap(([name, entry]) => unknownHere(entry, [...path, "entries", name])),
  ]
}

function unknownHere({ refresh, fields }: Entry, path: Path): SchemaFinding[] {
  const objects = fields.flatMap(({ largeObject }, i) => (largeObject ? [["fields", i, "largeObject"]] : []))
  return [...(refresh ? [["refresh"]] : []), ...objects].map((at) => ({
    path: [...path, ...at],
    reason: `MariaDB and MySQL have nothing like "${at.at(-1)}": remove it.`,
  }))
}

/** The texts of a column's closed list. */
const listOf = ({ full }: MysqlColumn): string[] =>
  [...full.matchAll(/'((?:[^']|'')*)'/g)].map(([, text = ""]) => text.replaceAll("''", "'"))

/** Why a column cannot hold a constant; null where it can. */
function refusal(column: MysqlColumn, value: string): string | null {
  if (column.type === "enum" && !listOf(column).includes(value)) return "it is none of its list"
  const isTooLong = column.length !== null && value.length > column.length
  return isTooLong ? `it takes ${column.length} signs` : null
}

/** Constants that are to stand for erased values, or say "restricted", and that their columns cannot hold. */
function valueFindings({ columns }: MysqlCatalog, map: RelationalMap, path: Path): SchemaFinding[] {
  const erased = Object.entries(map.entries).flatMap(([name, { table, fields }]) =>
    fields.flatMap(({ erase, column, path: inside }, i) => {
      const fixed = typeof erase === "object" && "fixed" in erase ? erase.fixed : null
      const here = [...path, "entries", name, "fields", i, "erase"]
      return inside ? [] : [{ table, column, value: fixed, here }]
    }),
  )
  const set = settingsIn(map).flatMap(({ table, set: values, at }) =>
    Object.entries(values).map(([column, value]) => {
      const here = [...path, "subject", "restriction", ...at]
      return { table, column, value: typeof value === "object" ? null : value, here }
    }),
  )
  return [...erased, ...set].flatMap(({ table, column: name, value, here }) => {
    const column = columns.get(table)?.get(name)
    const why = column && value !== null ? refusal(column, String(value)) : null
    return why === null
      ? []
      : [{ path: here, reason: `"${name}" cannot become "${value}": ${why}. Give it another value.` }]
  })
}

async function factCodes(source: MysqlSource): Promise<{ code: string; refusal: string }[]> {
  const build = await buildOf(source)
  const refused: { code: string; refusal: string }[] = []
  for (const code of Object.keys(source.map.facts)) {
    try {
      await source.reading.ask([sql`explain ${writeFact(build, source, code, null)}`])
    } catch (error) {
      if (!(error instanceof SourceRefused)) throw error
      refused.push({ code, refusal: error.code })
    }
  }
  return refused
}

/** What the check of a source asks, over one connection that never writes. */
export function openMysqlCheck(name: string, map: RelationalMap, url: string) {
  const source = openMysql(name, map, url, "")
  const live = () => liveSchema(source.reading.ask, map)
  return {
    async findings(path: Path): Promise<SchemaFinding[]> {
      const catalog = await source.catalog()
      const { missing } = driftFindings(await live(), map, catalog, path)
      return [...missing, ...misfits(catalog, map, path), ...ownFindings(catalog, map, path)]
    },
    async beside(path: Path): Promise<SchemaFinding[]> {
      const catalog = await source.catalog()
      const { beside } = driftFindings(await live(), map, catalog, path)
      return [...beside, ...valueFindings(catalog, map, path)]
    },
    beyond: async () => [],
    privileges: async () => privilegeFaults(source.reading.ask, map, await source.catalog()),
    facts: () => factCodes(source),
    close: async () => {
      await Promise.all([source.reading.close(), source.writing.close()])
    },
  }
}
