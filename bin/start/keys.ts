import pg from "pg"
import { enterKeys, missingKeysAtStart } from "@/lib/keys/check-keys"
import { keysOf } from "@/lib/keys/provider"
import type { Deployment } from "./deployment"

/** Runs `work` with the owner's login to the keys database. */
export async function withKeysOwner<T>(
  { keysOwnerUrl }: Pick<Deployment, "keysOwnerUrl">,
  work: (owner: pg.Client) => Promise<T>,
): Promise<T> {
  const owner = new pg.Client({ connectionString: keysOwnerUrl })
  await owner.connect()
  return work(owner).finally(() => owner.end())
}

/** Throws with a sentence that names the key wanted, before anything is changed by a wrong one. */
export async function requireKeys(deployment: Deployment): Promise<void> {
  const faults = await withKeysOwner(deployment, (owner) =>
    missingKeysAtStart(owner, keysOf(deployment.masterKey)),
  )
  if (faults.length > 0) throw new Error(faults.join("\n"))
}

/** Writes down by which keys this deployment lives. */
export const rememberKeys = (deployment: Deployment): Promise<void> =>
  withKeysOwner(deployment, (owner) => enterKeys(owner, keysOf(deployment.masterKey)))
