import { eq } from "drizzle-orm"
import { staff } from "@/db/schema/staff"
import type { Ctx, StaffActor } from "@/lib/context"
import { Conflict, Invalid, NotAllowedNow } from "@/lib/errors"
import { multiline } from "@/lib/letters/clean"
import { keepLetter } from "@/lib/letters/keep-letter"
import type { Letter } from "@/lib/letters/letter"
import { letterHash, letterText } from "@/lib/letters/letter-text"
import type { DeclinedOutcome, GrantedOutcome } from "@/lib/letters/reply-letter"
import { tell } from "@/lib/notices/tell"
import type { InForce } from "@/lib/policy/editions"
import type { AppliedGround } from "@/lib/policy/lookup"
import { accessPart, type Part, pinnedOf, requesterName } from "@/lib/requests/access"
import { type Result, replyInWords } from "@/lib/requests/answer-letter"
import { appealedBy } from "@/lib/requests/appeal"
import { appealOutcomes, type Original, standingGrounds } from "@/lib/requests/appeal-outcomes"
import { refuseGroundsFor } from "@/lib/requests/grounds"
import { enqueueLift } from "@/lib/requests/lift-answered"
import { isOwnClaim, type PartScope } from "@/lib/requests/scope"
import { movePart } from "@/lib/requests/transition"

const granted = ["answered", "upheld", "overturned"] as const satisfies readonly GrantedOutcome[]
const declined = [
  "partly_upheld",
  "not_upheld",
  "partly_overturned",
  "confirmed",
] as const satisfies readonly DeclinedOutcome[]

export const replyOutcomes = [...granted, ...declined]
export type ReplyOutcome = GrantedOutcome | DeclinedOutcome

/** Whether an outcome gives less than was asked, so that it needs a ground. */
export const isDeclined = (outcome: ReplyOutcome): outcome is DeclinedOutcome =>
  declined.some((each) => each === outcome)

/** Rights whose request can be granted or declined; any other is answered. */
const DECIDED: readonly PartScope["right"][] = ["objection", "automated_review", "complaint", "claim"]

/** What an answer to this right may come to; nothing is declined where neither policy nor profile has a ground for it. */
export function outcomesFor(inForce: InForce, right: PartScope["right"]): readonly ReplyOutcome[] {
  if (!DECIDED.includes(right)) return ["answered"]
  const all = ["answered", "upheld", "partly_upheld", "not_upheld"] as const
  return refuseGroundsFor(inForce, right).length > 0 ? all : ["answered", "upheld"]
}

/** What an answer may come to and the grounds on which it may decline; to an appeal, by the part it is against. */
export function replyChoices(
  inForce: InForce,
  scope: PartScope,
  original: Original | null,
): { outcomes: readonly ReplyOutcome[]; grounds: AppliedGround[] } {
  const { right } = scope
  if (isOwnClaim(scope)) return { outcomes: ["answered"], grounds: [] }
  if (!original) return { outcomes: outcomesFor(inForce, right), grounds: refuseGroundsFor(inForce, right) }
  const grounds = standingGrounds(inForce, original)
  return { outcomes: grounds.length > 0 ? appealOutcomes : ["overturned"], grounds }
}

/** `ground` is looked at where the outcome declines something, and needed there. */
export type Reply = { part: string; version: number; words: string; outcome: ReplyOutcome; ground: string }

/**
 * The letter an answer in words would send, for the page on which it is checked before it goes; `hash` names it when it
 * is sent. Refuses what `replyToPart` refuses.
 */
export async function previewReply(
  ctx: Ctx<StaffActor>,
  input: Reply,
): Promise<{ text: string; hash: string }> {
  const { letter } = await writeReply(ctx, input, "request.reply")
  return { text: letterText(letter), hash: letterHash(letter) }
}

/**
 * Answers a request in words and closes it: letter, outcome with its ground, history and notice in the open transaction.
 * `checked` is the hash of the letter that was read; Conflict where it would be another now. Throws Invalid without
 * words, or where it is declined without a coded ground that answers this right; NotAllowedNow for a part that has a
 * plan or is not being worked on, and for an appeal, which two people answer (proposeReply).
 */
export async function replyToPart(
  ctx: Ctx<StaffActor>,
  input: Reply & { checked: string | undefined },
): Promise<Part> {
  const { part, letter, result } = await writeReply(ctx, input, "request.reply")
  if (part.appealOf) throw new NotAllowedNow("needs_approver")
  if (input.checked !== letterHash(letter)) throw new Conflict("letter_changed")
  const { id: partId, subjectId, requestId, editionId, number, language } = part
  // Before the part is closed: the database closes none without its letter.
  await keepLetter(ctx, {
    ...{ subjectId, requestId, partId, editionId, letter },
    kind: "answer",
    registration: number,
  })
  const moved = await movePart(ctx, part, "reply", { set: result })
  // Declined: what was restricted while it was open is used again, after this letter says why.
  if (result.outcome === "not_upheld") await enqueueLift(ctx, part)
  await tell(ctx, { subjectId, language }, "answered", { number, path: `/cabinet/requests/${number}` })
  return moved
}

/** The answer as it would go out, checked. Throws as replyToPart does. */
export async function writeReply(
  ctx: Ctx<StaffActor>,
  input: Reply,
  permission: "request.reply" | "request.propose",
): Promise<{ part: Part; inForce: InForce; letter: Letter; result: Result }> {
  const part = await accessPart(ctx, input.part, permission, input.version)
  if (part.kind !== "answer") throw new NotAllowedNow("answered_by_plan")
  if (part.status !== "working") throw new NotAllowedNow()
  // Invisible characters alone say nothing.
  if (multiline(input.words) === "") throw new Invalid({ words: { code: "required" } })
  const inForce = await pinnedOf(ctx, part)
  const result = resultOf(replyChoices(inForce, part.scope, await appealedBy(ctx, part.id)), input)
  const letter = replyInWords(inForce, part, {
    name: await requesterName(ctx, part),
    words: input.words,
    result,
    by: await signers(ctx, part),
    appUrl: ctx.appUrl,
  })
  return { part, inForce, letter, result }
}

function resultOf(choices: ReturnType<typeof replyChoices>, { outcome, ground }: Reply): Result {
  if (!choices.outcomes.includes(outcome)) throw new Invalid({ outcome: { code: "choose_one" } })
  if (!isDeclined(outcome)) return { outcome, ground: null }
  if (!choices.grounds.some(({ code }) => code === ground))
    throw new Invalid({ ground: { code: "ground_required" } })
  return { outcome, ground }
}

/** The unit; where the person has a right to a review by a person, that person too. */
async function signers(ctx: Ctx<StaffActor>, { right }: Part): Promise<string[]> {
  const { unit, accountId } = ctx.actor
  if (right !== "automated_review") return [unit]
  const rows = await ctx.db.select({ name: staff.name }).from(staff).where(eq(staff.accountId, accountId))
  return [...rows.map(({ name }) => name), unit]
}
