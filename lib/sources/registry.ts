import type { Connector, Sources } from "./connector"
import { SourceRefused } from "./failures"
import { filesConnector } from "./files/connector"
import { httpConnector } from "./http/connector"
import { manualConnector } from "./manual/connector"
import type { Desk } from "./manual/desk"
import { type DataMap, isManual, isRelational, type SystemMap } from "./map-schema"
import { mysqlConnector } from "./mysql/connector"
import { postgresConnector } from "./postgres/connector"
import { type Guard, OWN_LIMITS, openGuard } from "./resilience/guard"

type SourcesOptions = {
  /** A secret of this deployment that keeps hashes of short values from being guessed. */
  pepper?: string
  /** What is shared with sources that sign, by the variables the data map names. */
  secrets?: Readonly<Record<string, string>>
  /** Sources that are not in the data map, such as the portal's own data. */
  others?: readonly Connector[]
  /** Where tasks to people are kept, for the sources that are people. */
  desk?: Desk
  /** What keeps one source apart from another; shared by all that a process opens. */
  guard?: Guard
}

const RELATIONAL = { postgres: postgresConnector, mysql: mysqlConnector }

/**
 * Opens the sources of a data map. `connections` maps each connection variable to its address; nothing is contacted
 * until the first question. Throws SourceRefused when an address or a secret is missing.
 */
export function openSources(
  dataMap: DataMap,
  connections: Readonly<Record<string, string>>,
  { pepper = "", secrets = {}, others = [], desk, guard = openGuard() }: SourcesOptions = {},
): Sources {
  const mapped = Object.entries(dataMap.sources).map(([name, map]) => {
    if (isManual(map)) {
      if (!desk) throw new SourceRefused(name, "has nobody to ask")
      const asked = manualConnector({ name, map, desk, base: () => of(map.subject.of) })
      return guard.around(asked, OWN_LIMITS)
    }
    const url = connections[map.connection]
    if (url === undefined) throw new SourceRefused(name, `has no address: set ${map.connection}`)
    return guard.around(connectorOf(name, map, url, { pepper, secrets }), map.limits)
  })
  const all = [...mapped, ...others.map((other) => guard.around(other, OWN_LIMITS))]
  const of = (name: string): Connector => {
    const found = all.find((each) => each.name === name)
    if (!found) throw new SourceRefused(name, "is not a source of this deployment")
    return found
  }
  return {
    of,
    all: () => all,
    async close() {
      await Promise.all(all.map((each) => each.close()))
    },
  }
}

function connectorOf(
  name: string,
  map: SystemMap,
  url: string,
  { pepper, secrets }: Required<Pick<SourcesOptions, "pepper" | "secrets">>,
): Connector {
  if (isRelational(map)) return RELATIONAL[map.connector](name, map, url, pepper)
  if (map.connector === "files") return filesConnector(name, map, url, pepper)
  const secret = secrets[map.webhook.secret]
  if (secret === undefined) throw new SourceRefused(name, `has no secret: set ${map.webhook.secret}`)
  return httpConnector(name, map, url, secret)
}
