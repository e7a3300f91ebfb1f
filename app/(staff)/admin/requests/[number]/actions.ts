"use server"

import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { approveProposal, resumeFulfilment, retractProposal, sendBack } from "@/lib/requests/approve"
import { assignPart } from "@/lib/requests/assign"
import { askQuestion, noteInternally, takePart } from "@/lib/requests/handle"
import { replanPart } from "@/lib/requests/replan"
import { Seen, toCase, told, words } from "./to-case"

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
  verb: async (ctx, input) => told(await approveProposal(ctx, input), "approved"),
  after: toCase,
})

export const sendBackAction = staffAction({
  act: "request.send_back",
  schema: Seen.extend({
    reason: z.string("reason_required").trim().min(1, "reason_required").max(2_000, "too_long"),
  }),
  verb: async (ctx, input) => told(await sendBack(ctx, input), "sent_back"),
  after: toCase,
})

export const resumeAction = staffAction({
  act: "request.resume",
  schema: Seen,
  verb: async (ctx, input) => told(await resumeFulfilment(ctx, input), "resumed"),
  after: toCase,
})

export const replanAction = staffAction({
  act: "request.replan",
  schema: Seen,
  verb: async (ctx, input) => told(await replanPart(ctx, input), "replanned"),
  after: toCase,
})
