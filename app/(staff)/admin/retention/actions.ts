"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { approveSweep, dropSweep, proposeSweep } from "@/lib/retention/decide-sweep"
import { startSweep } from "@/lib/retention/start-sweep"

const One = z.object({ sweep: z.uuid("not_understood") })
const WithReason = One.extend({ reason: z.string().max(2000, "too_long").default("") })
const back = (done: string) => (id: string) => redirect(`/admin/retention/${id}?done=${done}`)

export const startSweepAction = staffAction({
  act: "sweep.propose",
  schema: z.object({ rules: z.array(z.string().max(100)).default([]) }),
  verb: (ctx, { rules }) => startSweep(ctx, rules),
  after: back("started"),
})

export const proposeSweepAction = staffAction({
  act: "sweep.propose",
  schema: WithReason,
  verb: proposeSweep,
  after: back("proposed"),
})

export const approveSweepAction = staffAction({
  act: "sweep.approve",
  schema: One,
  verb: approveSweep,
  after: back("approved"),
})

export const dropSweepAction = staffAction({
  act: "sweep.drop",
  schema: WithReason,
  verb: dropSweep,
  after: back("dropped"),
})
