import "server-only"
import { currentLocale } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { citationText, grounds } from "@/lib/policy/lookup"

/** What a disclosure's codes are called in the reader's language; a code the policy no longer has stands as it is. */
export const disclosureWords = async () => {
  const [locale, inForce] = [await currentLocale(), await currentInForce()]
  const { policy, profile } = inForce
  const titled = (list: readonly { code: string; title: Record<typeof locale, string> }[], code: string) =>
    list.find((each) => each.code === code)?.title[locale]
  const groundOf = (code: string) => titled(policy.transferGrounds, code) ?? code
  return {
    whom: (code: string) => titled(policy.recipients, code) ?? code,
    what: (codes: readonly string[]) =>
      codes.map((code) => titled(policy.categories, code) ?? code).join(", "),
    ground: groundOf,
    clause: (code: string) => {
      const clause = policy.transferGrounds.find((each) => each.code === code)?.clause
      return clause ? citationText(profile, { clause }, locale) : ""
    },
    /** A purpose, the right it was asked under, or the ground that says its own. */
    purpose: (code: string) => titled(policy.purposes, code) ?? titled(policy.rights, code) ?? groundOf(code),
    secrecy: (code: string | null) => (code ? (titled(grounds(inForce), code) ?? code) : ""),
  }
}
