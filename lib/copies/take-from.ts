import { fileTypeFromBuffer } from "file-type"
import type { Coming } from "@/lib/copies/coming"
import {
  type CopiedItem,
  type CopiedRecord,
  copiedItem,
  maskedWhy,
  recordName,
} from "@/lib/copies/copied-item"
import { answerOf } from "@/lib/copies/silent"
import type { TakenCategory } from "@/lib/copies/take"
import { bytesOf } from "@/lib/records/shown"
import type { Connector, Identifiers, Item, ReadAnswer } from "@/lib/sources/connector"
import { groupBy } from "@/lib/sources/group"
import type { RecordBlock, RecordsAnswer, Unnamed } from "@/lib/sources/record-block"
import type { Spool } from "@/lib/spool"

/** Items taken at a time, of one category or of many: what is in memory at once, however much there is. */
const ITEMS = 1_000
/** Rows taken first, and at most; from then on as many as make a block of about this many letters. */
const ROWS = { first: 1_000, least: 10, most: 10_000 }
const BLOCK = 1 << 18

/** What a source gives of a category goes into the spool; `items`: so many it said it has. */
export type Into = { held: TakenCategory; from: Coming; items: number; spool: Spool }

/**
 * Takes all that a source holds of these categories: small ones together, item by item, and large ones row by row where
 * it knows rows. The source reads on while what it gave is put away.
 */
export async function takeFrom(
  source: Connector,
  identifiers: Identifiers,
  into: readonly Into[],
): Promise<void> {
  const large = source.records ? into.filter(({ items }) => items > ITEMS) : []
  const small = into.filter((each) => !large.includes(each))
  if (small.length > 0) await takePages(source, identifiers, small)
  for (const { from } of small) from.end()
  for (const each of large) {
    await takeRecords(source, identifiers, each)
    each.from.end()
  }
}

async function takeRecords(source: Connector, identifiers: Identifiers, into: Into): Promise<void> {
  const category = into.held.category.code
  const ask = (limit: number, after: string | null): Promise<RecordsAnswer | undefined> =>
    answerOf(source.name, Promise.resolve(source.records?.({ identifiers, category, limit, after })))
  let asked: Promise<RecordsAnswer | undefined> | null = ask(ROWS.first, null)
  while (asked) {
    const found: RecordsAnswer | undefined = await asked
    const next: string | null = found?.next ?? null
    asked = next === null ? null : ask(rowsAfter(found?.block ?? null), next)
    asked?.catch(() => undefined)
    if (found?.block) await takeBlock(source, identifiers, found.block, into)
  }
}

/** Rows differ by a thousandfold in size: blocks do not. */
function rowsAfter(block: RecordBlock | null): number {
  if (!block) return ROWS.first
  return Math.min(ROWS.most, Math.max(ROWS.least, Math.round((block.rows * BLOCK) / block.text.length)))
}

async function takeBlock(
  source: Connector,
  identifiers: Identifiers,
  block: RecordBlock,
  into: Into,
): Promise<void> {
  // What stays in memory is how a block is opened, and not the block.
  const { isPlain, items, text, open, idOf } = block
  if (!isPlain) {
    const named = [...open(text)].flat().map((item) => ({ ...item, id: idOf(item) }))
    return takeItems(source, identifiers, named, into)
  }
  const { from, spool } = into
  await spool.append(from.name, Buffer.from(text))
  from.came(items, (taken) => recordsIn(open(taken), idOf))
}

function* recordsIn(rows: Iterable<readonly Unnamed[]>, idOf: RecordBlock["idOf"]): Generator<CopiedRecord> {
  for (const row of rows) {
    const [first] = row
    if (first) yield new OpenedRecord(row.map(whole), first, idOf)
  }
}

/** A row that was opened; what it is called is a digest, made where a file says it. */
class OpenedRecord implements CopiedRecord {
  constructor(
    readonly items: readonly CopiedItem[],
    private readonly first: Unnamed,
    private readonly idOf: RecordBlock["idOf"],
  ) {}

  name(): string {
    return recordName(this.first.source, this.idOf(this.first))
  }
}

const whole = (item: Unnamed): CopiedItem => copiedItem(item, null)

async function takePages(source: Connector, identifiers: Identifiers, into: readonly Into[]): Promise<void> {
  const categories = into.map(({ held }) => held.category.code)
  const ask = (offset: number): Promise<ReadAnswer> =>
    answerOf(source.name, source.read({ identifiers, categories, page: { offset, limit: ITEMS } }))
  let asked: Promise<ReadAnswer> | null = ask(0)
  while (asked) {
    const { items, nextOffset }: ReadAnswer = await asked
    asked = nextOffset === null ? null : ask(nextOffset)
    asked?.catch(() => undefined)
    const by = groupBy(items, ({ category }) => category)
    for (const each of into) await takeItems(source, identifiers, by.get(each.held.category.code) ?? [], each)
  }
}

/** Items as they are kept: those of one row under its name. */
type Kept = { record: string; items: CopiedItem[] }

async function takeItems(
  source: Connector,
  identifiers: Identifiers,
  found: readonly Item[],
  into: Into,
): Promise<void> {
  if (found.length === 0) return
  const { held, from, spool } = into
  const kept: Kept[] = []
  for (const item of found) {
    const isScan = !maskedWhy(item) && bytesOf(item.value) !== null
    const copied = isScan ? await takeScan(source, identifiers, item, into) : takeItem(item, held)
    const record = recordName(item.source, item.id)
    const last = kept.at(-1)
    if (last?.record === record) last.items.push(copied)
    else kept.push({ record, items: [copied] })
  }
  await spool.append(from.name, Buffer.from(JSON.stringify(kept)))
  from.came(found.length, keptIn)
}

const keptIn = (text: string): CopiedRecord[] =>
  (JSON.parse(text) as Kept[]).map(({ record, items }) => ({ items, name: () => record }))

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
  { held, spool }: Into,
): Promise<CopiedItem> {
  const found = await answerOf(source.name, source.readBinary(identifiers, item.id))
  if (!found) return copiedItem(item, null)
  const bytes = Buffer.from(found.bytes)
  // What the source calls it counts for nothing.
  const sniffed = await fileTypeFromBuffer(bytes)
  const path = `files/${held.category.code}-${held.files.size + 1}.${sniffed?.ext ?? "bin"}`
  // Named before anything is waited for: another source may have a scan of the same category at this moment.
  held.files.set(path, { path, mediaType: sniffed?.mime ?? "application/octet-stream", bytes: bytes.length })
  await spool.append(path, bytes)
  return copiedItem(item, path)
}
