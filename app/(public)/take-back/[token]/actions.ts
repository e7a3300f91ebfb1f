"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { publicFormAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { takeBackErasure } from "@/lib/requests/take-back"

export const takeBackAction = publicFormAction(
  z.object({ token: z.string("not_understood").max(200, "not_understood") }),
  async ({ token }) => {
    await takeBackErasure(house(), token)
    return token
  },
  (token) => redirect(`/take-back/${token}`),
)
