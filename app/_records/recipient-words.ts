import "server-only"
import { currentLocale, translator } from "@/app/_server/locale"
import type { Policy } from "@/lib/policy/schema"
import type { RecipientAct } from "@/lib/recipients/notice"

const KINDS = ["pin", "phone", "email"] as const

/** What the codes of a notice to a recipient are called in the reader's language, by the policy it was written under. */
export const recipientWords = async (policy: Policy) => {
  const [t, locale] = [await translator("recipients"), await currentLocale()]
  const titled = (list: readonly { code: string; title: Record<typeof locale, string> }[], code: string) =>
    list.find((each) => each.code === code)?.title[locale] ?? code
  return {
    whom: (code: string) => titled(policy.recipients, code),
    /** By what the recipient knows the person. */
    kind: (kind: string) => t(`kind.${KINDS.find((each) => each === kind) ?? "other"}`),
    does: ({ do: does, purpose }: RecipientAct) =>
      does === "stop" && purpose
        ? t("act.stop", { purpose: titled(policy.purposes, purpose) })
        : t(`act.${does === "stop" ? "stopAny" : does}`),
    what: ({ categories }: RecipientAct) =>
      categories.map((code) => titled(policy.categories, code)).join(", "),
  }
}
