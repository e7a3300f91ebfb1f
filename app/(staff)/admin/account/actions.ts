"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { staffAction } from "@/app/_server/form-action"
import { dateBoxes, typedUnder } from "@/app/_server/form-shapes"
import { house } from "@/app/_server/house"
import { translator } from "@/app/_server/locale"
import { renewToken } from "@/app/_server/session"
import { declareTie } from "@/lib/oversight/declare-tie"
import { changePassword, preparePassword } from "@/lib/people/change-password"
import { declareAbsence, endAbsence } from "@/lib/people/declare-absence"
import { changeCodes, proveCodes } from "@/lib/people/own-codes"
import { endOwnSessions } from "@/lib/people/own-sessions"
import { makeRecoveryCodes, proveForCodes } from "@/lib/people/recovery-codes"
import { ChangePassword, EndSessions } from "@/lib/people/schema"

export const declareTieAction = staffAction({
  act: "tie.declare",
  schema: z.object({
    known: z.string("required").trim().min(1, "required").max(200, "too_long"),
    kind: z.string().default(""),
  }),
  verb: declareTie,
  after: ({ declared }) => redirect(`/admin/account?done=${declared > 0 ? "tie" : "tied"}`),
})

export const declareAbsenceAction = staffAction({
  act: "absence.declare",
  schema: z.object({
    ...dateBoxes("from", "until"),
    deputy: z.string().default(""),
  }),
  verb: (ctx, input) =>
    declareAbsence(ctx, {
      from: typedUnder(input, "from"),
      until: typedUnder(input, "until"),
      deputy: input.deputy,
    }),
  after: () => redirect("/admin/account?done=absence"),
})

export const endAbsenceAction = staffAction({
  act: "absence.declare",
  schema: z.object({ absence: z.uuid("not_understood") }),
  verb: (ctx, { absence }) => endAbsence(ctx, absence),
  after: () => redirect("/admin/account?done=back"),
})

export const endSessionsAction = staffAction({
  act: "session.end",
  schema: EndSessions,
  verb: (ctx, { session }) => endOwnSessions(ctx, session),
  after: () => redirect("/admin/account?done=ended"),
})

export const changePasswordAction = staffAction({
  act: "password.change",
  schema: ChangePassword,
  prepare: (signed, input) => preparePassword(house(), signed, input),
  verb: (ctx, _input, sealed) => changePassword(ctx, sealed),
  after: async () => {
    await renewToken()
    redirect("/admin/account?done=password")
  },
})

export const changeCodesAction = staffAction({
  act: "factor.change",
  schema: z.object({
    current: z.string("required").min(1, "required"),
    code: z.string("required").trim().min(1, "required"),
  }),
  prepare: (signed, input) => proveCodes(house(), signed, input),
  verb: (ctx, _input, codes) => changeCodes(ctx, codes),
  after: async () => {
    await renewToken()
    redirect("/admin/account?done=codes")
  },
})

/** The codes are shown once, where the form was: they stand in no address and no log. */
export const makeRecoveryCodesAction = staffAction({
  act: "factor.change",
  schema: z.object({ current: z.string("required").min(1, "required") }),
  prepare: (signed, { current }) => proveForCodes(house(), signed, current),
  verb: (ctx) => makeRecoveryCodes(ctx),
  after: async (codes) => ({
    status: "done",
    message: (await translator("security"))("recovery.made", { codes: codes.join("  ") }),
  }),
})
