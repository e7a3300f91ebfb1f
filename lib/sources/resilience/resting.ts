import { and, eq, gt } from "drizzle-orm"
import { sourceBreakers } from "@/db/schema/breakers"
import { asWorker, type Ctx, type House, type StaffActor } from "@/lib/context"
import { logFault } from "@/lib/log"
import { type BreakerState, LONGEST_PAUSE_MS } from "./breaker"

/** The processes that ask sources by themselves. */
export type Process = "web" | "worker"

/** Writes down which source a process leaves alone, for staff to see. That it could not be written stops nothing. */
export async function noteResting(
  house: House,
  process: Process,
  { source, resting }: BreakerState,
): Promise<void> {
  try {
    await asWorker(house, "source-resting", null, ({ db }) => {
      const here = and(eq(sourceBreakers.source, source), eq(sourceBreakers.process, process))
      if (!resting) return db.delete(sourceBreakers).where(here)
      const { since, nextTry: nextTryAt } = resting
      return db
        .insert(sourceBreakers)
        .values({ source, process, since, nextTryAt })
        .onConflictDoUpdate({
          target: [sourceBreakers.source, sourceBreakers.process],
          set: { since, nextTryAt },
        })
    })
  } catch (error) {
    logFault("source.resting", error, { ref: source })
  }
}

export type Resting = { source: string; process: Process; since: Date; nextTry: Date }

/**
 * The sources that processes leave alone now. Whoever does looks again once a minute at least, so what was not renewed
 * for two is what a process left behind that ended.
 */
export async function restingNow({ db, now }: Ctx<StaffActor>): Promise<Resting[]> {
  const rows = await db
    .select()
    .from(sourceBreakers)
    .where(gt(sourceBreakers.nextTryAt, new Date(now.getTime() - 2 * LONGEST_PAUSE_MS)))
    .orderBy(sourceBreakers.source, sourceBreakers.process)
  return rows.map(({ source, process, since, nextTryAt }) => ({
    ...{ source, since, nextTry: nextTryAt },
    process: process as Process,
  }))
}
