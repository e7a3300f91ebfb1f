"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
import { house } from "@/app/_server/house"
import { sentFile } from "@/app/_server/sent-file"
import { askPermission, preparePermission } from "@/lib/disclosures/ask-permission"

export const askPermissionAction = staffAction({
  act: "permission.ask",
  schema: z.object({
    subject: z.uuid("not_understood"),
    whom: z.string().max(64).default(""),
    named: z.string().max(500, "too_long").default(""),
    categories: z.array(z.string().max(64)).max(200).default([]),
    reason: z.string().max(5_000, "too_long").default(""),
    paper: z.enum(["yes", "no"], "choose_one"),
    evidence: z.instanceof(File).optional(),
    ...dateBoxes("until", "given"),
  }),
  prepare: async (signed, input) =>
    preparePermission(house(), signed, {
      ...input,
      until: typedUnder(input, "until"),
      given: typedUnder(input, "given"),
      paper: input.paper === "yes",
      evidence: await sentFile(input.evidence),
    }),
  verb: async (ctx, { subject }, ready) => {
    await askPermission(ctx, ready)
    return subject
  },
  after: (subject) => redirect(`/admin/people/${subject}/permissions/new?done=asked`),
})
