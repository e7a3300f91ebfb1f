import type { Acts } from "@/lib/copies/acts"
import type { Taken } from "@/lib/copies/take"
import type { Locale } from "@/lib/format/locale"
import type { InForce } from "@/lib/policy/editions"
import type { ReadingRight } from "@/lib/requests/scope"
import { sourceTitle } from "@/lib/sources/map-schema"

/** All that the files of one copy are made of. */
export type Copy = {
  inForce: InForce
  language: Locale
  request: { number: string; right: ReadingRight }
  /** What the person is called, as the sources hold it. */
  name: string
  madeAt: Date
  acts: Acts
  taken: Taken
}

/** What a source is called in the copy's language. */
export const sourceIn = ({ inForce, language }: Pick<Copy, "inForce" | "language">, name: string): string =>
  sourceTitle(inForce.dataMap, name)?.[language] ?? inForce.policy.organisation.shortName[language]

/** Who gave a datum, in the copy's language. */
export const originIn = ({ inForce, language }: Pick<Copy, "inForce" | "language">, code: string): string =>
  inForce.policy.origins.find((each) => each.code === code)?.title[language] ?? code

/** A code of the policy's, such as a purpose or a recipient, by its title; a text that is no code as it stands. */
export function titleIn(
  { inForce: { policy }, language }: Pick<Copy, "inForce" | "language">,
  code: string,
): string {
  const all = [...policy.purposes, ...policy.recipients, ...policy.categories, ...policy.rights]
  return all.find((each) => each.code === code)?.title[language] ?? code
}
