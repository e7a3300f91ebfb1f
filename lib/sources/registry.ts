import type { Connector, Sources } from "./connector"
import { SourceRefused } from "./failures"
import type { DataMap } from "./map-schema"
import { postgresConnector } from "./postgres/connector"

type SourcesOptions = {
  /** A secret of this deployment that keeps hashes of short values from being guessed. */
  pepper?: string
  /** Sources that are not in the data map, such as the portal's own data. */
  others?: readonly Connector[]
}

/**
 * Opens the sources of a data map. `connections` maps each connection variable to its address; nothing is contacted
 * until the first question. Throws SourceRefused when an address is missing.
 */
export function openSources(
  dataMap: DataMap,
  connections: Readonly<Record<string, string>>,
  { pepper = "", others = [] }: SourcesOptions = {},
): Sources {
  const mapped = Object.entries(dataMap.sources).map(([name, map]) => {
    const url = connections[map.connection]
    if (url === undefined) throw new SourceRefused(name, `has no address: set ${map.connection}`)
    return postgresConnector(name, map, url, pepper)
  })
  const all = [...mapped, ...others]
  return {
    of(name) {
      const found = all.find((each) => each.name === name)
      if (!found) throw new SourceRefused(name, "is not a source of this deployment")
      return found
    },
    all: () => all,
    async close() {
      await Promise.all(all.map((each) => each.close()))
    },
  }
}
