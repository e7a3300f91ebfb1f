import { holdsLargeObjects, type RelationalMap } from "../map-schema"
import type { Ask } from "./pool"

const SETTING = "select current_setting('lo_compat_privileges') as setting"

// The right to maintain has a name only from version 17 on, so it is looked for among the rights given.
const MAINTAINED = `select n.nspname || '.' || c.relname as "table"
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname || '.' || c.relname = any($1::text[]) and (pg_has_role(c.relowner, 'usage') or exists (
  select from aclexplode(c.relacl) a
  where a.privilege_type = 'MAINTAIN' and (a.grantee = 0 or pg_has_role(a.grantee, 'usage'))))`

/** Rights of other kinds than those on columns and rows which the map needs and the connector's login lacks. */
export async function lackingBeyond(ask: Ask, map: RelationalMap): Promise<string[]> {
  const entries = Object.values(map.entries)
  const made = entries.filter(({ refresh }) => refresh).map(({ table }) => table)
  const [[setting] = [], maintained = []] = await ask([
    { text: SETTING, values: [] },
    { text: MAINTAINED, values: [made] },
  ])
  const given = new Set(maintained.map(({ table }) => String(table)))
  return [
    ...(entries.some(holdsLargeObjects) && setting?.setting !== "on"
      ? [
          "The connector's login may neither read nor unlink large objects: set lo_compat_privileges for it in this database.",
        ]
      : []),
    ...made
      .filter((table) => !given.has(table))
      .map((table) => `The connector's login may not make ${table} anew: grant maintain on ${table} to it.`),
  ]
}
