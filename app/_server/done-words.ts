import "server-only"
import { looseTranslator } from "@/app/_server/locale"
import type { Namespace } from "@/messages/translator"

/** What is said of an act just done, by the code it led back with; null for a code nothing is said of. */
export const doneWords = async (namespace: Namespace, done: unknown): Promise<string | null> => {
  const words = await looseTranslator(namespace)
  return typeof done === "string" && /^[a-z_]+$/.test(done) ? words(`done.${done}`) : null
}
