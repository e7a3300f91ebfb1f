import { and, eq, sql } from "drizzle-orm"
import { partEvents } from "@/db/schema/requests"
import { asWorker, type Ctx, type SystemActor } from "@/lib/context"
import { handOverLetterOf } from "@/lib/copies/hand-over-letter-of"
import { makePackage } from "@/lib/copies/make-package"
import { type Made, packageOf, sealPackage } from "@/lib/copies/package"
import { SourcesSilent, silentCause } from "@/lib/copies/silent"
import { serviceIn, transferOf } from "@/lib/copies/transfer"
import { formatDate } from "@/lib/format/date"
import { stallIn } from "@/lib/fulfilment/stall"
import type { OpenHouse } from "@/lib/house"
import { keepLetter } from "@/lib/letters/keep-letter"
import { enqueueJob } from "@/lib/notices/enqueue"
import { tell } from "@/lib/notices/tell"
import { askerHeldUntil } from "@/lib/people/cooling"
import type { InForce } from "@/lib/policy/editions"
import { accessPart, type Part, pinnedOf, readPart, requesterName } from "@/lib/requests/access"
import { isReading, type ReadingScope } from "@/lib/requests/scope"
import { movePart } from "@/lib/requests/transition"

/**
 * Answers a request for what is held: the sources are read, the package is made, then package, letter, status and notice
 * in one transaction. For whoever changed a contact just now it waits. While a source does not answer nothing is handed over: the part waits, the person is told which
 * source it is, and it is tried again. May be killed at any instruction and run again.
 */
export async function handOver(house: OpenHouse, part: Part, scope: ReadingScope): Promise<void> {
  if (await isHeldBack(house, part)) return
  try {
    // A service was given the package already: the answer speaks of that one.
    const made = scope.service ? null : await makePackage(house, part.id, scope)
    await asWorker(house, "hand-over", { part: part.id }, (ctx) => settle(ctx, part.id, scope, made))
  } catch (error) {
    if (!(error instanceof SourcesSilent)) throw error
    await asWorker(house, "hand-over", { part: part.id }, (ctx) => waitFor(ctx, part.id, error.sources))
  }
}

/** Nothing is made while a changed contact of whoever asked proves nothing; the job is done again on that day. */
const isHeldBack = (house: OpenHouse, { id, requestId }: Part): Promise<boolean> =>
  asWorker(house, "hand-over", { part: id }, async (ctx) => {
    const until = await askerHeldUntil(ctx, requestId)
    if (until) await enqueueJob(ctx, "fulfil", { part: id }, `fulfil:${id}`, until)
    return until !== null
  })

/**
 * Makes the package that staff will hand to a service, and seals it; nothing else changes. Nothing is made for a part
 * that has one or is not being worked on. Throws SourcesSilent, to be tried again.
 */
export async function prepareForService(house: OpenHouse, partId: string): Promise<void> {
  const read = await asWorker(house, "make-package", { part: partId }, async (ctx) => {
    const { status, scope } = await readPart(ctx, partId)
    const isWanted = status === "working" && isReading(scope) && scope.service
    return isWanted && !(await packageOf(ctx, partId)) ? scope : null
  })
  if (!read || !isReading(read)) return
  const made = await makePackage(house, partId, read)
  await asWorker(house, "make-package", { part: partId }, async (ctx) => {
    await sealPackage(ctx, await accessPart(ctx, partId, null), made)
  })
}

async function settle(
  ctx: Ctx<SystemActor>,
  partId: string,
  scope: ReadingScope,
  fresh: Made | null,
): Promise<void> {
  const part = await accessPart(ctx, partId, null)
  if (part.status !== "fulfilling") return
  const { subjectId, requestId, number, language, editionId } = part
  if (fresh) await sealPackage(ctx, part, fresh)
  const made = await packageOf(ctx, partId)
  const inForce = await pinnedOf(ctx, part)
  const service = await serviceOf(ctx, inForce, part, scope)
  if (!made || (scope.service && !service)) throw new Error("nothing was handed over")
  const name = await requesterName(ctx, part)
  const about = { name, appUrl: ctx.appUrl, made, expiresAt: made.expiresAt, service }
  const letter = handOverLetterOf(inForce, part, scope, about)
  await keepLetter(ctx, {
    ...{ subjectId, requestId, partId, editionId, letter },
    kind: "handed_over",
    registration: `${number}/1`,
  })
  await movePart(ctx, part, "complete", { set: { outcome: "done", stallCause: null } })
  const date = formatDate(made.expiresAt, language)
  await tell(ctx, { subjectId, language }, "package_ready", {
    number,
    date,
    path: `/cabinet/requests/${number}`,
  })
}

async function serviceOf(ctx: Ctx, inForce: InForce, part: Part, scope: ReadingScope) {
  const transfer = scope.service ? await transferOf(ctx, part) : null
  if (!transfer) return undefined
  const { on, reference } = transfer
  return { title: serviceIn(inForce, scope, part.language), on, reference }
}

/** The part says which sources it waits for; the person is told once. */
async function waitFor(ctx: Ctx<SystemActor>, partId: string, sources: readonly string[]): Promise<void> {
  const part = await accessPart(ctx, partId, null)
  if (part.status !== "fulfilling") return
  const before = await ctx.db
    .select({ n: sql<number>`count(*)::int` })
    .from(partEvents)
    .where(and(eq(partEvents.partId, partId), eq(partEvents.event, "stall")))
  const cause = silentCause(sources)
  await stallIn(ctx, part, cause)
  const { subjectId, language, number } = part
  if (before[0]?.n === 0)
    await tell(ctx, { subjectId, language }, "source_silent", { number, path: `/cabinet/requests/${number}` })
}
