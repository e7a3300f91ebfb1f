"use server"

import { z } from "zod"
import { formAction } from "@/app/_server/form-action"
import { rememberLocale } from "@/app/_server/locale"
import { locales } from "@/lib/format/locale"
import { changeLocale } from "@/lib/people/change-locale"
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
