import { translator } from "@/app/_server/locale"
import type { ConsentEvent } from "@/lib/consents/state"
import { formatDate } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import type { InForce } from "@/lib/policy/editions"
import { sourceTitle } from "@/lib/sources/map-schema"

/** How consent came about, in one sentence: never "you agreed" where the policy merely treats use as agreement (rule 7). */
export const howGiven = async (
  inForce: InForce,
  given: ConsentEvent | null,
  locale: Locale,
): Promise<string> => {
  const t = await translator("consents")
  if (!given) return t("given.none")
  const date = formatDate(given.at, locale)
  if (given.method === "signed" || given.method === "ticked") return t(`given.${given.method}`, { date })
  if (given.method === "deemed") return t("given.deemed", { date })
  const { evidence } = given
  if (!evidence) return t("given.none")
  const source = sourceTitle(inForce.dataMap, evidence.source)?.[locale] ?? evidence.source
  return t(`given.record_${evidence.method}`, { source, date })
}

/** Under which edition of the policy consent was given. */
export const underEdition = async (given: ConsentEvent | null): Promise<string> => {
  const t = await translator("consents")
  const edition = given?.edition ?? given?.evidence?.edition
  return edition ? t("edition.known", { edition: String(edition) }) : t("edition.unknown")
}
