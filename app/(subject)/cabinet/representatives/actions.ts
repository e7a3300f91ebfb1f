"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { formAction } from "@/app/_server/form-action"
import { objectToMandate } from "@/lib/mandates/end-mandate"

export const objectAction = formAction({
  act: "mandate.object",
  schema: z.object({ mandate: z.uuid("not_understood") }),
  verb: (ctx, { mandate }) => objectToMandate(ctx, mandate),
  after: () => redirect("/cabinet/representatives?done=objected"),
})
