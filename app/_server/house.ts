import "server-only"
import { readConfiguration } from "@/lib/configuration"
import { type OpenHouse, openHouse } from "@/lib/house"
import { underView } from "@/lib/oversight/under-view"
import { SourceRefused } from "@/lib/sources/failures"

const shared = globalThis as { ukukHouses?: WeakMap<typeof SourceRefused, OpenHouse> }

/**
 * The house of this copy of the code. Pages and route handlers are bundled apart, and what a house throws is known
 * only by the classes of the copy that opened it. Kept on globalThis so that a reload in development opens no other.
 */
export function house(): OpenHouse {
  shared.ukukHouses ??= new WeakMap()
  const opened = shared.ukukHouses.get(SourceRefused)
  if (opened) return opened
  const { value, faults } = readConfiguration(process.env)
  if (!value) throw new Error(faults.join("\n"))
  const made = openHouse(value, { process: "web" })
  shared.ukukHouses.set(SourceRefused, made)
  return made
}

/** The house of what staff are shown: what is sealed for a person opens only under a view of that person. */
export const staffHouse = (): OpenHouse => ({ ...house(), vaultFor: underView })
