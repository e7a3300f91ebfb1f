import type { RelationalMap } from "../map-schema"
import { needsOf } from "../postgres/grants"
import { ident, tableIdent } from "./sql"

/**
 * SQL for the source's owner: takes every right from the connector's login and gives it back exactly what the map needs,
 * column by column. A login may name the host it comes from: "ukuk_connector@10.0.0.5". REFERENCES lets it see foreign keys of tables outside the map, and none of their rows.
 */
export function grantsFor(map: RelationalMap, login = "ukuk_connector"): string {
  const [, name = login, host = "%"] = /^(.*)@(.+)$/.exec(login) ?? []
  const to = `${quoted(name)}@${quoted(host)}`
  const needs = [...needsOf(map)].sort(([a], [b]) => (a < b ? -1 : 1))
  const databases = [...new Set(needs.map(([table]) => table.slice(0, table.indexOf("."))))]
  const lines = [
    `revoke all privileges, grant option from ${to};`,
    ...databases.map(
      (database) => `grant references on ${ident(database.replace(/[_%]/g, "\\$&")).text}.* to ${to};`,
    ),
    ...needs.flatMap(([table, privileges]) =>
      [...privileges].map(([privilege, columns]) => {
        const names = [...columns].sort().map((column) => ident(column).text)
        return `grant ${privilege}${names.length > 0 ? ` (${names.join(", ")})` : ""} on ${tableIdent(table).text} to ${to};`
      }),
    ),
  ]
  return `${lines.join("\n")}\n`
}

const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`
