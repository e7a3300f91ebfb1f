import type { Locale } from "@/lib/format/locale"
import type { BreachType } from "@/lib/policy/schema"

/** What the policy says of a breach in half a sentence, as a whole one without its full stop. */
export const toldSentence = ({ told }: Pick<BreachType, "told">, locale: Locale): string =>
  `${told[locale].charAt(0).toUpperCase()}${told[locale].slice(1)}`
