import { setImmediate } from "node:timers/promises"
import { Coming } from "@/lib/copies/coming"
import type { CopiedRecord, MaskedWhy } from "@/lib/copies/copied-item"
import type { Progress } from "@/lib/copies/package"
import { answerOf, answersOf } from "@/lib/copies/silent"
import { type Into, takeFrom } from "@/lib/copies/take-from"
import { isInDoubt } from "@/lib/fulfilment/doubt"
import type { Category } from "@/lib/policy/schema"
import { type Account, accountsFor } from "@/lib/records/account-for"
import type { Reading } from "@/lib/records/reading"
import type { Connector, Identifiers } from "@/lib/sources/connector"
import { AmbiguousSubject } from "@/lib/sources/failures"
import type { Spool } from "@/lib/spool"

export type TakenFile = { path: string; mediaType: string; bytes: number }
export type TakenCategory = {
  category: Category
  account: Account
  /** As they were counted, before they were read. */
  items: number
  /** How many values of each field are masked, and whose they are. */
  masked: Map<string, { field: string; why: MaskedWhy; items: number }>
  /** By their path. */
  files: Map<string, TakenFile>
  from: Coming[]
}
/** A source that was asked; `known`: it knows the person by one of their identifiers; `holds`: items by category. */
export type AskedSource = { name: string; known: boolean; holds: Map<string, number>; at: Date }

/**
 * All that is read for a copy; the items lie in the spool as they were taken, the scans under their path. `whole`: when
 * the last of them is there; it fails with SourcesSilent.
 */
export type Taken = {
  categories: TakenCategory[]
  sources: AskedSource[]
  spool: Spool
  whole: Promise<unknown>
}

/**
 * Counts everything every source holds about the person in these categories and begins to read it, live, all sources at
 * once, page by page, into the spool: files can be made of what is there while the rest comes. Throws SourcesSilent with
 * those that did not answer: a copy is whole or it is not made; and AmbiguousSubject where nobody can say whose data a
 * source would give.
 */
export async function takeAll(reading: Reading, categories: readonly string[], spool: Spool): Promise<Taken> {
  const asked = reading.sources.all().map((source) => ({ source, as: knownAs(reading, source.name) }))
  const sources = await answersOf(
    asked.map(({ source, as }) => answerOf(source.name, whoIsIt(reading, source, as))),
  )
  const accountOf = await accountsFor(reading)
  const wanted = reading.inForce.policy.categories.filter(({ code }) => categories.includes(code))
  const taken = wanted.flatMap((category): TakenCategory[] => {
    const items = sources.reduce((sum, { holds }) => sum + (holds.get(category.code) ?? 0), 0)
    if (items === 0) return []
    const from = sources.map(({ name }) => new Coming(`${category.code}|${name}`))
    return [{ category, account: accountOf(category.code), items, masked: new Map(), files: new Map(), from }]
  })
  const whole = answersOf(
    asked.map(({ source, as }, i) => takeFrom(source, as, intoOf(taken, sources[i], i, spool))),
  )
  whole.catch((failure: unknown) => {
    for (const each of taken.flatMap(({ from }) => from)) each.fail(failure)
  })
  return { categories: taken, sources, spool, whole }
}

/** Where what a source has goes; of what it has not, no more comes. */
function intoOf(
  taken: readonly TakenCategory[],
  source: AskedSource | undefined,
  i: number,
  spool: Spool,
): Into[] {
  return taken.flatMap((held) => {
    const [from, items] = [held.from[i], source?.holds.get(held.category.code)]
    if (from && items) return [{ held, from, items, spool }]
    from?.end()
    return []
  })
}

/** How much of what was counted came by now. */
export function progressOf({ categories }: Taken): Progress {
  const counted = categories.reduce((sum, { items }) => sum + items, 0)
  return { counted, taken: categories.reduce((sum, held) => sum + cameOf(held), 0) }
}

const cameOf = ({ from }: TakenCategory): number => from.reduce((sum, { items }) => sum + items, 0)

/** What was taken with the figures of what came, where those are others than were counted; null where they are the same. */
export function asItCame(taken: Taken): Taken | null {
  if (taken.categories.every((held) => held.items === cameOf(held))) return null
  const categories = taken.categories.map((held) => ({ ...held, items: cameOf(held) }))
  return { ...taken, categories: categories.filter(({ items }) => items > 0) }
}

async function whoIsIt(
  { identities }: Pick<Reading, "identities">,
  source: Connector,
  identifiers: Identifiers,
): Promise<AskedSource> {
  if (await isInDoubt(source, identities, identifiers)) throw new AmbiguousSubject(source.name)
  const { subjects, categories } = await source.count({ identifiers })
  const holds = new Map(categories.map(({ category, items }) => [category, items]))
  return { name: source.name, known: subjects.length > 0, holds, at: new Date() }
}

/** How a source may know the person: by its own key, else by what the portal knows them by. */
export const knownAs = ({ identities }: Pick<Reading, "identities">, source: string): Identifiers =>
  identities.get(source) ?? identities.get("*") ?? []

/** The records of a category as they are taken, in the order of the sources, as many at a time as were read. */
export async function* recordsOf(
  { spool }: Pick<Taken, "spool">,
  { from }: TakenCategory,
): AsyncGenerator<Iterable<CopiedRecord>> {
  for (const coming of from) {
    for (let at = 0; ; at += 1) {
      const open = await coming.opener(at)
      if (!open) break
      // The sources' answers, and whatever else waits, come in between.
      await setImmediate()
      yield open((await spool.block(coming.name, at)).toString())
    }
  }
}
