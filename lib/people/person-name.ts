import type { KnownIn } from "@/lib/people/identities"
import type { Identifiers, Sources } from "@/lib/sources/connector"
import { CONTACT_KIND } from "@/lib/sources/contact-map"

/** How somebody no source knows said they are called, when staff entered them. */
export const NAME_KIND = "name"

/**
 * The full name as the sources hold it now, in the order their maps say it; null when none holds one. A contact person is
 * called by their phone: what others call them, is others' word.
 */
export async function nameOf(sources: Sources, identities: KnownIn): Promise<string | null> {
  for (const [source, identifiers] of identities) {
    const name = source === "*" ? null : await nameIn(sources, source, identifiers)
    if (name) return name
  }
  const own = identities.get("*") ?? []
  return own.find(({ kind }) => kind === NAME_KIND || kind === CONTACT_KIND)?.value ?? null
}

/** The full name in one source, or null. */
export async function nameIn(
  sources: Sources,
  source: string,
  identifiers: Identifiers,
): Promise<string | null> {
  const asked = sources.of(source)
  const categories = [...new Set(asked.called.map(({ category }) => category))]
  if (categories.length === 0) return null
  const { items } = await asked.read({ identifiers, categories })
  const known = new Map(
    items.map(({ category, field, value }) => [
      `${category}.${field}`,
      typeof value === "string" ? value : "",
    ]),
  )
  const name = asked.called
    .map(({ category, field }) => known.get(`${category}.${field}`))
    .filter(Boolean)
    .join(" ")
  return name || null
}
