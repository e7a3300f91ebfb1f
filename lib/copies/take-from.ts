import { fileTypeFromBuffer } from "file-type"
import { type CopiedItem, copiedItem, maskedWhy } from "@/lib/copies/copied-item"
import { answerOf } from "@/lib/copies/silent"
import type { Spool } from "@/lib/copies/spool"
import type { TakenCategory, TakenFrom } from "@/lib/copies/take"
import { bytesOf } from "@/lib/records/shown"
import type {
  Connector,
  Identifiers,
  Item,
  ReadAnswer,
  RecordBlock,
  RecordsAnswer,
} from "@/lib/sources/connector"

/** Items taken at a time of a source that knows no rows: what is in memory at once, however much there is. */
const ITEMS = 1_000
/** Rows taken first, and at most; from then on as many as make a block of about this many letters. */
const ROWS = { first: 1_000, least: 10, most: 10_000 }
const BLOCK = 1 << 20

/** What a source gives of a category goes into the spool, and is counted there. */
type Into = { held: TakenCategory; from: TakenFrom; spool: Spool }

/** Takes all that a source holds of a category. The source reads on while what it gave is put away. */
export async function takeFrom(source: Connector, identifiers: Identifiers, into: Into): Promise<void> {
  if (source.records) await takeRecords(source, identifiers, into)
  else await takePages(source, identifiers, into)
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
  { isPlain, items, text, itemsOf }: RecordBlock,
  into: Into,
): Promise<void> {
  if (!isPlain) return takeItems(source, identifiers, itemsOf(text), into)
  const { held, from, spool } = into
  held.items += items
  from.open.push((taken) => itemsOf(taken).map(whole))
  await spool.append(from.name, Buffer.from(text))
}

const whole = (item: Item): CopiedItem => copiedItem(item, null)

async function takePages(source: Connector, identifiers: Identifiers, into: Into): Promise<void> {
  const ask = (offset: number): Promise<ReadAnswer> => {
    const page = { offset, limit: ITEMS }
    return answerOf(source.name, source.read({ identifiers, categories: [into.held.category.code], page }))
  }
  let asked: Promise<ReadAnswer> | null = ask(0)
  while (asked) {
    const { items, nextOffset }: ReadAnswer = await asked
    asked = nextOffset === null ? null : ask(nextOffset)
    asked?.catch(() => undefined)
    await takeItems(source, identifiers, items, into)
  }
}

async function takeItems(
  source: Connector,
  identifiers: Identifiers,
  found: readonly Item[],
  into: Into,
): Promise<void> {
  const { held, from, spool } = into
  const items: CopiedItem[] = []
  for (const item of found) {
    const isScan = !maskedWhy(item) && bytesOf(item.value) !== null
    items.push(isScan ? await takeScan(source, identifiers, item, into) : takeItem(item, held))
  }
  held.items += items.length
  if (items.length === 0) return
  from.open.push((taken) => JSON.parse(taken) as CopiedItem[])
  await spool.append(from.name, Buffer.from(JSON.stringify(items)))
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
  { held, spool }: Into,
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
