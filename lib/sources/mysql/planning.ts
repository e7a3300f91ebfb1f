import type { Planning } from "../planning"
import { keyOf } from "../postgres/read"
import { entryOf } from "../postgres/shape"
import { isKey, ownerSql } from "./owner"
import { referencesTo } from "./references"
import { relationOf } from "./relation"
import { hasOthers } from "./shape-shared"
import { buildOf, type MysqlSource, rowsOf } from "./source"
import { all, asText, columnAt, join, sql, tableIdent } from "./sql"
import { standing } from "./state"
import { keyColumns } from "./steps"
import { meantBy } from "./subject"
import { survey } from "./survey"
import { tryOut } from "./try-out"
import { conditions, keyIn } from "./values"

/** What planning asks, in the SQL of MariaDB and MySQL. */
export function planningOf(source: MysqlSource): Planning {
  const { processing } = source.map
  return {
    name: source.name,
    map: source.map,
    emptiesShared: false,
    catalog: source.catalog,
    meantBy: (identifiers) => meantBy(source, identifiers),
    survey: (owner, { names, whole }) => survey(source, owner, names, whole),
    references: (going) => referencesTo(source, going),
    async stopped(owner, purpose) {
      if (!processing) return []
      const { flags } = processing
      const build = await buildOf(source)
      const where = all([
        isKey(build, ownerSql(build, "t", flags.table, flags.subject), owner),
        ...conditions(build, "t", flags.table, { [flags.purpose]: purpose, [flags.value]: false }),
      ])
      const operation = asText(columnAt("t", flags.operation))
      const rows = await rowsOf(
        source,
        sql`select ${operation} as operation from ${tableIdent(flags.table)} t where ${where}`,
      )
      return rows.map((row) => String(row.operation))
    },
    async open(index, owner, purpose) {
      const closing = processing?.closing?.[index]
      if (!closing) return []
      const build = await buildOf(source)
      const { table, primaryKey } = closing
      const meant = {
        ...closing.where,
        ...closing.open,
        ...(closing.purpose ? { [closing.purpose]: purpose } : {}),
      }
      const where = all([
        isKey(build, ownerSql(build, "t", table, closing.subject), owner),
        ...conditions(build, "t", table, meant),
      ])
      const order = join(
        primaryKey.map((column) => columnAt("t", column)),
        ", ",
      )
      const found = sql`select ${keyColumns("t", primaryKey)} from ${tableIdent(table)} t where ${where} order by ${order}`
      return (await rowsOf(source, found)).map((row) => keyOf(primaryKey, row))
    },
    async hasOthers(entryName, { key }) {
      const entry = entryOf(source, entryName)
      const build = await buildOf(source)
      const { from, where } = relationOf(build, entry)
      const mine = all([keyIn(build, "t", entry.table, entry.primaryKey, [key]), ...where])
      const [answer] = await rowsOf(
        source,
        sql`select ${hasOthers(entry)} as others from ${from} where ${mine}`,
      )
      return Number(answer?.others) === 1
    },
    async states(groups) {
      return standing(source, await buildOf(source), groups)
    },
    tryOut: (draft) => tryOut(source, draft),
  }
}
