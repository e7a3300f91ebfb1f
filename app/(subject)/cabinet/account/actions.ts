"use server"

import { redirect } from "next/navigation"
import { z } from "zod"
import { formAction } from "@/app/_server/form-action"
import { house } from "@/app/_server/house"
import { rememberLocale } from "@/app/_server/locale"
import { renewToken } from "@/app/_server/session"
import { locales } from "@/lib/format/locale"
import { changeLocale } from "@/lib/people/change-locale"
import { changePassword, preparePassword } from "@/lib/people/change-password"
import { endOwnSessions } from "@/lib/people/own-sessions"
import { ChangePassword, EndSessions } from "@/lib/people/schema"
import { translatorFor } from "@/messages/translator"

export const changeLocaleAction = formAction({
  act: "locale.change",
  schema: z.object({ locale: z.enum(locales, "required") }),
  verb: (ctx, { locale }) => changeLocale(ctx, locale),
  after: async (locale) => {
    await rememberLocale(locale)
    return { status: "done", message: translatorFor(locale, "account")("language.done") }
  },
})

export const endSessionsAction = formAction({
  act: "session.end",
  schema: EndSessions,
  verb: (ctx, { session }) => endOwnSessions(ctx, session),
  after: () => redirect("/cabinet/account?done=ended"),
})

export const changePasswordAction = formAction({
  act: "password.change",
  schema: ChangePassword,
  prepare: (signed, input) => preparePassword(house(), signed, input),
  verb: (ctx, _input, sealed) => changePassword(ctx, sealed),
  after: async () => {
    await renewToken()
    redirect("/cabinet/account?done=password")
  },
})
