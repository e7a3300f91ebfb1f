import type { CopiedRecord, MaskedWhy } from "@/lib/copies/copied-item"
import { answerOf, answersOf } from "@/lib/copies/silent"
import type { Spool } from "@/lib/copies/spool"
import { type Into, takeFrom } from "@/lib/copies/take-from"
import { isInDoubt } from "@/lib/fulfilment/doubt"
import type { Category } from "@/lib/policy/schema"
import { type Account, accountsFor } from "@/lib/records/account-for"
import type { Reading } from "@/lib/records/reading"
import type { Connector, Identifiers } from "@/lib/sources/connector"
import { AmbiguousSubject } from "@/lib/sources/failures"

export type TakenFile = { path: string; mediaType: string; bytes: number }
export type TakenCategory = {
  category: Category
  account: Account
  items: number
  /** How many values of each field are masked, and whose they are. */
  masked: Map<string, { field: string; why: MaskedWhy; items: number }>
  files: TakenFile[]
  from: TakenFrom[]
}
/** What one source gave of a category: the name of its blocks in the spool, and how each of them is opened. */
export type TakenFrom = { name: string; open: ((text: string) => Iterable<CopiedRecord>)[] }
/** A source that was asked; `known`: it knows the person by one of their identifiers; `holds`: items by category. */
export type AskedSource = { name: string; known: boolean; holds: Map<string, number>; at: Date }

/** All that was read for a copy; the items lie in the spool as they were taken, the scans under their path. */
export type Taken = { categories: TakenCategory[]; sources: AskedSource[]; spool: Spool }

/**
 * Reads everything every source holds about the person in these categories, live, all sources at once, page by page,
 * into the spool. Throws SourcesSilent with those that did not answer: a copy is whole or it is not made; and
 * AmbiguousSubject where nobody can say whose data a source would give.
 */
export async function takeAll(reading: Reading, categories: readonly string[], spool: Spool): Promise<Taken> {
  const asked = reading.sources.all().map((source) => ({ source, as: knownAs(reading, source.name) }))
  const sources = await answersOf(
    asked.map(({ source, as }) => answerOf(source.name, whoIsIt(reading, source, as))),
  )
  const accountOf = await accountsFor(reading)
  const wanted = reading.inForce.policy.categories.filter(({ code }) => categories.includes(code))
  const taken = wanted.map((category): TakenCategory => {
    const from = sources.map(({ name }): TakenFrom => ({ name: `${category.code}|${name}`, open: [] }))
    return { category, account: accountOf(category.code), items: 0, masked: new Map(), files: [], from }
  })
  await answersOf(
    asked.map(({ source, as }, i) => {
      const into = taken.flatMap((held): Into[] => {
        const [from, items] = [held.from[i], sources[i]?.holds.get(held.category.code)]
        return from && items ? [{ held, from, items, spool }] : []
      })
      return takeFrom(source, as, into)
    }),
  )
  return { categories: taken.filter(({ items }) => items > 0), sources, spool }
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

/** The records of a category as they were taken, in the order of the sources, as many at a time as were read. */
export async function* recordsOf(
  { spool }: Pick<Taken, "spool">,
  { from }: TakenCategory,
): AsyncGenerator<Iterable<CopiedRecord>> {
  for (const { name, open } of from) {
    let at = 0
    for await (const block of spool.blocks(name)) {
      yield open[at]?.(block.toString()) ?? []
      at += 1
    }
  }
}
