import type { Finding } from "@/lib/policy/references"
import type { Path } from "@/lib/policy/yaml-source"
import type { Drift } from "./drift"
import { sentenceOf } from "./sentences"

/** A fault of the map against the live schema; `drift` where it can be said in every language. */
export type SchemaFinding = Finding & { readonly drift?: Drift }

/** A finding that `sentenceOf` words, at its place in the file. */
export const findingOf = (path: Path, drift: Drift): SchemaFinding => ({
  path,
  reason: sentenceOf(drift).en,
  drift,
})
