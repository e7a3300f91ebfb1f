import { randomUUID } from "node:crypto"
import { eq, sql } from "drizzle-orm"
import { approvals } from "@/db/schema/decisions"
import { requestParts } from "@/db/schema/requests"
import { asSigned, type Ctx, type Signed, type StaffActor } from "@/lib/context"
import { Forbidden, NotAllowedNow } from "@/lib/errors"
import { formatDate } from "@/lib/format/date"
import type { DraftOperation, PlanDraft } from "@/lib/fulfilment/draft"
import { withWords, wordsOf } from "@/lib/fulfilment/gaps"
import { computePlan, overridesOf, type Planning, type Scope } from "@/lib/fulfilment/plan"
import { planningGround, planningNow } from "@/lib/fulfilment/planning"
import { openPlan, type StoredPlan, storePlan } from "@/lib/fulfilment/store-plan"
import { isReleased, waitsFor } from "@/lib/fulfilment/waits"
import type { OpenHouse } from "@/lib/house"
import { record } from "@/lib/ledger/record"
import { keepLetter } from "@/lib/letters/keep-letter"
import { enqueueJob } from "@/lib/notices/enqueue"
import { tell } from "@/lib/notices/tell"
import type { InForce } from "@/lib/policy/editions"
import { ground } from "@/lib/policy/lookup"
import { accessPart, openBeside, type Part, pinnedOf } from "@/lib/requests/access"
import { checkMovable, liftDay, motionLetter, type OpenMotion, openMotion } from "@/lib/requests/motion"
import { scopeOf } from "@/lib/requests/propose"
import { movePart } from "@/lib/requests/transition"

type Seen = { part: string; version: number }

/**
 * The plan of a release, computed as if the fact had come, outside any transaction; null for a restriction's end. Holds
 * and the officers' own keeps stay. Throws NotAllowedNow where no motion awaits agreement.
 */
export async function prepareAgreement(
  house: OpenHouse,
  signed: Signed<StaffActor>,
  input: Seen,
): Promise<PlanDraft | null> {
  const read = await asSigned(house, signed, randomUUID(), async (ctx) => {
    const part = await accessPart(ctx, input.part, "request.agree", input.version)
    const motion = await openMotion(ctx, part)
    if (!motion) throw new NotAllowedNow()
    if (motion.kind === "lift") return null
    await checkMovable(ctx, part, "release")
    const asked = await planningGround(ctx, part.subjectId, await pinnedOf(ctx, part))
    return { asked, scope: await scopeOf(ctx, part), before: await openPlan(ctx, part.id) }
  })
  if (!read) return null
  const { asked, scope, before } = read
  const planning = await planningNow(asked, house.sourcesOf(asked.inForce))
  const plan = await asIfCome(planning, scope, before)
  return { ...plan, gaps: withWords(plan.gaps, wordsOf(before?.gaps ?? [])) }
}

/** The plan as if every fact it waits for had come. Throws NotAllowedNow where a hold or a date still keeps all of it. */
async function asIfCome(planning: Planning, scope: Scope, before: StoredPlan | null): Promise<PlanDraft> {
  const { known, inForce } = planning
  const zone = inForce.policy.organisation.timezone
  const own = overridesOf({ operations: before?.operations ?? [] }, known.today)
  const facts = new Map(known.facts)
  const come = new Set<string>()
  let plan = await computePlan(planning, scope, own)
  for (;;) {
    const fact = waitsFor(plan.operations, zone)?.deferredFact
    if (!fact || come.has(fact)) break
    come.add(fact)
    facts.set(fact, {
      value: awaitedValue(inForce, plan.operations, fact),
      since: known.today,
      evidence: null,
    })
    plan = await computePlan({ ...planning, known: { ...known, facts } }, scope, own)
  }
  if (!isReleased(before?.operations ?? [], plan.operations)) throw new NotAllowedNow("release_still_kept")
  return plan
}

/** What the fact has to become for what waits: a loan is to be over, obligations are to be performed. */
function awaitedValue(inForce: InForce, operations: readonly DraftOperation[], fact: string): boolean {
  for (const { untilFact, ground: code } of operations) {
    const until = untilFact === fact && code ? ground(inForce, code).until : undefined
    if (until && "fact" in until && until.fact === fact) return until.is
  }
  return true
}

/**
 * Somebody else agrees: what waits is carried out, or the restriction gets its end. Throws Forbidden for whoever wrote a
 * proposal of the part (the database refuses them too), NotAllowedNow where it is no longer as it was moved.
 */
export async function agreeToMotion(
  ctx: Ctx<StaffActor>,
  input: Seen,
  plan: PlanDraft | null,
): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.agree", input.version)
  const motion = await openMotion(ctx, part)
  if (!motion) throw new NotAllowedNow()
  if (motion.authors.includes(ctx.actor.accountId)) throw new Forbidden("own_proposal")
  await checkMovable(ctx, part, motion.kind)
  const { id: partId, subjectId } = part
  const approval = { proposalId: motion.id, partId, subjectId, approverId: ctx.actor.accountId, at: ctx.now }
  await ctx.db.insert(approvals).values(approval)
  await record(ctx, "part.approved", { subjectId, object: motion.id })
  return motion.kind === "lift" ? announceLift(ctx, part, motion) : release(ctx, part, motion, plan)
}

async function send(ctx: Ctx<StaffActor>, part: Part, motion: OpenMotion): Promise<void> {
  const { subjectId, requestId, id: partId, number: registration, editionId } = part
  const letter = await motionLetter(ctx, part, motion.kind, motion.reason)
  const kind = motion.kind === "lift" ? "lift_notice" : "release"
  await keepLetter(ctx, { subjectId, requestId, partId, kind, letter, registration, editionId })
}

async function release(
  ctx: Ctx<StaffActor>,
  part: Part,
  motion: OpenMotion,
  plan: PlanDraft | null,
): Promise<Part> {
  if (!plan) throw new NotAllowedNow()
  if ((await openBeside(ctx, part)) > 0) throw new NotAllowedNow("another_open")
  await storePlan(ctx, part, plan)
  const moved = await movePart(ctx, part, "release", { note: "agreed", agreed: true })
  await send(ctx, part, motion)
  await tell(ctx, part, "released", { number: part.number, path: `/cabinet/requests/${part.number}` })
  await enqueueJob(ctx, "fulfil", { part: part.id }, `fulfil:${part.id}`)
  return moved
}

/** The person is told first, with the day; the worker lifts it then (rule 14). */
async function announceLift(ctx: Ctx<StaffActor>, part: Part, motion: OpenMotion): Promise<Part> {
  const { on, at } = await liftDay(ctx, part)
  await send(ctx, part, motion)
  await ctx.db
    .update(requestParts)
    .set({ liftAt: at, reminded: 1, version: sql`${requestParts.version} + 1` })
    .where(eq(requestParts.id, part.id))
  await tell(ctx, part, "restriction_end", {
    number: part.number,
    date: formatDate(on, part.language),
    path: `/cabinet/requests/${part.number}`,
  })
  return { ...part, liftAt: at, version: part.version + 1 }
}
