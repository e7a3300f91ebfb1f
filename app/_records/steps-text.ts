import { currentLocale, translator } from "@/app/_server/locale"
import { formatCount } from "@/lib/format/number"
import type { Steps } from "@/lib/fulfilment/steps"

/** How far the carrying out of a part is, in a sentence; empty while there is nothing to count. */
export async function stepsText({ of, done, all }: Steps): Promise<string> {
  const [t, locale] = [await translator("steps"), await currentLocale()]
  if (all === 0) return ""
  const values = { done: formatCount(done, locale), all: formatCount(all, locale) }
  if (of === "items") return t(done === all ? "taken" : "taking", values)
  return t(done === all ? "read" : "begun", values)
}
