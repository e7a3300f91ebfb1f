import type { Locale } from "@/lib/context"
import { formatDateTime } from "@/lib/format/date"
import type { SeenBy } from "@/lib/oversight/my-views"
import type { Policy } from "@/lib/policy/schema"
import { translatorFor } from "@/messages/translator"

type View = Pick<SeenBy, "role" | "unit" | "categories" | "request">

/** What was seen, by title; a code the policy no longer has stands as it is. */
export const seenTitles = (
  { categories }: Pick<Policy, "categories">,
  codes: readonly string[],
  locale: Locale,
) => codes.map((code) => categories.find((each) => each.code === code)?.title[locale] ?? code)

/** "An officer of unit X saw … for your request № …", to the person whose data it was. */
export function viewSentence(view: View, locale: Locale, titles: readonly string[]): string {
  const t = translatorFor(locale, "views")
  const values = { who: t(`role.${view.role}`), unit: view.unit, what: titles.join(", ") }
  return view.request ? t("sawFor", { ...values, number: view.request }) : t("saw", values)
}

/** What the letter says that asks why: the view with its time, and whether the name is asked for. */
export function askedOfView(
  policy: Policy,
  view: View & { at: Date },
  named: boolean,
  locale: Locale,
): string[] {
  const t = translatorFor(locale, "views")
  const sentence = viewSentence(view, locale, seenTitles(policy, view.categories, locale))
  const line = `${t("question.line")}: ${formatDateTime(view.at, locale)}. ${sentence}`
  return named ? [line, t("question.lineNamed")] : [line]
}
