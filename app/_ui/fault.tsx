"use client"

import { useSyncExternalStore } from "react"
import { defaultLocale, isLocale, type Locale } from "@/lib/format/locale"
import en from "@/messages/en/problem.json"
import ky from "@/messages/ky/problem.json"
import ru from "@/messages/ru/problem.json"
import buttons from "./button.module.css"
import text from "./text.module.css"

const words = { ky: ky.fault, ru: ru.fault, en: en.fault }

const pageLocale = (): Locale => {
  const lang = document.documentElement.lang
  return isLocale(lang) ? lang : defaultLocale
}

const never = () => () => undefined

/** What a page that failed says, in the page's language. `digest` is the code under which the fault was logged. */
export const Fault = ({ digest, retry }: { digest?: string | undefined; retry: () => void }) => {
  const locale = useSyncExternalStore(never, pageLocale, () => defaultLocale)
  const say = words[locale]
  return (
    <div lang={locale}>
      <header className={text.title}>
        <h1>{say.title}</h1>
        <p className={text.lead}>{say.text}</p>
      </header>
      <div className={text.prose}>
        <p>{say.later}</p>
        {digest && <p className={text.caption}>{digest}</p>}
        <button type="button" className={buttons.primary} onClick={retry}>
          {say.retry}
        </button>
      </div>
    </div>
  )
}
