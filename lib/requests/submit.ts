import { randomUUID } from "node:crypto"
import { requestParts, requests } from "@/db/schema/requests"
import type { Ctx, Locale, StaffActor, SubjectActor } from "@/lib/context"
import { addDays, startOfDay } from "@/lib/deadlines/day"
import { Forbidden } from "@/lib/errors"
import { formatDate } from "@/lib/format/date"
import type { PlanDraft } from "@/lib/fulfilment/draft"
import { storePlan } from "@/lib/fulfilment/store-plan"
import { record } from "@/lib/ledger/record"
import { namedWith } from "@/lib/letters/acting"
import { keepLetter } from "@/lib/letters/keep-letter"
import type { EntryChannel, Letter, SignedBy } from "@/lib/letters/letter"
import { tell } from "@/lib/notices/tell"
import { mandateWith } from "@/lib/people/mandates"
import { provenBy } from "@/lib/people/proof"
import type { InForce } from "@/lib/policy/editions"
import { offeredRight, right } from "@/lib/policy/lookup"
import type { Asker } from "@/lib/policy/rights-schema"
import type { Part } from "@/lib/requests/access"
import { answerBy } from "@/lib/requests/answer-by"
import { askerOf, refuseOutsideMandate } from "@/lib/requests/asker"
import { type Authority, sealAuthority } from "@/lib/requests/authority"
import { divisionFor } from "@/lib/requests/division"
import { nextNumber } from "@/lib/requests/number"
import { markOf } from "@/lib/requests/part-mark"
import { preserveEvidence } from "@/lib/requests/preserve"
import { askProofAtOnce } from "@/lib/requests/proof-asked"
import type { PartScope } from "@/lib/requests/scope"
import { takeBackUntil, tellTakeBack } from "@/lib/requests/take-back"
import { keepHistory } from "@/lib/requests/transition"

/** One right over one scope, with the plan the person was shown for it. */
export type Asked = { scope: PartScope; plan: PlanDraft }

export type Submission = Asked & {
  inForce: InForce
  letter: Letter | null
  intentId: string | null
  /** How the letter of this intent was signed; with the password, where it is not said. */
  method?: SignedBy
  /** The name as the sources held it when the person asked: after an erasure none can tell it, and letters need it. */
  name: string
  /** What the same letter asks that takes its own way. */
  besides?: readonly Asked[]
  /** The part it is an appeal against. */
  appealOf?: string | undefined
  /** The document of a state body, where one asks. */
  authority?: Authority
  /** The ground under which the person is not shown it, and until which day. */
  secrecy?: { ground: string; reviewOn: string } | null
}

/** Who asked, how and when it reached the organisation, and in which language they are answered. */
export type Origin = {
  subjectId: string
  requesterId: string | null
  language: Locale
  /** `system`: the organisation itself, of the person. */
  channel: "cabinet" | "system" | EntryChannel
  receivedAt: Date
  /** In which capacity; the person themselves, where it is not said. Somebody for them: under a mandate. */
  askedBy?: Asker
  mandateId?: string | null
}

const ownOrigin = ({ actor, now }: Ctx<SubjectActor>): Origin => ({
  subjectId: actor.subjectId,
  requesterId: actor.accountId,
  language: actor.locale,
  channel: "cabinet",
  receivedAt: now,
  askedBy: askerOf(actor).kind,
  mandateId: actor.mandate?.id ?? null,
})

/**
 * Registers a request of the person who acts: request, part with its deadline and the steps that led to it, signed
 * letter, plan, history, ledger entry and notice, all in the open transaction. Returns the part; its number is known
 * from here on. Throws Forbidden where the policy does not give them this right.
 */
export async function submitRequest(ctx: Ctx<SubjectActor>, submission: Submission): Promise<Part> {
  return (await submitParts(ctx, submission)).part
}

/** The same for a letter that asks for several things at once: returns the part and those beside it. */
export async function submitParts(ctx: Ctx<SubjectActor>, submission: Submission): Promise<Opened> {
  const { inForce, scope } = submission
  refuseOutsideMandate(inForce.policy, ctx.actor, scope.right)
  if (!offeredRight(inForce.policy, scope.right, askerOf(ctx.actor))) throw new Forbidden()
  return openParts(ctx, ownOrigin(ctx), submission)
}

export type Opened = { part: Part; besides: Part[] }

/** The same for a request that reached the organisation in another way; its clock starts at receipt, not at entry. */
export async function openParts(
  ctx: Ctx<SubjectActor | StaffActor>,
  origin: Origin,
  submission: Submission,
): Promise<Opened> {
  const { inForce, scope, besides: asked = [] } = submission
  const { subjectId, language, channel } = origin
  const request = await openRequest(ctx, origin, submission)
  const part = await openPart(ctx, inForce, request, submission, submission.appealOf)
  await keepSigned(ctx, part, request, submission)
  await preserveEvidence(ctx, inForce, part)
  const besides: Part[] = []
  for (const each of asked) besides.push(await openPart(ctx, inForce, request, each))
  await record(ctx, "request.submitted", {
    subjectId,
    object: request.id,
    payload: { number: request.number, right: scope.right, ...(channel === "cabinet" ? {} : { channel }) },
  })
  // What a state body asks, the person learns with its answer.
  if (origin.askedBy === "authority") return { part, besides }
  await tell(ctx, { subjectId, language }, "received", {
    number: request.number,
    date: formatDate(part.dueOn, language),
    path: `/cabinet/requests/${request.number}`,
  })
  for (const each of [part, ...besides]) {
    await tellTakeBack(ctx, inForce, each)
    await askProofAtOnce(ctx, inForce, each)
  }
  return { part, besides }
}

type OpenRequest = Origin & { id: string; number: string; nameCell: Buffer }

/** Opens a request without parts, with the next number. */
export async function openRequest(
  ctx: Ctx,
  origin: Origin,
  { inForce, name, authority, secrecy }: Pick<Submission, "inForce" | "name" | "authority" | "secrecy">,
): Promise<OpenRequest> {
  const { subjectId } = origin
  const id = randomUUID()
  const owner = { id: subjectId, purpose: "case" } as const
  const mandate = origin.mandateId ? await mandateWith(ctx, origin.mandateId) : null
  const asker = mandate ? namedWith(name, mandate, origin.language) : name
  const nameCell = await ctx.vault.seal(owner, `requests.requester_name|${id}`, asker)
  const number = await nextNumber(ctx, inForce.policy.organisation.timezone)
  await ctx.db.insert(requests).values({
    id,
    number,
    ...origin,
    enteredAt: ctx.now,
    enteredBy: ctx.actor.kind === "system" ? null : ctx.actor.accountId,
    requesterName: nameCell,
    authority: authority ? await sealAuthority(ctx, { subjectId, requestId: id }, authority) : null,
    secrecy: secrecy?.ground ?? null,
    reviewOn: secrecy?.reviewOn ?? null,
    proofLevel: ctx.actor.kind === "subject" ? await provenBy({ ...ctx, actor: ctx.actor }) : null,
  })
  return { ...origin, id, number, nameCell }
}

type InRequest = Pick<OpenRequest, "id" | "number" | "subjectId" | "receivedAt" | "language"> & {
  nameCell: Buffer | null
  channel?: string
  askedBy?: string
  mandateId?: string | null
}

/** Opens one part in a request that is there, its clock from the request's receipt. */
export async function openPart(
  ctx: Ctx,
  inForce: InForce,
  request: InRequest,
  { scope, plan }: Asked,
  appealOf: string | null = null,
): Promise<Part> {
  const promised = right(inForce.policy, scope.right)
  const due = answerBy(inForce, scope.right, request.receivedAt)
  const pinned = {
    profileId: inForce.profileId,
    editionId: inForce.edition.id,
    dataMapId: inForce.dataMapId,
    calendarId: inForce.calendarId,
  }
  const clock = {
    receivedAt: request.receivedAt,
    dueAt: due.dueAt,
    dueOn: due.dueOn,
    dueSteps: due.steps,
    liftAt: endsAt(inForce, scope),
    notBefore: takeBackUntil(ctx, inForce, { scope, plan }, due.dueOn),
  }
  const row = {
    id: randomUUID(),
    requestId: request.id,
    subjectId: request.subjectId,
    right: scope.right,
    kind: promised.kind,
    scope,
    status: "received" as const,
    appealOf,
  }
  const mark = markOf(ctx.vault, row)
  await ctx.db.insert(requestParts).values({
    ...row,
    ...pinned,
    ...clock,
    division: divisionFor(inForce.policy, scope),
    mark,
  })
  const part: Part = {
    ...row,
    ...pinned,
    ...clock,
    number: request.number,
    channel: request.channel ?? "cabinet",
    askedBy: request.askedBy ?? "subject",
    version: 1,
    extendedAt: null,
    awaitedSince: null,
    reminded: 0,
    language: request.language,
    assignedTo: null,
    deferredFact: null,
    deferredUntil: null,
    nameCell: request.nameCell,
    mandateId: request.mandateId ?? null,
    mark,
    decided: null,
  }
  await storePlan(ctx, part, plan)
  await keepHistory(ctx, { ...part, status: "draft" }, "submit", "received")
  return part
}

/** The moment after the last day a restriction is to hold. */
const endsAt = ({ policy }: InForce, scope: PartScope): Date | null =>
  scope.right === "restriction" && scope.until
    ? startOfDay(addDays(scope.until, 1), policy.organisation.timezone)
    : null

async function keepSigned(
  ctx: Ctx,
  part: Part,
  { channel, receivedAt }: Origin,
  { letter, intentId, method = "password" }: Pick<Submission, "letter" | "intentId" | "method">,
): Promise<void> {
  if (!letter) return
  const { subjectId, requestId, id: partId, right: kind, number: registration, editionId } = part
  const kept = { subjectId, requestId, partId, kind, letter, registration, editionId }
  await keepLetter(ctx, {
    ...kept,
    ...(intentId ? { signed: { method, intentId } } : {}),
    ...(channel === "cabinet" || channel === "system" ? {} : { registered: { channel, receivedAt } }),
  })
}
