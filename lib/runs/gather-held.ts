import { sql } from "drizzle-orm"
import { asWorker, type Locale } from "@/lib/context"
import { locales } from "@/lib/format/locale"
import type { OpenHouse } from "@/lib/house"
import { type HeldScope, touchedBy } from "@/lib/notices/runs"
import { identityHash } from "@/lib/people/new-account"
import { inForce } from "@/lib/policy/editions"
import { contactOf } from "@/lib/runs/contact"
import { type Found, PAGE, type Page, subjectRef, withAccount } from "@/lib/runs/found"
import type { Connector, Identifiers, TouchedPerson } from "@/lib/sources/connector"
import { PORTAL } from "@/lib/sources/map-schema"

/** Which of the scope's sources is read, and the last key seen in it. */
type Cursor = { source: number; after: string | null }

/**
 * The next people of whom a source holds what the scope says, source after source. Somebody known here is the same person
 * whichever source names them; somebody unknown is so by what proves who they are, else by the source's own key.
 */
export async function heldPage(house: OpenHouse, scope: HeldScope, cursor: unknown): Promise<Page> {
  const { source: n, after } = (cursor as Cursor | null) ?? { source: 0, after: null }
  const name = scope.sources[n]
  if (name === undefined) return { found: [], cursor, isLast: true }
  const held = await asWorker(house, "notice-run", null, (ctx) => inForce(ctx.db))
  const source = house.sourcesOf(held).of(name)
  const people = await source.touched(touchedBy(house.vault, scope), { after, most: PAGE })
  const found = await (name === PORTAL ? ofPortal(people) : ofSource(house, source, people))
  const hasMore = people.length === PAGE
  const next: Cursor = hasMore
    ? { source: n, after: people.at(-1)?.identifiers[0]?.value ?? null }
    : { source: n + 1, after: null }
  return { found, cursor: next, isLast: !hasMore && n + 1 >= scope.sources.length }
}

const ofPortal = (people: readonly TouchedPerson[]): Found[] =>
  people.flatMap(({ identifiers: [own] }) =>
    own ? [{ ref: subjectRef(own.value), subjectId: own.value, contact: null, language: "ky" as const }] : [],
  )

async function ofSource(
  house: OpenHouse,
  source: Connector,
  people: readonly TouchedPerson[],
): Promise<Found[]> {
  const hashed = people.map((person) => ({
    ...person,
    hashes: hashesOf(house, source, person.identifiers),
  }))
  const { known, reached } = await asWorker(house, "notice-run", null, async (ctx) => {
    const { rows } = await ctx.db.execute<{ hash: Buffer; subject: string }>(
      sql`select hash, subject from guard.known_by(${sql.param(hashed.flatMap(({ hashes }) => hashes))}::bytea[])`,
    )
    const known = new Map(rows.map(({ hash, subject }) => [hash.toString("hex"), subject]))
    return { known, reached: await withAccount(ctx, [...new Set(known.values())]) }
  })
  return hashed.flatMap(({ identifiers, language, hashes }): Found[] => {
    const [subjectId = null] = hashes.flatMap((hash) => known.get(hash.toString("hex")) ?? [])
    const ref = subjectId ? subjectRef(subjectId) : hashes[0]
    if (!ref) return []
    const contact = subjectId && reached.has(subjectId) ? null : contactOf(source, identifiers)
    return [{ ref, subjectId, contact, language: localeOf(language) }]
  })
}

const localeOf = (language: string | null): Locale => locales.find((code) => code === language) ?? "ky"

/** What somebody may be known by here: first a PIN, where the source proves people by it, then the source's own key. */
function hashesOf({ vault }: OpenHouse, source: Connector, identifiers: Identifiers): Buffer[] {
  const [own, ...others] = identifiers
  const pins = others.filter(({ kind }) => kind === "pin").map((pin) => ({ source: "*", ...pin }))
  const keys = own ? [{ source: source.name, ...own }] : []
  return [...pins, ...keys].map((known) => identityHash(vault, known))
}
