import "server-only"
import { currentLocale, translator } from "@/app/_server/locale"
import { normalPhone } from "@/lib/people/identifiers"
import type { Policy } from "@/lib/policy/schema"
import type { Line } from "@/lib/sources/manual/desk"
import type { Told } from "@/lib/tasks/task"

const KINDS = ["pin", "phone", "email", "name"] as const

/** What the codes of a task to people are called in the reader's language, by the policy it was asked under. */
export const taskWords = async (policy: Policy) => {
  const [t, locale] = [await translator("tasks"), await currentLocale()]
  const fieldsOf = ({ category: code, fields }: Line) => {
    const known = policy.categories.find((each) => each.code === code)?.fields ?? []
    return known.filter((each) => fields.includes(each.code)).map(({ title }) => title[locale])
  }
  return {
    known: ({ kind, value }: Told["shown"][number]) =>
      kind === "phone" ? (normalPhone(value) ?? value) : value,
    kind: (kind: string) => t(`kind.${KINDS.find((each) => each === kind) ?? "other"}`),
    does: ({ op }: Line) => t(`act.${op === "keep" || op === "stop" || op === "allow" ? "restrict" : op}`),
    what: ({ category }: Line) =>
      policy.categories.find(({ code }) => code === category)?.title[locale] ?? category,
    fields: (line: Line) => fieldsOf(line).join(", "),
    /** What is to stand there afterwards; null where nothing new is. */
    value: ({ mark }: Line, { values }: Told) => {
      const value = Object.values(values[mark] ?? {})[0]
      if (value === undefined) return null
      return value === null || value === "" ? t("empty") : String(value)
    },
  }
}
