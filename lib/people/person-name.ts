import type { KnownIn } from "@/lib/people/identities"
import type { Identifiers, Sources } from "@/lib/sources/connector"

const PARTS = ["surname", "given_name", "patronymic"]

/** The full name as the sources hold it now, surname first; null when none holds one. */
export async function nameOf(sources: Sources, identities: KnownIn): Promise<string | null> {
  for (const [source, identifiers] of identities) {
    const name = source === "*" ? null : await nameIn(sources, source, identifiers)
    if (name) return name
  }
  return null
}

/** The full name in one source, or null. */
export async function nameIn(
  sources: Sources,
  source: string,
  identifiers: Identifiers,
): Promise<string | null> {
  const { items } = await sources.of(source).read({ identifiers, categories: ["name", "patronymic"] })
  const known = new Map(items.map(({ field, value }) => [field, typeof value === "string" ? value : ""]))
  const ordered = [...PARTS, ...[...known.keys()].filter((field) => !PARTS.includes(field))]
  const name = ordered
    .map((field) => known.get(field))
    .filter(Boolean)
    .join(" ")
  return name || null
}
