import { translator } from "@/app/_server/locale"
import type { Locale } from "@/lib/format/locale"
import { citationText, type PolicyFolder } from "@/lib/policy/lookup"
import type { Citation } from "@/lib/policy/text-schema"

/** What the parts of the document share: the edition's own policy and profile, and the reader's language. */
export type Reading = { folder: Pick<PolicyFolder, "policy" | "profile">; locale: Locale }

/** Where a statement of the document comes from, as a person reads it. */
export const Sources = async ({ cites, folder, locale }: Reading & { cites: readonly Citation[] }) => {
  const t = await translator("policy")
  const texts = cites.map((cite) => {
    const text = citationText(folder.profile, cite, locale)
    return cite.assumed ? `${text} (${t("assumed")})` : text
  })
  return <>{[...new Set(texts)].join("; ")}</>
}
