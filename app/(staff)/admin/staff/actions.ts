"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { translator } from "@/app/_server/locale"
import { endTie } from "@/lib/oversight/end-tie"
import { endAbsence } from "@/lib/people/declare-absence"
import { inviteColleague } from "@/lib/people/invite-colleague"
import { shutOut } from "@/lib/people/shut-out"

const typed = z.string().max(254, "too_long").default("")

/** The link is shown once, where the form was: it stands in no address and no log. */
export const inviteAction = staffAction({
  act: "staff.manage",
  schema: z.object({
    email: typed,
    name: typed,
    unit: typed,
    role: typed,
    outside: z.array(z.string()).default([]),
  }),
  verb: (ctx, { outside, ...input }) => inviteColleague(ctx, { ...input, outside: outside.length > 0 }),
  after: async (token) => ({
    status: "done",
    message: (await translator("staff"))("invite.done", {
      link: `${house().configuration.appUrl}/invitation?token=${token}`,
    }),
  }),
})

const One = z.object({ colleague: z.uuid("not_understood") })

export const shutOutAction = staffAction({
  act: "staff.manage",
  schema: One,
  verb: (ctx, { colleague }) => shutOut(ctx, colleague),
  after: ({ id }) => redirect(`/admin/staff/${id}?done=out`),
})

export const endTieAction = staffAction({
  act: "tie.end",
  schema: One.extend({ tie: z.uuid("not_understood") }),
  verb: async (ctx, { tie, colleague }) => {
    await endTie(ctx, tie)
    return { colleague }
  },
  after: ({ colleague }) => redirect(`/admin/staff/${colleague}?done=untied`),
})

export const endColleaguesAbsenceAction = staffAction({
  act: "staff.manage",
  schema: One.extend({ absence: z.uuid("not_understood") }),
  verb: async (ctx, { absence, colleague }) => {
    await endAbsence(ctx, absence)
    return { colleague }
  },
  after: ({ colleague }) => redirect(`/admin/staff/${colleague}?done=back`),
})
