import { currentLocale, translator } from "@/app/_server/locale"
import { formatCount } from "@/lib/format/number"
import type { Steps } from "@/lib/fulfilment/steps"

/** How far the carrying out of a part is, in a sentence; empty where it has no steps to count, as of a package. */
export async function stepsText({ done, all }: Steps): Promise<string> {
  const [t, locale] = [await translator("steps"), await currentLocale()]
  if (all === 0) return ""
  const values = { done: formatCount(done, locale), all: formatCount(all, locale) }
  return t(done === all ? "read" : "begun", values)
}
