import { formatLongDate } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import { inline } from "@/lib/letters/clean"
import type { Representative } from "@/lib/letters/letter"
import { authorityTexts } from "@/lib/letters/texts/authority"
import { textsIn } from "@/lib/letters/texts/texts-in"
import type { ActsBy } from "@/lib/people/mandates"

/** Who signs for the person, and by what paper, in the letter's language. */
export function representativeIn({ holder, proof }: Omit<ActsBy, "id">, language: Locale): Representative {
  const authority = authorityTexts[language]
  const issuedOn = formatLongDate(proof.issuedOn, language)
  const paper = authority.document(
    authority.kinds[proof.kind],
    inline(proof.number),
    issuedOn,
    inline(proof.issuer),
  )
  const entity =
    holder.entity && authority.entity(inline(holder.entity.name), inline(holder.entity.taxNumber))
  return { name: inline(holder.name), authority: entity ? `${paper}; ${entity}` : paper }
}

/** The person with whoever asked for them, as answers name both. */
export function namedWith(person: string, by: Omit<ActsBy, "id">, language: Locale): string {
  const { name, authority } = representativeIn(by, language)
  return `${person || inline(by.holder.person)} (${textsIn(language).representedBy}: ${name}, ${authority})`
}
