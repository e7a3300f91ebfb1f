import { randomUUID } from "node:crypto"
import { eq } from "drizzle-orm"
import { messages } from "@/db/schema/letters"
import { requestParts } from "@/db/schema/requests"
import type { Ctx, StaffActor, SubjectActor } from "@/lib/context"
import { Invalid, NotAllowedNow } from "@/lib/errors"
import { tell } from "@/lib/notices/tell"
import { accessPart, type Part, pinnedOf } from "@/lib/requests/access"
import { needsProof } from "@/lib/requests/proof-asked"
import { isEffectScope, isOwnClaim, sweptIn } from "@/lib/requests/scope"
import { runsAlone } from "@/lib/requests/self-service"
import { isWaitedFor } from "@/lib/requests/take-back"
import { actorKindOf, movePart } from "@/lib/requests/transition"

type Seen = { part: string; version: number }

const pathOf = (part: Part) => `/cabinet/requests/${part.number}`

/**
 * Takes a part to work on it. A part just received is confirmed in the same act: signing in and, for letters, the
 * password typed again are the method of proof, and nothing more is asked (ICO; rule "do not ask again").
 */
export async function takePart(ctx: Ctx<StaffActor>, input: Seen): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.assign", input.version)
  const set = { assignedTo: ctx.actor.accountId }
  const inForce = await pinnedOf(ctx, part)
  // What goes to work by itself waits for nobody's decision, and taking it must not hold it up; nor is anybody confirmed
  // by the way whom the policy wants looked at.
  const isWaiting =
    part.status === "received" && !runsAlone(inForce, part.scope) && !(await needsProof(ctx, inForce, part))
  if (isWaiting && ctx.actor.role === "officer")
    return movePart(ctx, part, "confirm", { set, note: "signed_in" })
  await ctx.db.update(requestParts).set(set).where(eq(requestParts.id, part.id))
  return { ...part, ...set }
}

/** Puts words on the thread with the person, or among staff. Throws Invalid beside `field` when nothing is said. */
export async function writeOn(
  ctx: Ctx,
  part: Part,
  body: string,
  { internal = false, field = "body" }: { internal?: boolean; field?: string } = {},
): Promise<void> {
  const text = body.trim()
  if (!text) throw new Invalid({ [field]: { code: "required" } })
  const id = randomUUID()
  await ctx.db.insert(messages).values({
    id,
    requestId: part.requestId,
    partId: part.id,
    subjectId: part.subjectId,
    authorKind: actorKindOf(ctx),
    authorId: ctx.actor.kind === "system" ? null : ctx.actor.accountId,
    internal,
    body: await ctx.vault.seal({ id: part.subjectId, purpose: "case" }, `messages.body|${id}`, text),
    at: ctx.now,
  })
}

/** Asks the person something; the part waits for them and they are told. */
export async function askQuestion(ctx: Ctx<StaffActor>, input: Seen & { body: string }): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.ask", input.version)
  await writeOn(ctx, part, input.body)
  const moved = await movePart(ctx, part, "ask")
  await tell(ctx, part, "question", { number: part.number, path: pathOf(part) })
  return moved
}

/** The person answers; the part goes on. Without a question it is a further message on the thread. */
export async function answerQuestion(
  ctx: Ctx<SubjectActor>,
  input: { part: string; body: string },
): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.answer")
  await writeOn(ctx, part, input.body)
  return part.status === "waiting" ? movePart(ctx, part, "answer") : part
}

/**
 * What the person answered otherwise than in the cabinet, in the officer's words: by phone, on paper, at a visit. Throws
 * NotAllowedNow where nothing was asked.
 */
export async function answerForThem(ctx: Ctx<StaffActor>, input: Seen & { body: string }): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.answer_for", input.version)
  await writeOn(ctx, part, input.body)
  return movePart(ctx, part, "answer", { note: "on_their_word" })
}

/** A note among staff: never shown to the person. */
export async function noteInternally(
  ctx: Ctx<StaffActor>,
  input: { part: string; body: string },
): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.note")
  await writeOn(ctx, part, input.body, { internal: true })
  return part
}

/**
 * The person takes the request back; what is done stays done. A cancelled withdrawal revives no consent (rule 5): what
 * stopped with one press is stopped, in the sources too, and cannot be taken back. Throws NotAllowedNow with what can be
 * done instead.
 */
export async function cancelRequest(ctx: Ctx<SubjectActor>, input: Seen): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.cancel", input.version)
  await refuseInEffect(ctx, part)
  return movePart(ctx, part, "cancel")
}

/**
 * The same on the person's word, who said it by phone, on paper or at a visit: how and when, in the officer's words, stands
 * on the thread they read, and they are told. Throws Invalid beside `said` without words.
 */
export async function cancelForThem(ctx: Ctx<StaffActor>, input: Seen & { said: string }): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.cancel_for", input.version)
  // What a state body asks is not the person's to take back.
  if (part.askedBy === "authority") throw new NotAllowedNow()
  await refuseInEffect(ctx, part)
  await writeOn(ctx, part, input.said, { field: "said" })
  const moved = await movePart(ctx, part, "cancel", { note: "on_their_word" })
  await tell(ctx, part, "cancelled_for_you", { number: part.number, path: pathOf(part) })
  return moved
}

async function refuseInEffect(ctx: Ctx, part: Part): Promise<void> {
  const { scope, status } = part
  if (isOwnClaim(scope) || sweptIn(scope)) throw new NotAllowedNow()
  const alone = runsAlone(await pinnedOf(ctx, part), scope)
  // A block that took effect is lifted, not cancelled: cancelling would leave it standing with nobody to end it.
  if (scope.right === "restriction" && (status === "fulfilled" || (alone && status !== "received")))
    throw new NotAllowedNow("restricted_already")
  if (isEffectScope(scope) && alone) throw new NotAllowedNow("in_effect_already")
  const isUnderWay = status === "fulfilling" && !isWaitedFor(part, ctx.now)
  if (isUnderWay || status === "fulfilled" || status === "stalled")
    throw new NotAllowedNow("carried_out_already")
  if (scope.right === "withdrawal" && alone) throw new NotAllowedNow()
}
