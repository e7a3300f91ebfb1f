import { headers } from "next/headers"
import { type AccentTokens, accentTokens } from "@/lib/format/accent"

const declared = (tokens: AccentTokens) =>
  Object.entries(tokens)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(";")

/**
 * The organisation's colour in place of the portal's, in both schemes; on paper everything stays black. For the root
 * layout alone: what a later page brings carries another nonce than the document's.
 */
export const Accent = async ({ colour }: { colour: string }) => {
  const policy = (await headers()).get("content-security-policy") ?? ""
  const [, nonce] = /'nonce-([^']+)'/.exec(policy) ?? []
  const { light, dark } = accentTokens(colour)
  const css = `@media screen{:root{${declared(light)}}}@media screen and (prefers-color-scheme:dark){:root{${declared(dark)}}}`
  return <style nonce={nonce}>{css}</style>
}
