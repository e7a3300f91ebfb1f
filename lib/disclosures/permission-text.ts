import { createHash } from "node:crypto"
import type { Permission } from "@/lib/disclosures/written-permissions"
import { formatLongDate } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import type { Policy } from "@/lib/policy/schema"
import { translatorFor } from "@/messages/translator"

/** The words of a permission as the person signs them, in their language: to whom, what, what for, until when. */
export function permissionText(
  policy: Policy,
  { recipient, categories, reason, until }: Pick<Permission, "recipient" | "categories" | "reason" | "until">,
  language: Locale,
): string {
  const t = translatorFor(language, "permissions")
  const title = (list: readonly { code: string; title: Record<Locale, string> }[], code: string) =>
    list.find((each) => each.code === code)?.title[language] ?? code
  return t("text", {
    organisation: policy.organisation.legalName[language],
    whom: title(policy.recipients, recipient),
    what: categories.map((code) => title(policy.categories, code)).join(", "),
    reason,
    until: until ? t("untilDay", { date: formatLongDate(until, language) }) : t("untilWithdrawn"),
  })
}

export const hashOfText = (text: string): Buffer => createHash("sha256").update(text).digest()
