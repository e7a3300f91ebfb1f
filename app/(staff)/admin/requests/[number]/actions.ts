"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
import type { Ctx, StaffActor } from "@/lib/context"
import type { Part } from "@/lib/requests/access"
import { approveProposal, resumeFulfilment, retractProposal, sendBack } from "@/lib/requests/approve"
import { putToOutside } from "@/lib/requests/approvers"
import { assignPart } from "@/lib/requests/assign"
import { closeObjected } from "@/lib/requests/close-objected"
import { askQuestion, noteInternally, takePart } from "@/lib/requests/handle"
import { replanPart } from "@/lib/requests/replan"
import { reviewPart } from "@/lib/requests/review-part"
import { reviewSecrecy } from "@/lib/requests/review-secrecy"
import { tellRecipient } from "@/lib/requests/tell-recipient"
import { Seen, toCase, told, words } from "./to-case"

/** What an approver from outside answered is not theirs to see any more. */
const answered = (ctx: Ctx<StaffActor>, part: Part, done: "approved" | "sent_back") => ({
  ...told(part, done),
  outside: ctx.actor.outside,
})
const toCaseOrQueue = ({ outside, ...rest }: ReturnType<typeof answered>) =>
  outside ? redirect(`/admin?done=${rest.done}`) : toCase(rest)

export const takeAction = staffAction({
  act: "request.assign",
  schema: Seen,
  verb: async (ctx, input) => told(await takePart(ctx, input), "taken"),
  after: toCase,
})

export const assignAction = staffAction({
  act: "request.hand_over",
  schema: Seen.extend({ to: z.uuid("choose_one") }),
  verb: async (ctx, input) => told(await assignPart(ctx, input), "assigned"),
  after: toCase,
})

export const putToAction = staffAction({
  act: "request.put_to",
  schema: Seen.extend({ approver: z.uuid("choose_one") }),
  verb: async (ctx, input) => told(await putToOutside(ctx, input), "put"),
  after: toCase,
})

export const askAction = staffAction({
  act: "request.ask",
  schema: Seen.extend({ question: words }),
  verb: async (ctx, { question, ...seen }) =>
    told(await askQuestion(ctx, { ...seen, body: question }), "asked"),
  after: toCase,
})

export const noteAction = staffAction({
  act: "request.note",
  schema: Seen.extend({ note: words }),
  verb: async (ctx, { part, note }) => told(await noteInternally(ctx, { part, body: note }), "noted"),
  after: toCase,
})

export const retractAction = staffAction({
  act: "request.retract",
  schema: Seen,
  verb: async (ctx, input) => told(await retractProposal(ctx, input), "retracted"),
  after: toCase,
})

export const approveAction = staffAction({
  act: "request.approve",
  schema: Seen,
  verb: async (ctx, input) => answered(ctx, await approveProposal(ctx, input), "approved"),
  after: toCaseOrQueue,
})

export const sendBackAction = staffAction({
  act: "request.send_back",
  schema: Seen.extend({
    reason: z.string("reason_required").trim().min(1, "reason_required").max(2_000, "too_long"),
  }),
  verb: async (ctx, input) => answered(ctx, await sendBack(ctx, input), "sent_back"),
  after: toCaseOrQueue,
})

export const resumeAction = staffAction({
  act: "request.resume",
  schema: Seen,
  verb: async (ctx, input) => {
    const part = await resumeFulfilment(ctx, input)
    return told(part, part.status === "fulfilling" ? "resumed" : "looked_again")
  },
  after: toCase,
})

export const reviewSecrecyAction = staffAction({
  act: "disclosures.review",
  schema: z.object({
    request: z.uuid("not_understood"),
    keep: z.enum(["yes", "no"], "choose_one"),
    ...dateBoxes("review"),
  }),
  verb: async (ctx, { request, keep, ...review }) =>
    reviewSecrecy(ctx, { request, keep: keep === "yes", review: typedUnder(review, "review") }),
  after: (number) => redirect(`/admin/requests/${number}?done=secrecy_reviewed`),
})

export const replanAction = staffAction({
  act: "request.replan",
  schema: Seen,
  verb: async (ctx, input) => told(await replanPart(ctx, input), "replanned"),
  after: toCase,
})

export const closeObjectedAction = staffAction({
  act: "request.close_objected",
  schema: Seen,
  verb: async (ctx, input) => told(await closeObjected(ctx, input), "closed_objected"),
  after: toCase,
})

export const tellAction = staffAction({
  act: "request.tell",
  schema: Seen.extend({
    recipient: z.string("not_understood").max(64, "not_understood"),
    ...dateBoxes("told"),
    note: words,
  }),
  verb: async (ctx, input) =>
    told(await tellRecipient(ctx, { ...input, told: typedUnder(input, "told") }), "recipient_told"),
  after: toCase,
})

export const reviewAction = staffAction({
  act: "request.review",
  schema: Seen.extend({ finding: words }),
  verb: async (ctx, input) => told(await reviewPart(ctx, input), "reviewed"),
  after: toCase,
})
