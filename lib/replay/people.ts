import { sql } from "drizzle-orm"
import { asWorker } from "@/lib/context"
import { type Entry, isEntry, personHash } from "@/lib/erasures/line"
import { allLines } from "@/lib/erasures/register-file"
import { registerOf } from "@/lib/erasures/state"
import type { OpenHouse } from "@/lib/house"
import { Erased } from "@/lib/keys/vault"
import { identitiesOf, type KnownIn } from "@/lib/people/identities"
import { inPortal } from "@/lib/people/portal-source"
import type { Connector, Identifiers } from "@/lib/sources/connector"
import { PORTAL } from "@/lib/sources/map-schema"

const AT_ONCE = 1_000

/** So many lines of the register are in memory at a time. */
const WINDOW = 20_000

/** Somebody whom lines of the register are about, as they are found now. `person`: the keyed hash that tells it. */
export type Matched = {
  person: string
  lines: readonly Entry[]
  identifiers: Identifiers
  subjectId: string | null
}

/** The lines that are about somebody, so many at a time. */
export async function* windows(house: OpenHouse): AsyncGenerator<Entry[]> {
  let window: Entry[] = []
  for await (const line of allLines(registerOf(house))) {
    if (!isEntry(line) || Object.keys(line.body.people).length === 0) continue
    window.push(line)
    if (window.length < WINDOW) continue
    yield window
    window = []
  }
  if (window.length > 0) yield window
}

/** The lines about each person of a source, under the keyed hash of the source's key. */
function linesBy(lines: readonly Entry[], source: string): Map<string, Entry[]> {
  const by = new Map<string, Entry[]>()
  for (const line of lines)
    for (const person of line.body.people[source] ?? []) by.set(person, [...(by.get(person) ?? []), line])
  return by
}

/** The pseudonyms in the portal of those whom lines are about, under their keyed hashes. Reads all, keeps those. */
export async function knownHere(house: OpenHouse, lines: readonly Entry[]): Promise<Map<string, string>> {
  const { keyed } = registerOf(house)
  const wanted = linesBy(lines, PORTAL)
  const known = new Map<string, string>()
  for await (const id of pages((after) => subjectsAfter(house, after))) {
    const hash = personHash(keyed, PORTAL, id)
    if (wanted.has(hash)) known.set(hash, id)
  }
  return known
}

const subjectsAfter = (house: OpenHouse, after: string | null): Promise<string[]> =>
  asWorker(house, "replay", null, async ({ db }) => {
    const { rows } = await db.execute<{ id: string }>(
      sql`select id from guard.subjects_after(${after}::uuid, ${AT_ONCE}) as id`,
    )
    return rows.map(({ id }) => id)
  })

/** All of a list that is given a page at a time, from the last one seen. */
async function* pages(page: (after: string | null) => Promise<readonly string[]>): AsyncGenerator<string> {
  for (let after: string | null = null; ; ) {
    const found: readonly string[] = await page(after)
    yield* found
    const last: string | undefined = found.at(-1)
    if (found.length < AT_ONCE || last === undefined) return
    after = last
  }
}

/**
 * Everybody in a source whom lines are about: first those the portal knows, by what it knows of them, then those found by
 * reading the source's own keys through, a page at a time. Nobody comes twice.
 */
export async function* matchedIn(
  house: OpenHouse,
  source: Connector,
  lines: readonly Entry[],
  known: ReadonlyMap<string, string>,
): AsyncGenerator<Matched> {
  const { keyed } = registerOf(house)
  const by = linesBy(lines, source.name)
  if (by.size === 0) return
  const pseudonym = (of: readonly Entry[]) =>
    of.flatMap(({ body }) => body.people[PORTAL] ?? []).flatMap((hash) => known.get(hash) ?? [])[0] ?? null
  const seen = new Set<string>()
  for (const [person, about] of by) {
    const subjectId = pseudonym(about)
    const identifiers = subjectId ? await knownIn(house, subjectId, source.name) : []
    if (!subjectId || identifiers.length === 0) continue
    seen.add(person)
    yield { person, lines: about, identifiers, subjectId }
  }
  for await (const key of pages((after) => source.people(after, AT_ONCE))) {
    const person = personHash(keyed, source.name, key)
    const about = by.get(person)
    if (!about || seen.has(person)) continue
    yield {
      person,
      lines: about,
      identifiers: [{ kind: source.subjectKind, value: key }],
      subjectId: pseudonym(about),
    }
  }
}

async function knownIn(house: OpenHouse, subjectId: string, source: string): Promise<Identifiers> {
  if (source === PORTAL) return inPortal(subjectId)
  const known = await asWorker(house, "replay", { subject: subjectId }, (ctx) =>
    identitiesOf(ctx, subjectId),
  ).catch((error: unknown): KnownIn => {
    // Whose key is gone is found in the source by its own key alone.
    if (error instanceof Erased) return new Map()
    throw error
  })
  return known.get(source) ?? []
}
