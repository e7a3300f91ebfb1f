"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { prepareOwnClaim, sendOwnClaim } from "@/lib/requests/send-claim"

export const sendClaimAction = staffAction({
  act: "claim.send",
  schema: z.object({
    subject: z.uuid("not_understood"),
    words: z.string().default(""),
    amount: z.string().max(40, "money_shape").default(""),
    demand: z.string().default(""),
  }),
  prepare: (signed, input) => prepareOwnClaim(house(), signed, input),
  verb: async (ctx, _input, ready) => (await sendOwnClaim(ctx, ready)).number,
  after: (number) => redirect(`/admin/requests/${number}?done=claim_sent`),
})
