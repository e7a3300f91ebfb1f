import { randomUUID } from "node:crypto"
import { asSigned, type Ctx, type Locale, type Signed, type SubjectActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { Conflict, NotAllowedNow, NotFound } from "@/lib/errors"
import { formatDate } from "@/lib/format/date"
import type { PlanDraft } from "@/lib/fulfilment/draft"
import { computePlan, type Planning, type Scope } from "@/lib/fulfilment/plan"
import { planningGround, planningNow } from "@/lib/fulfilment/planning"
import { storePlan } from "@/lib/fulfilment/store-plan"
import type { OpenHouse } from "@/lib/house"
import { keepLetter } from "@/lib/letters/keep-letter"
import type { SignedBy } from "@/lib/letters/letter"
import { enqueueJob } from "@/lib/notices/enqueue"
import { tell } from "@/lib/notices/tell"
import { nameOf } from "@/lib/people/person-name"
import { accessPart, type Part, pinnedOf } from "@/lib/requests/access"
import { intentSoFar } from "@/lib/requests/draft-of"
import { writeLetter } from "@/lib/requests/prepare"
import { isLiftable, isLifted, lockRestrictions, restrictedByOthers } from "@/lib/requests/restricted-by"
import {
  checkSignature,
  type Intent,
  openIntent,
  readIntent,
  type Typed,
  useIntent,
} from "@/lib/requests/signing"
import { movePart } from "@/lib/requests/transition"

type LiftScope = Extract<Scope, { right: "restriction" }>

/** What lifting a restriction would do now; `still` are the categories that stay restricted for another reason. */
export type LiftProspect = { part: Part; planning: Planning; plan: PlanDraft; still: string[] }

/** What of a restriction ends when it is lifted: what no other restriction and no kept ground still restricts. */
export async function liftedScope(ctx: Ctx, part: Part): Promise<{ scope: LiftScope; still: string[] }> {
  if (part.scope.right !== "restriction") throw new NotFound()
  const others = await restrictedByOthers(ctx, part)
  const { categories } = part.scope
  return {
    scope: { right: "restriction", lift: true, categories: categories.filter((code) => !others.has(code)) },
    still: categories.filter((code) => others.has(code)),
  }
}

async function liftable(ctx: Ctx<SubjectActor>, partId: string, version?: number): Promise<Part> {
  const part = await accessPart(ctx, partId, "restriction.lift", version)
  if (part.scope.right !== "restriction") throw new NotFound()
  if (!isLiftable(part) || (await isLifted(ctx, part.id))) throw new NotAllowedNow()
  return part
}

/** Computes what lifting a restriction would do now. Throws NotFound for somebody else's, NotAllowedNow if it is not in force. */
export async function liftProspect(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  partId: string,
): Promise<LiftProspect> {
  const { ground, scope, part, still } = await asSigned(house, signed, randomUUID(), async (ctx) => {
    const part = await liftable(ctx, partId)
    const ground = await planningGround(ctx, part.subjectId, await pinnedOf(ctx, part))
    return { part, ground, ...(await liftedScope(ctx, part)) }
  })
  const planning = await planningNow(ground, house.sourcesOf(ground.inForce))
  return { part, planning, plan: await computePlan(planning, scope), still }
}

/** Prepares the letter that lifts a restriction, to be signed. Returns the intent's id. Throws as liftProspect does. */
export async function prepareLift(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  partId: string,
): Promise<string> {
  const { part, planning, plan } = await liftProspect(house, signed, partId)
  const name = (await nameOf(planning.sources, planning.identities)) ?? ""
  const letter = await writeLetter(house, signed, planning, part.scope, name, {
    lift: liftedBy(planning, part),
  })
  const draft = { scope: part.scope, planHash: plan.hash, name, lift: part.id }
  return asSigned(house, signed, randomUUID(), (ctx) => openIntent(ctx, letter, draft))
}

/** How the letter that lifts a restriction names the request that set it. */
export const liftedBy = ({ inForce }: Pick<Planning, "inForce">, { number, receivedAt }: Part) => ({
  number,
  receivedOn: dayIn(receivedAt, inForce.policy.organisation.timezone),
})

export type ReadyToLift =
  | { signed: string }
  | { intent: Intent; method: SignedBy; part: Part; plan: PlanDraft; still: string[] }

/**
 * The password, and the plan computed again, outside the transaction; or the request's number when this very letter was
 * signed already. Throws Conflict when the plan is another one now.
 */
export async function readyToLift(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  input: { intent: string } & Typed,
): Promise<ReadyToLift> {
  const { prepared, number } = await asSigned(house, signed, randomUUID(), (ctx) =>
    intentSoFar(ctx, input.intent),
  )
  if (!prepared?.draft.lift) throw new NotFound()
  if (number) return { signed: number }
  const intent = await asSigned(house, signed, randomUUID(), (ctx) => readIntent(ctx, input.intent))
  const method = await checkSignature(house, signed, intent.id, input)
  const { part, plan, still } = await liftProspect(house, signed, prepared.draft.lift)
  if (plan.hash !== intent.draft.planHash) throw new Conflict("plan_changed")
  return { intent, method, part, plan, still }
}

/**
 * Ends a restriction by the person's own signed act (rule 14): the letter, the plan they were shown, history and notice
 * in the open transaction; the worker carries it out and certifies. Returns the request's number. Throws Conflict when
 * something else restricts, or no longer restricts, one of the categories since they looked.
 */
export async function liftRestriction(ctx: Ctx<SubjectActor>, ready: ReadyToLift): Promise<string> {
  if ("signed" in ready) return ready.signed
  const { intent, plan } = ready
  await lockRestrictions(ctx, ctx.actor.subjectId)
  const part = await liftable(ctx, ready.part.id, ready.part.version)
  const { still } = await liftedScope(ctx, part)
  if (still.join() !== ready.still.join()) throw new Conflict("plan_changed")
  await useIntent(ctx, intent.id)
  const { subjectId, requestId, id: partId, number: registration, editionId } = part
  await keepLetter(ctx, {
    ...{ subjectId, requestId, partId, registration, editionId },
    kind: "lift",
    letter: intent.letter,
    signed: { method: ready.method, intentId: intent.id },
  })
  await beginLift(ctx, part, plan, ctx.actor.locale)
  return part.number
}

/** The plan of a lift is stored, the person told in `language`, and the worker carries it out. */
export async function beginLift(ctx: Ctx, part: Part, plan: PlanDraft, language: Locale): Promise<void> {
  const { id, subjectId, number } = part
  await storePlan(ctx, part, plan)
  await movePart(ctx, part, "lift")
  await tell(ctx, { subjectId, language }, "restriction_end", {
    number,
    date: formatDate(ctx.now, language),
    path: `/cabinet/requests/${number}`,
  })
  await enqueueJob(ctx, "fulfil", { part: id }, `fulfil:${id}`)
}
