import { closePools, openPools } from "@/db/pools"
import type { Configuration } from "@/lib/configuration"
import type { House } from "@/lib/context"
import { openVault } from "@/lib/keys/vault"
import { portalSource } from "@/lib/people/portal-source"
import type { InForce } from "@/lib/policy/editions"
import type { Sources } from "@/lib/sources/connector"
import { openSources } from "@/lib/sources/registry"
import { openGuard } from "@/lib/sources/resilience/guard"
import { noteResting, type Process } from "@/lib/sources/resilience/resting"
import { unlessStopped } from "@/lib/sources/resilience/stops"
import { deskOf } from "@/lib/tasks/desk"

/** A house with its sources: opened once per process, closed at its end. */
export type OpenHouse = House & {
  configuration: Configuration
  /** The sources of a data map; opened once per published map. */
  sourcesOf(inForce: InForce): Sources
  close(): Promise<void>
}

/**
 * Opens pools, vault and (on first use) sources. Nothing is contacted yet. `size`: connections of each pool. A `process`
 * that goes on running tells staff which sources it leaves alone. Of the `slots` of one that works jobs, a source that does
 * not answer holds half at most.
 */
export function openHouse(
  configuration: Configuration,
  { size, process, slots }: { size?: number; process?: Process; slots?: number } = {},
): OpenHouse {
  const pools = openPools({ ...configuration, ...(size ? { size } : {}) })
  const vault = openVault(pools.keyring, configuration.masterKey)
  const opened = new Map<string, Sources>()
  const { appUrl, clamdUrl, takeBackSeconds } = configuration
  const house: House = { pools, vault, appUrl, clamdUrl, takeBackSeconds }
  const guard = openGuard({
    moved: (state) => process && void noteResting(house, process, state),
    mayWrite: (source) => unlessStopped(house, source),
    ...(slots ? { jobs: Math.ceil(slots / 2) } : {}),
  })
  return {
    configuration,
    ...house,
    sourcesOf(inForce) {
      const found = opened.get(inForce.dataMapId)
      if (found) return found
      const sources = openSources(inForce.dataMap, configuration.connections, {
        secrets: configuration.webhookSecrets,
        pepper: vault.hash("source", "pepper").toString("hex"),
        others: [portalSource(house, inForce.dataMap.portal)],
        desk: deskOf(house),
        guard,
      })
      opened.set(inForce.dataMapId, sources)
      return sources
    },
    async close() {
      guard.close()
      await Promise.all([...opened.values()].map((sources) => sources.close()))
      await closePools(pools)
    },
  }
}
