import { sql } from "drizzle-orm"
import { checkpointsFile } from "@/lib/configuration"
import { asWorker, type Ctx, type SystemActor } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import type { CheckpointFile } from "@/lib/ledger/checkpoint-file"
import { placeEntries } from "@/lib/ledger/place-entries"
import { signCheckpoint } from "@/lib/ledger/sign-checkpoint"

/** Where the checkpoints of this deployment lie, and by whose key they are signed. */
export const checkpointsOf = ({
  configuration,
  vault,
}: Pick<OpenHouse, "configuration" | "vault">): CheckpointFile => ({
  file: checkpointsFile(configuration),
  publicKey: vault.ledgerKey,
})

/**
 * One round of the sequencer: gives what waits its place, and signs the tree then. Of several at once one works and the
 * others leave it to them. Returns how many entries were placed; null when another is at it.
 */
export async function sequence(house: OpenHouse): Promise<number | null> {
  const placed = await alone(house, placeEntries)
  if (placed === null) return null
  await alone(house, (ctx) => signCheckpoint(ctx, checkpointsOf(house)))
  return placed
}

async function alone<T>(house: OpenHouse, work: (ctx: Ctx<SystemActor>) => Promise<T>): Promise<T | null> {
  return asWorker(house, "sequence", null, async (ctx) => {
    const { rows } = await ctx.db.execute<{ mine: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtext('ukuk sequencer')) as mine`,
    )
    return rows[0]?.mine ? work(ctx) : null
  })
}
