import { keepScratchInMemory } from "../db/testing/scratch"
import { startProduct } from "./product"

/**
 * Starts the product of the lender. The tests find it at UKUK_E2E_URL and its files in UKUK_E2E_HOME; with UKUK_E2E_URL
 * already set nothing is started.
 */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env.UKUK_E2E_URL) return async () => undefined
  keepScratchInMemory()
  const { url, home, stop } = await startProduct("policies/somo")
  process.env.UKUK_E2E_URL = url
  process.env.UKUK_E2E_HOME = home
  return stop
}
