import type { RelationalMap } from "./map-schema"
import { grantsFor as mysqlGrants } from "./mysql/grants"
import { grantsFor as postgresGrants } from "./postgres/grants"

const GRANTS = { postgres: postgresGrants, mysql: mysqlGrants }

/**
 * SQL for the owner of a source of tables, in the words of its server: takes every right from the connector's login and
 * gives it back exactly what the map needs, column by column.
 */
export const grantsFor = (map: RelationalMap, login?: string): string => GRANTS[map.connector](map, login)
