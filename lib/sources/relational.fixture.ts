import { isRelational, type RelationalMap, type SourceMap } from "./map-schema"

/** A source's tables as the data map has them. Throws where it has none. */
export function relational(source: SourceMap | undefined): RelationalMap {
  if (!source || !isRelational(source)) throw new Error("the map has no such database")
  return source
}
