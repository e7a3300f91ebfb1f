import { eq } from "drizzle-orm"
import { staff } from "@/db/schema/people"
import type { Ctx, StaffActor } from "@/lib/context"
import { Conflict, Invalid, NotAllowedNow } from "@/lib/errors"
import { multiline } from "@/lib/letters/clean"
import { keepLetter } from "@/lib/letters/keep-letter"
import type { Letter } from "@/lib/letters/letter"
import { letterHash, letterText } from "@/lib/letters/letter-text"
import { tell } from "@/lib/notices/tell"
import type { InForce } from "@/lib/policy/editions"
import { accessPart, type Part, pinnedOf, requesterName } from "@/lib/requests/access"
import { type Result, replyInWords } from "@/lib/requests/answer-letter"
import { refuseGroundsFor } from "@/lib/requests/grounds"
import { enqueueLift } from "@/lib/requests/lift-answered"
import type { PartScope } from "@/lib/requests/scope"
import { movePart } from "@/lib/requests/transition"

export const replyOutcomes = ["answered", "upheld", "not_upheld"] as const
export type ReplyOutcome = (typeof replyOutcomes)[number]

/** Rights whose request can be granted or declined; any other is answered. */
const DECIDED: readonly PartScope["right"][] = ["objection", "automated_review", "complaint", "claim"]

/** What an answer to this right may come to; nothing is declined where neither policy nor profile has a ground for it. */
export function outcomesFor(inForce: InForce, right: PartScope["right"]): readonly ReplyOutcome[] {
  if (!DECIDED.includes(right)) return ["answered"]
  return refuseGroundsFor(inForce, right).length > 0 ? replyOutcomes : ["answered", "upheld"]
}

/** `ground` is looked at where the outcome is `not_upheld`, and needed there. */
export type Reply = { part: string; version: number; words: string; outcome: ReplyOutcome; ground: string }

/**
 * The letter an answer in words would send, for the page on which it is checked before it goes; `hash` names it when it
 * is sent. Refuses what `replyToPart` refuses.
 */
export async function previewReply(
  ctx: Ctx<StaffActor>,
  input: Reply,
): Promise<{ text: string; hash: string }> {
  const { letter } = await written(ctx, input)
  return { text: letterText(letter), hash: letterHash(letter) }
}

/**
 * Answers a request in words and closes it: letter, outcome with its ground, history and notice in the open transaction.
 * `checked` is the hash of the letter that was read; Conflict where it would be another now. Throws Invalid without
 * words, or where it is declined without a coded ground that answers this right; NotAllowedNow for a part that has a
 * plan or is not being worked on.
 */
export async function replyToPart(
  ctx: Ctx<StaffActor>,
  input: Reply & { checked: string | undefined },
): Promise<Part> {
  const { part, letter, result } = await written(ctx, input)
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

async function written(
  ctx: Ctx<StaffActor>,
  input: Reply,
): Promise<{ part: Part; letter: Letter; result: Result }> {
  const part = await accessPart(ctx, input.part, "request.reply", input.version)
  if (part.kind !== "answer") throw new NotAllowedNow("answered_by_plan")
  if (part.status !== "working") throw new NotAllowedNow()
  // Invisible characters alone say nothing.
  if (multiline(input.words) === "") throw new Invalid({ words: { code: "required" } })
  const inForce = await pinnedOf(ctx, part)
  const result = resultOf(inForce, part, input)
  const letter = replyInWords(inForce, part, {
    name: await requesterName(ctx, part),
    words: input.words,
    result,
    by: await signers(ctx, part),
  })
  return { part, letter, result }
}

function resultOf(inForce: InForce, { right }: Part, { outcome, ground }: Reply): Result {
  if (!outcomesFor(inForce, right).includes(outcome)) throw new Invalid({ outcome: { code: "choose_one" } })
  if (outcome !== "not_upheld") return { outcome, ground: null }
  if (!refuseGroundsFor(inForce, right).some(({ code }) => code === ground))
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
