"use server"

import { redirect } from "next/navigation"
import { staffAction } from "@/app/_server/form-action"
import type { FormState } from "@/app/_server/form-state"
import { house } from "@/app/_server/house"
import type { Ctx, Signed, StaffActor } from "@/lib/context"
import { Conflict, Invalid, Unavailable } from "@/lib/errors"
import { decidePart } from "@/lib/requests/decide"
import { previewAnswer } from "@/lib/requests/preview-answer"
import { type Prepared, prepareProposal, proposeDecision } from "@/lib/requests/propose"
import { proposeReply } from "@/lib/requests/propose-reply"
import { previewReply, replyToPart } from "@/lib/requests/reply"
import { SourceUnreachable } from "@/lib/sources/failures"
import { DecisionInput } from "./decision-input"
import { ReplyInput } from "./reply-input"

type Answer = { state: FormState } | { goTo: string }

async function prepare(signed: Signed<StaffActor>, input: DecisionInput): Promise<Prepared | null> {
  if (input.step === "change") return null
  try {
    return await prepareProposal(house(), signed, input)
  } catch (error) {
    // A source that is down is said as such; it is no fault of the form.
    if (error instanceof SourceUnreachable) throw new Unavailable(error.source)
    throw error instanceof Invalid ? new Invalid(besideLines(error.fields, input.lines)) : error
  }
}

/** The verb counts what is kept, the form its lines. */
const besideLines = (fields: Invalid["fields"], lines: readonly number[]): Invalid["fields"] =>
  Object.fromEntries(
    Object.entries(fields).map(([name, told]) => [
      name.replace(/^keeps\.(\d+)/, (_, at) => `line.${lines[Number(at)]}`),
      told,
    ]),
  )

async function verb(ctx: Ctx<StaffActor>, input: DecisionInput, prepared: Prepared | null): Promise<Answer> {
  if (!prepared) return { state: { status: "idle", values: input.typed } }
  const { text, hash } = await previewAnswer(ctx, input, prepared)
  if (input.step === "check")
    return { state: { status: "idle", values: { ...input.typed, preview: text, checked: hash } } }
  if (input.checked !== hash) throw new Conflict("letter_changed")
  const part = input.alone
    ? await decidePart(ctx, input, prepared)
    : await proposeDecision(ctx, input, prepared)
  const done = input.alone ? "decided" : "proposed"
  return { goTo: `/admin/requests/${part.number}?${new URLSearchParams({ part: part.id, done })}` }
}

async function reply(ctx: Ctx<StaffActor>, input: ReplyInput): Promise<Answer> {
  if (input.step === "change") return { state: { status: "idle", values: input.typed } }
  if (input.step === "check") {
    const { text, hash } = await previewReply(ctx, input)
    return { state: { status: "idle", values: { ...input.typed, preview: text, checked: hash } } }
  }
  const answer = { ...input, checked: input.checked }
  const part = input.isAppeal ? await proposeReply(ctx, answer) : await replyToPart(ctx, answer)
  const done = input.isAppeal ? "proposed" : "replied"
  return { goTo: `/admin/requests/${part.number}?${new URLSearchParams({ part: part.id, done })}` }
}

const after = (answer: Answer): FormState => ("goTo" in answer ? redirect(answer.goTo) : answer.state)

export const proposeAction = staffAction({
  act: "request.propose",
  schema: DecisionInput,
  prepare,
  verb,
  after,
})
export const decideAction = staffAction({
  act: "request.decide",
  schema: DecisionInput,
  prepare,
  verb,
  after,
})
export const replyAction = staffAction({ act: "request.reply", schema: ReplyInput, verb: reply, after })
