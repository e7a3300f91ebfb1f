import { asWorker, type Ctx, type SystemActor } from "@/lib/context"
import { readCause, waitedFor } from "@/lib/fulfilment/stall-cause"
import type { OpenHouse } from "@/lib/house"
import { enqueueJob } from "@/lib/notices/enqueue"
import { accessPart, type Part } from "@/lib/requests/access"
import { movePart } from "@/lib/requests/transition"
import { triesOf } from "@/lib/requests/tries"
import { halfByChance } from "@/lib/sources/resilience/pause"

const FIRST_MS = 60_000
const LONGEST_MS = 30 * 60_000

/** Says on the part that its work failed beyond retries, with the cause in a word staff see; a button resumes it. */
export async function stallPart(house: OpenHouse, partId: string, cause: string): Promise<void> {
  await asWorker(house, "stall", { part: partId }, async (ctx) => {
    const part = await accessPart(ctx, partId, null)
    if (part.status === "fulfilling") await stallIn(ctx, part, cause)
  })
}

/**
 * The same in an open transaction. Where the cause may pass by itself, it is looked at again by itself; where the
 * data map does not fit, what does not is looked for at once.
 */
export async function stallIn(ctx: Ctx<SystemActor>, part: Part, cause: string): Promise<void> {
  const tries = (await triesOf(ctx, part.id)) + 1
  const nextTryAt = waitedFor(cause).length > 0 ? nextTry(ctx.now, cause, tries) : null
  await movePart(ctx, part, "stall", { set: { stallCause: cause, tries, nextTryAt }, note: cause })
  if (nextTryAt) await lookAgain(ctx, part.id, nextTryAt)
  await lookAtMap(ctx, cause)
}

/** Where the data map does not fit a source, what of it does not is looked for at once. */
export async function lookAtMap(ctx: Ctx, cause: string | null): Promise<void> {
  const { code, source } = readCause(cause)
  if (code === "MapUnfit" && source)
    await enqueueJob(ctx, "check-source", { source }, `check-source:${source}`)
}

/** Doubles from try to try up to half an hour; a stop is looked at every minute. */
export function nextTry(now: Date, cause: string, tries: number): Date {
  const isStop = readCause(cause).code === "SourceStopped"
  const whole = isStop ? FIRST_MS : Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries, 10))
  return new Date(now.getTime() + halfByChance(whole))
}

/** Has the sources a part waits for asked again at that time; never twice. */
export const lookAgain = (ctx: Ctx, part: string, at: Date): Promise<void> =>
  enqueueJob(ctx, "ask-again", { part }, `ask-again:${part}`, at)
