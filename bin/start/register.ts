import { stateOfHouse } from "@/lib/erasures/state"
import { withHouse } from "../commands/owner"
import type { Deployment } from "./deployment"

/**
 * Throws RegisterFault, with a sentence, when the erasure register cannot be relied on; says when the database was restored,
 * so that whoever starts it knows why it stays shut at first.
 */
export async function checkRegister(deployment: Deployment): Promise<void> {
  const state = await withHouse(deployment, stateOfHouse)
  if (state.is === "open") return
  const { lost } = state
  console.log(
    `This database is from a back-up: it knows of ${state.database} of the ${state.register} lines of the erasure register${lost ? ` and holds ${lost.had} of the ${lost.came} entries that were signed` : ""}. It stays shut (503) until what was erased since is erased again.`,
  )
}
