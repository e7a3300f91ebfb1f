import { and, eq, inArray, isNotNull, sql } from "drizzle-orm"
import { requestParts } from "@/db/schema/requests"
import { asWorker, type Ctx, type StaffActor } from "@/lib/context"
import { lookAtMap } from "@/lib/fulfilment/stall"
import { causeOf } from "@/lib/fulfilment/stall-cause"
import type { OpenHouse } from "@/lib/house"
import { logFault } from "@/lib/log"
import { enqueueJob } from "@/lib/notices/enqueue"
import type { Part } from "@/lib/requests/access"
import type { Status } from "@/lib/requests/machine"

/** The rounds that look at parts nobody works on: what waits, and what is done and is to last. */
const ROUNDS = {
  "wake-part": { cause: "stallCause", of: ["deferred"] },
  "read-again": { cause: "unreadCause", of: ["deferred", "fulfilled"] },
} as const satisfies Record<string, { cause: "stallCause" | "unreadCause"; of: readonly Status[] }>

type Round = keyof typeof ROUNDS

/** Whether a part in this state is looked at by rounds alone. */
export const isForRounds = (status: Status): boolean => status === "deferred" || status === "fulfilled"

/**
 * One round's look at a part. What it fails by stays on the part, for staff to see, until a round gets through; the next
 * one comes by itself, so nothing is thrown.
 */
export async function lookInRound(
  house: OpenHouse,
  round: Round,
  partId: string,
  look: (house: OpenHouse, partId: string) => Promise<void>,
): Promise<void> {
  const cause = await look(house, partId).then(
    () => null,
    (error: unknown) => {
      logFault(round, error, { ref: partId })
      return causeOf(error)
    },
  )
  await asWorker(house, round, { part: partId }, (ctx) => keepCause(ctx, round, partId, cause))
}

async function keepCause(ctx: Ctx, round: Round, partId: string, cause: string | null): Promise<void> {
  const { cause: name, of } = ROUNDS[round]
  const isOther = sql`${requestParts[name]} is distinct from ${cause}`
  const kept = await ctx.db
    .update(requestParts)
    .set({ [name]: cause })
    .where(and(eq(requestParts.id, partId), inArray(requestParts.status, [...of]), isOther))
    .returning({ id: requestParts.id })
  if (kept.length > 0) await lookAtMap(ctx, cause)
}

/** Has the rounds that failed for a part look again at once. Returns whether there were any. */
export async function lookNow(ctx: Ctx<StaffActor>, { id, status }: Part): Promise<boolean> {
  const rounds = (Object.keys(ROUNDS) as Round[]).filter((round) =>
    (ROUNDS[round].of as readonly Status[]).includes(status),
  )
  let failed = 0
  for (const round of rounds) {
    const isFailed = and(eq(requestParts.id, id), isNotNull(requestParts[ROUNDS[round].cause]))
    const rows = await ctx.db.select({ id: requestParts.id }).from(requestParts).where(isFailed)
    if (rows.length > 0) await enqueueJob(ctx, round, { part: id }, `${round}:${id}`)
    failed += rows.length
  }
  return failed > 0
}
