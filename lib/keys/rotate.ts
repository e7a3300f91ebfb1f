import type pg from "pg"
import { missingKeys } from "@/lib/keys/check-keys"
import { beginEpoch, listEpochs } from "@/lib/keys/epochs"
import type { KeyFile } from "@/lib/keys/key-file"
import type { KeyProvider } from "@/lib/keys/provider"
import { rewrapAll } from "@/lib/keys/rewrap"

/** What was asked of the master keys cannot be done; the message is one sentence for the operator. */
export class KeysRefused extends Error {
  override readonly name = "KeysRefused"
}

/** A provider of one key has no next one; a file makes its own. */
const isFile = (keys: KeyProvider): keys is KeyFile => "begin" in keys

/** Writes down, where whoever has the keys database alone has no hand, what is done to an epoch. */
type WriteDown = (epoch: number) => Promise<unknown>

const nowhere: WriteDown = async () => undefined

export type Rotated = { epoch: number; rewrapped: number; isNew: boolean }

/**
 * Begins an epoch and wraps every live key under it. What an earlier run left half done is finished first, and no further
 * epoch begun: an epoch the provider holds and the database does not know yet, keys still under an older one. An epoch is
 * written down before it is begun: cut off between, again by the next run.
 */
export async function rotate(
  pool: pg.Pool,
  keys: KeyProvider,
  writeDown: WriteDown = nowhere,
): Promise<Rotated> {
  const [missing] = await missingKeys(pool, keys)
  if (missing) throw new KeysRefused(missing)
  // Before an epoch can go, nothing that must outlive it may follow from it any more.
  if (isFile(keys)) keys.settle()
  const epochs = (await listEpochs(pool)).filter(({ destroyedAt }) => destroyedAt === null)
  const inForce = epochs.at(-1)?.epoch ?? 0
  const isUnfinished = epochs.some(({ epoch, live }) => epoch < inForce && live > 0)
  let epoch = await keys.currentEpoch()
  const isNew = epoch > inForce || !isUnfinished
  if (epoch <= inForce && isNew) {
    if (!isFile(keys))
      throw new KeysRefused(
        'MASTER_KEY holds one key and has no next: write "1 KEY" with that key into a file of mode 600, give its path as MASTER_KEY_FILE instead, start again and repeat this.',
      )
    epoch = keys.begin()
  }
  if (isNew) await writeDown(epoch)
  await beginEpoch(pool, keys, epoch)
  return { epoch, rewrapped: await rewrapAll(pool, keys, epoch), isNew }
}

/**
 * Ends an epoch for good: nothing can be wrapped under it any more, and its key leaves the file. Refused while a live key
 * needs it. From then on an older copy of the keys database opens nothing that it wrapped. `owner` is the keys database's.
 */
export async function destroyEpoch(
  owner: pg.Client,
  keys: KeyProvider,
  epoch: number,
  writeDown: WriteDown = nowhere,
): Promise<void> {
  const epochs = await listEpochs(owner)
  const known = epochs.find((each) => each.epoch === epoch)
  if (!known) throw new KeysRefused(`There is no epoch ${epoch} in the keys database.`)
  if (epochs.findLast(({ destroyedAt }) => destroyedAt === null)?.epoch === epoch)
    throw new KeysRefused(`Epoch ${epoch} is in force: begin the next one first, with keys rotate.`)
  if (!isFile(keys) || !keys.isSettled())
    throw new KeysRefused(
      `Epoch ${epoch} is still needed by the standing keys (logins, searching, signatures): keys rotate gives them lines of their own in MASTER_KEY_FILE.`,
    )
  if (known.destroyedAt === null) await markDestroyed(owner, epoch)
  await writeDown(epoch)
  keys.forget(epoch)
}

async function markDestroyed(owner: pg.Client, epoch: number): Promise<void> {
  await owner.query("begin")
  try {
    // Waits for whoever wraps under it now, and is seen by whoever comes after: see db/keys/schema.sql.
    await owner.query("update key_epochs set destroyed_at = now() where epoch = $1", [epoch])
    const live = (await listEpochs(owner)).find((each) => each.epoch === epoch)?.live
    if (live !== 0)
      throw new KeysRefused(
        `Epoch ${epoch} is still needed: ${live} live keys are wrapped under it. Run keys rotate until none is.`,
      )
    await owner.query("commit")
  } catch (error) {
    await owner.query("rollback")
    throw error
  }
}
