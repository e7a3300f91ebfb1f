import { atOnce } from "@/db/transaction"
import { asWorker } from "@/lib/context"
import { handOver } from "@/lib/copies/hand-over"
import { heldWhereDone, lostBeyond, stallLost } from "@/lib/fulfilment/beyond-plan"
import { carryOut } from "@/lib/fulfilment/carry-out"
import { noteHolders } from "@/lib/fulfilment/contact-holders"
import { isOpenEnded } from "@/lib/fulfilment/gaps"
import { planAnew } from "@/lib/fulfilment/plan-anew"
import { type PlanningGround, planningGround } from "@/lib/fulfilment/planning"
import { refuseForged } from "@/lib/fulfilment/refuse-forged"
import { sealFulfilment } from "@/lib/fulfilment/seal"
import { stallPart } from "@/lib/fulfilment/stall"
import { keepHeld, whileTelling } from "@/lib/fulfilment/steps"
import { type Counts, doneEarlier, openPlan, type StoredPlan } from "@/lib/fulfilment/store-plan"
import { heldIn, isApplied, isAsPlanned, verifyEarlier } from "@/lib/fulfilment/verify"
import { erasing, isKeptNow, type WhyNot, whyNot } from "@/lib/fulfilment/why-not"
import { type Done, isRun, markRun, type Work } from "@/lib/fulfilment/work"
import type { OpenHouse } from "@/lib/house"
import { enqueueJob } from "@/lib/notices/enqueue"
import { identitiesOf, type KnownIn } from "@/lib/people/identities"
import { inPortal } from "@/lib/people/portal-source"
import { accessPart, type Part, pinnedOf, readPart, requesterName } from "@/lib/requests/access"
import { correctionOf } from "@/lib/requests/correction-in"
import { completeDisclosure } from "@/lib/requests/disclosures"
import { isDecided, isMarked } from "@/lib/requests/part-mark"
import { isReading } from "@/lib/requests/scope"
import { isWaitedFor } from "@/lib/requests/take-back"
import { PORTAL } from "@/lib/sources/map-schema"

/** A plan older than this is looked at again before anything is erased: facts may have changed since. */
const FRESH_MS = 10 * 60_000
/** After so long it is looked whether a system carried out what it was ordered. */
const LOOK_AGAIN_MS = 10 * 60_000

/**
 * Carries out the present plan of a part: each source in one transaction of its own, then everything read again
 * through a fresh connection, then certificate, letter and status together. May be killed at any instruction and run
 * again: what was applied answers "already", what was sealed is not sealed twice. What changed since the plan was
 * approved goes back to be planned and shown. Throws SourceUnreachable, to be tried again.
 */
export async function fulfilPart(house: OpenHouse, partId: string): Promise<void> {
  const found = await gather(house, partId)
  if (!found) return
  if ("forged" in found) return refuseForged(house, found.forged)
  const { work } = found
  const { scope } = work.part
  if (isReading(scope)) return handOver(house, work.part, scope)
  if (work.part.right === "authority_request") return completeDisclosure(house, partId)
  const stop = found.stop ?? (await keptNow(found)) ?? (await noteHolders(house, work))
  const done = doneBefore(work.plan)
  if (stop && !(await isApplied(work)))
    return stop.stalls
      ? stallPart(house, partId, stop.why)
      : replanCompared(house, work, done, heldWhereDone(work.plan, done), stop.why)
  const before = { ...work.plan.heldBefore }
  const carried = await whileTelling(house, work, done, () =>
    carryOut(house, work, done, before).catch(async (error: unknown) => {
      await keepDone(house, work, done)
      throw error
    }),
  )
  if (carried.is === "changed")
    return replanCompared(
      house,
      work,
      done,
      heldWhereDone({ ...work.plan, heldBefore: before }, done),
      carried.why,
    )
  if (carried.is === "beside") {
    await keepDone(house, work, done)
    return stallLost(house, work, carried.lost, "beside")
  }
  if (carried.is === "asked") return waitForAnswer(house, work, done, carried.sources)
  const { findings } = carried
  const lost = await lostBeyond(work, before, findings)
  if (lost.length > 0) {
    await keepDone(house, work, done)
    return stallLost(house, work, lost)
  }
  if (findings.every((finding) => isAsPlanned(work, finding)))
    return isOpenEnded(work.plan)
      ? replan(house, work, done, "gap")
      : sealFulfilment(house, work, done, { findings, earlier: await verifyEarlier(work) })
  const isDone = findings.every(({ operations }) => operations.every(({ held }) => held))
  // All that was promised holds, and there is more than was promised: rows that came since.
  if (isDone) return replan(house, work, done, "changed")
  await keepHeld(house, work, done, heldIn(work, findings))
  await stallPart(house, partId, "verification")
}

/** What a former try carried out of the same plan. */
const doneBefore = ({ operations }: StoredPlan): Done[] =>
  operations
    .filter((operation) => isRun(operation) && operation.state === "done")
    .map(({ id, evidence }) => ({ id, evidence }))

/** What was carried out is marked so also where the rest failed, whatever becomes of it. */
async function keepDone(house: OpenHouse, { part }: Work, done: readonly Done[]): Promise<void> {
  await asWorker(house, "fulfil", { part: part.id }, (ctx) => markRun(ctx, part, done, "done"))
}

/** Whoever was asked has not answered. People's answer brings the part here again; a system is looked at after a while. */
async function waitForAnswer(
  house: OpenHouse,
  { part, sources }: Work,
  done: readonly Done[],
  waits: readonly string[],
): Promise<void> {
  await asWorker(house, "fulfil", { part: part.id }, async (ctx) => {
    await markRun(ctx, part, done, "done")
    if (waits.some((source) => !sources.of(source).byHand))
      await enqueueJob(
        ctx,
        "fulfil",
        { part: part.id },
        `fulfil:${part.id}`,
        new Date(ctx.now.getTime() + LOOK_AGAIN_MS),
      )
  })
}

/** `stop`: it may not run now. `old`: what is needed to ask the facts again, where the plan is no longer fresh. */
type Gathered = { work: Work; stop: WhyNot | null; old: PlanningGround | null }

const keptNow = async ({ work, old }: Gathered): Promise<WhyNot | null> =>
  old && (await isKeptNow(work, old)) ? { why: "kept_now", stalls: false } : null

async function gather(house: OpenHouse, partId: string): Promise<Gathered | { forged: Part } | null> {
  const found = await asWorker(house, "fulfil", { part: partId }, async (ctx) => {
    const part = await readPart(ctx, partId)
    if (part.status !== "fulfilling") return null
    if (isWaitedFor(part, ctx.now)) {
      await enqueueJob(ctx, "fulfil", { part: partId }, `fulfil:${partId}`, part.notBefore)
      return null
    }
    if (!isMarked(ctx.vault, part)) return part
    const plan = await openPlan(ctx, partId)
    if (!plan) return null
    if (!isDecided(ctx.vault, part.decided, { part: part.id, plan: plan.id })) return part
    const underlying = pinnedOf(ctx, part)
    const [inForce, identities, name, stop, correction, earlier] = await atOnce([
      underlying,
      identitiesOf(ctx, part.subjectId),
      requesterName(ctx, part),
      whyNot(ctx, part, plan, underlying),
      part.right === "rectification" ? correctionOf(ctx, partId) : null,
      // The first two are the one shown before signing and the one approved: nothing ran before them.
      plan.version > 2 ? doneEarlier(ctx, partId, plan) : [],
    ])
    const isOld = erasing(plan).length > 0 && ctx.now.getTime() - plan.at.getTime() > FRESH_MS
    return {
      part,
      plan,
      inForce,
      identities: withPortal(identities, part.subjectId, plan),
      name,
      correction,
      earlier,
      stop,
      old: isOld ? await planningGround(ctx, part.subjectId, inForce) : null,
    }
  })
  if (!found) return null
  if ("status" in found) return { forged: found }
  const { stop, old, ...work } = found
  return { work: { ...work, sources: house.sourcesOf(work.inForce) }, stop, old }
}

/**
 * Where something of the account is planned, the portal is read like the other sources; and where no source knows the
 * person, since a certificate rests on a reading.
 */
function withPortal(identities: KnownIn, subjectId: string, { operations }: StoredPlan): KnownIn {
  const isPlanned = operations.some(({ source, planned }) => source === PORTAL && planned)
  const isUnknown = [...identities.keys()].every((source) => source === "*")
  return isPlanned || isUnknown ? new Map([...identities, [PORTAL, inPortal(subjectId)]]) : identities
}

/** The same, once what one source did is compared where another sends the part back: the next plan counts anew. */
async function replanCompared(
  house: OpenHouse,
  work: Work,
  done: readonly Done[],
  before: Counts,
  why: string,
): Promise<void> {
  const lost = await lostBeyond(work, before, [])
  if (lost.length === 0) return replan(house, work, done, why)
  await keepDone(house, work, done)
  await stallLost(house, work, lost)
}

/** The part goes back to be planned and shown; what is done stays done and is marked so. */
async function replan(house: OpenHouse, { part }: Work, done: readonly Done[], why: string): Promise<void> {
  await asWorker(house, "fulfil", { part: part.id }, async (ctx) => {
    const now = await accessPart(ctx, part.id, null)
    if (now.status === "fulfilling") await planAnew(ctx, now, why, { done })
  })
}
