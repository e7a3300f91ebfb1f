"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { formAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { liftRestriction, prepareLift, readyToLift } from "@/lib/requests/lift-restriction"

export const prepareLiftAction = formAction({
  act: "restriction.prepare_lift",
  schema: z.object({
    part: z.uuid("not_understood"),
    number: z.string().regex(/^\d{4}-\d{6,9}$/, "not_understood"),
  }),
  prepare: async (signed, { part, number }) => ({ intent: await prepareLift(house(), signed, part), number }),
  verb: async (_ctx, _input, prepared) => prepared,
  after: ({ intent, number }) => redirect(`/cabinet/requests/${number}/lift/sign?intent=${intent}`),
})

export const liftAction = formAction({
  act: "restriction.lift",
  schema: z.object({
    intent: z.uuid("not_understood"),
    password: z.string().max(1_000, "too_long").optional(),
    code: z.string().max(40, "too_long").optional(),
  }),
  prepare: (signed, input) => readyToLift(house(), signed, input),
  verb: (ctx, _input, ready) => liftRestriction(ctx, ready),
  after: (number) => redirect(`/cabinet/requests/${number}?done=lifted`),
})
