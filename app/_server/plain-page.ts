import { defaultLocale, isLocale, type Locale, localeFromHeader } from "@/lib/format/locale"
import { translatorFor } from "@/messages/translator"

/** What is answered before any page of ours is asked: status, and after how many seconds to come again. */
const ANSWERS = {
  outage: [503, "10"],
  restored: [503, "60"],
  tooLarge: [413, null],
  brokenForm: [400, null],
} as const

/**
 * A page without the portal's own around it, in the reader's language. No cookie is touched: whoever was signed in still is
 * afterwards.
 */
export function plainPage(
  what: keyof typeof ANSWERS,
  headers: Headers,
  cookie: string | undefined,
): Response {
  const chosen: Locale = isLocale(cookie)
    ? cookie
    : (localeFromHeader(headers.get("accept-language")) ?? defaultLocale)
  const t = translatorFor(chosen, "problem")
  const [status, again] = ANSWERS[what]
  const [title, text, later] = [t(`${what}.title`), t(`${what}.text`), t(`${what}.later`)]
  const body = `<!doctype html><html lang="${chosen}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="stylesheet" href="/plain.css"></head><body><main><h1>${title}</h1><p>${text}</p><p>${later}</p></main></body></html>`
  return new Response(body, {
    status,
    headers: { "content-type": "text/html; charset=utf-8", ...(again ? { "retry-after": again } : {}) },
  })
}
