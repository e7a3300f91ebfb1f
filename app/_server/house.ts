import "server-only"
import { readConfiguration } from "@/lib/configuration"
import { type OpenHouse, openHouse } from "@/lib/house"

const kept = globalThis as { ukukHouse?: OpenHouse }

/** The process's one house; kept on globalThis so that a reload in development does not open a second. */
export function house(): OpenHouse {
  if (!kept.ukukHouse) {
    const { value, faults } = readConfiguration(process.env)
    if (!value) throw new Error(faults.join("\n"))
    kept.ukukHouse = openHouse(value)
  }
  return kept.ukukHouse
}
