import type { CopiedItem, MaskedWhy } from "@/lib/copies/copied-item"
import { answerOf, answersOf } from "@/lib/copies/silent"
import type { Spool } from "@/lib/copies/spool"
import { takeFrom } from "@/lib/copies/take-from"
import type { Category } from "@/lib/policy/schema"
import { type Account, accountsFor } from "@/lib/records/account-for"
import type { Reading } from "@/lib/records/reading"
import type { Connector, Identifiers } from "@/lib/sources/connector"

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
export type TakenFrom = { name: string; open: ((text: string) => CopiedItem[])[] }
/** A source that was asked; `known`: it knows the person by one of their identifiers; `holds`: the categories it has. */
export type AskedSource = { name: string; known: boolean; holds: string[]; at: Date }

/** All that was read for a copy; the items lie in the spool as they were taken, the scans under their path. */
export type Taken = { categories: TakenCategory[]; sources: AskedSource[]; spool: Spool }

/**
 * Reads everything every source holds about the person in these categories, live, page by page, into the spool; of a
 * category all sources at once. Throws SourcesSilent with those that did not answer: a copy is whole or it is not made.
 */
export async function takeAll(reading: Reading, categories: readonly string[], spool: Spool): Promise<Taken> {
  const asked = reading.sources.all().map((source) => ({ source, as: knownAs(reading, source.name) }))
  const sources = await answersOf(asked.map(({ source, as }) => answerOf(source.name, whoIsIt(source, as))))
  const accountOf = await accountsFor(reading)
  const taken: TakenCategory[] = []
  for (const category of reading.inForce.policy.categories) {
    const { code } = category
    const holding = asked.filter((_, i) => categories.includes(code) && sources[i]?.holds.includes(code))
    if (holding.length === 0) continue
    const from = holding.map(({ source }): TakenFrom => ({ name: `${code}|${source.name}`, open: [] }))
    const nothing = { items: 0, masked: new Map(), files: [] }
    const held: TakenCategory = { category, account: accountOf(code), ...nothing, from }
    await answersOf(
      holding.map(
        async ({ source, as }, i) => from[i] && takeFrom(source, as, { held, from: from[i], spool }),
      ),
    )
    if (held.items > 0) taken.push(held)
  }
  return { categories: taken, sources, spool }
}

async function whoIsIt(source: Connector, identifiers: Identifiers): Promise<AskedSource> {
  const { subjects, categories } = await source.count({ identifiers })
  const holds = categories.map(({ category }) => category)
  return { name: source.name, known: subjects.length > 0, holds, at: new Date() }
}

/** How a source may know the person: by its own key, else by what the portal knows them by. */
export const knownAs = ({ identities }: Pick<Reading, "identities">, source: string): Identifiers =>
  identities.get(source) ?? identities.get("*") ?? []

/** The items of a category as they were taken, in the order of the sources, as many at a time as were read. */
export async function* itemsOf(
  { spool }: Pick<Taken, "spool">,
  { from }: TakenCategory,
): AsyncGenerator<CopiedItem[]> {
  for (const { name, open } of from) {
    let at = 0
    for await (const block of spool.blocks(name)) {
      yield open[at]?.(block.toString()) ?? []
      at += 1
    }
  }
}
