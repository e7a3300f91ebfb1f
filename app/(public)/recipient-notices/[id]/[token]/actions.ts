"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { publicFormAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { answerByLink } from "@/lib/recipients/by-link"

export const answerNoticeAction = publicFormAction(
  z.object({
    id: z.uuid("not_understood"),
    token: z.string("not_understood").max(100, "not_understood"),
    answer: z.enum(["done", "not_held", "refused"], "choose_one"),
    ground: z.string().max(2000, "too_long").default(""),
  }),
  (input) => answerByLink(house(), input),
  ({ id, token }) => redirect(`/recipient-notices/${id}/${token}`),
)
