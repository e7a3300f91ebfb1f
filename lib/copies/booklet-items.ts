import { bookletFile, bookletValue } from "@/lib/copies/booklet-value"
import type { CopiedItem } from "@/lib/copies/copied-item"
import { type Copy, originIn, sourceIn } from "@/lib/copies/copy"
import { escaped } from "@/lib/copies/html"
import { recordsOf, type TakenCategory } from "@/lib/copies/take"
import { shownMoment } from "@/lib/records/shown"

/** Letters that are given out at once. */
const PIECE = 1 << 16

/**
 * The items of a category as lines of the booklet's table, in pieces: a group for each record, and where a value comes
 * from said once for all of the record that came together.
 */
export async function* bookletItems(copy: Copy, held: TakenCategory): AsyncGenerator<string> {
  const { language } = copy
  const titles = new Map(held.category.fields.map(({ code, title }) => [code, title[language]]))
  const titleOf = (field: string) => titles.get(field) ?? field
  const headOf = (field: string) => `<tr><th scope="row">${escaped(titleOf(field))}</th><td>`
  const heads = new Map([...titles.keys()].map((field) => [field, headOf(field)]))
  const scans = new Map(held.files.map((file) => [file.path, file]))
  const [origin, value] = [originCells(copy), bookletValue(copy)]
  let text = ""
  for await (const records of recordsOf(copy.taken, held)) {
    for (const { items } of records) {
      text += "<tbody>"
      let i = 0
      for (const item of items) {
        const scan = item.masked || item.file === null ? undefined : scans.get(item.file)
        text += heads.get(item.field) ?? headOf(item.field)
        if (scan || text.length > PIECE) {
          // A picture is large: what is before it goes first.
          yield text
          text = ""
        }
        text += scan ? (await bookletFile(copy, scan, titleOf(item.field))).html : value(item)
        text += `</td>${isTogether(item, items[i - 1]) ? "" : origin(item, together(items, i))}</tr>`
        i += 1
      }
      text += "</tbody>\n"
    }
  }
  yield text
}

/** Whether two items of one record came from the same hand at the same time. */
const isTogether = (item: CopiedItem, other: CopiedItem | undefined): boolean =>
  item.origin === other?.origin && momentOf(item) === momentOf(other)

const momentOf = ({ givenAt, recordedAt }: CopiedItem): string | null => givenAt ?? recordedAt

/** How many items from this one on came together. */
function together(items: readonly CopiedItem[], from: number): number {
  const first = items[from]
  let to = from + 1
  while (first && isTogether(first, items[to])) to += 1
  return to - from
}

/** From where the values of so many lines come: who gave them, when, and which source holds them. */
function originCells(copy: Copy): (item: CopiedItem, lines: number) => string {
  const known = new Map<string, [by: string, held: string]>()
  const wordsOf = ({ origin, source }: CopiedItem): [by: string, held: string] => {
    const key = `${source} ${origin}`
    const words = known.get(key) ?? [escaped(originIn(copy, origin)), escaped(sourceIn(copy, source))]
    known.set(key, words)
    return words
  }
  return (item, lines) => {
    const [by, held] = wordsOf(item)
    const at = shownMoment(momentOf(item), copy.language)
    const span = lines > 1 ? ` rowspan="${lines}"` : ""
    return `<td class="note"${span}>${at === null ? `${by}; ${held}` : `${by}; ${at}; ${held}`}</td>`
  }
}
