import { fileTypeFromBuffer } from "file-type"
import { type CopiedItem, copiedItem, type MaskedWhy, maskedWhy } from "@/lib/copies/copied-item"
import { answerOf, answersOf } from "@/lib/copies/silent"
import type { Spool } from "@/lib/copies/spool"
import type { Category } from "@/lib/policy/schema"
import { type Account, accountsFor } from "@/lib/records/account-for"
import type { Reading } from "@/lib/records/reading"
import { bytesOf } from "@/lib/records/shown"
import type { Connector, Identifiers, Item, Page, ReadAnswer } from "@/lib/sources/connector"

/** Items taken of a source at a time: what is in memory at once, however much there is. */
const PAGE = 1_000

export type TakenFile = { path: string; mediaType: string; bytes: number }
export type TakenCategory = {
  category: Category
  account: Account
  items: number
  /** How many values of each field are masked, and whose they are. */
  masked: Map<string, { field: string; why: MaskedWhy; items: number }>
  files: TakenFile[]
}
/** A source that was asked; `known`: it knows the person by one of their identifiers. */
export type AskedSource = { name: string; known: boolean; at: Date }

/** All that was read for a copy; the items lie in the spool under their category, the scans under their path. */
export type Taken = { categories: TakenCategory[]; sources: AskedSource[]; spool: Spool }

/**
 * Reads everything every source holds about the person in these categories, live, page by page, into the spool. Throws
 * SourcesSilent with the sources that did not answer: a copy is whole or it is not made.
 */
export async function takeAll(reading: Reading, categories: readonly string[], spool: Spool): Promise<Taken> {
  const asked = reading.sources.all().map((source) => ({ source, as: knownAs(reading, source.name) }))
  const sources = await answersOf(asked.map(({ source, as }) => answerOf(source.name, whoIsIt(source, as))))
  const accountOf = await accountsFor(reading)
  const taken: TakenCategory[] = []
  for (const category of reading.inForce.policy.categories) {
    if (!categories.includes(category.code)) continue
    const held: TakenCategory = {
      category,
      account: accountOf(category.code),
      items: 0,
      masked: new Map(),
      files: [],
    }
    for (const [at, { source, as }] of asked.entries())
      if (sources[at]?.known) await takeFrom(source, as, held, spool)
    if (held.items > 0) taken.push(held)
  }
  return { categories: taken, sources, spool }
}

/** How a source may know the person: by its own key, else by what the portal knows them by. */
export const knownAs = ({ identities }: Pick<Reading, "identities">, source: string): Identifiers =>
  identities.get(source) ?? identities.get("*") ?? []

async function whoIsIt(source: Connector, identifiers: Identifiers): Promise<AskedSource> {
  const { subjects } = await source.count({ identifiers })
  return { name: source.name, known: subjects.length > 0, at: new Date() }
}

async function takeFrom(
  source: Connector,
  identifiers: Identifiers,
  held: TakenCategory,
  spool: Spool,
): Promise<void> {
  const { code } = held.category
  const ask = (page: Page): Promise<ReadAnswer> =>
    answerOf(source.name, source.read({ identifiers, categories: [code], page }))
  let asked: Promise<ReadAnswer> | null = ask({ offset: 0, limit: PAGE })
  while (asked) {
    const { items: found, nextOffset, next }: ReadAnswer = await asked
    const after: Pick<Page, "after"> = next === undefined ? {} : { after: next }
    // The source reads on while what it gave is put away.
    asked = nextOffset === null ? null : ask({ offset: nextOffset, limit: PAGE, ...after })
    asked?.catch(() => undefined)
    const items: CopiedItem[] = []
    for (const item of found) {
      const isScan = !maskedWhy(item) && bytesOf(item.value) !== null
      items.push(isScan ? await takeScan(source, identifiers, item, held, spool) : takeItem(item, held))
    }
    held.items += items.length
    if (items.length > 0) await spool.append(code, Buffer.from(JSON.stringify(items)))
  }
}

function takeItem(item: Item, { masked }: TakenCategory): CopiedItem {
  const why = maskedWhy(item)
  if (why) {
    const key = `${item.field}|${why}`
    masked.set(key, { field: item.field, why, items: (masked.get(key)?.items ?? 0) + 1 })
  }
  return copiedItem(item, null)
}

async function takeScan(
  source: Connector,
  identifiers: Identifiers,
  item: Item,
  held: TakenCategory,
  spool: Spool,
): Promise<CopiedItem> {
  const found = await answerOf(source.name, source.readBinary(identifiers, item.id))
  if (!found) return copiedItem(item, null)
  const bytes = Buffer.from(found.bytes)
  // What the source calls it counts for nothing.
  const sniffed = await fileTypeFromBuffer(bytes)
  const path = `files/${held.category.code}-${held.files.length + 1}.${sniffed?.ext ?? "bin"}`
  held.files.push({ path, mediaType: sniffed?.mime ?? "application/octet-stream", bytes: bytes.length })
  await spool.append(path, bytes)
  return copiedItem(item, path)
}

/** The items of a category as they were taken, in the order of the sources, as many at a time as were read. */
export async function* itemsOf(
  { spool }: Pick<Taken, "spool">,
  category: string,
): AsyncGenerator<CopiedItem[]> {
  for await (const block of spool.blocks(category)) yield JSON.parse(block.toString()) as CopiedItem[]
}
