import { bookletFile, bookletValue } from "@/lib/copies/booklet-value"
import type { CopiedItem } from "@/lib/copies/copied-item"
import { type Copy, originIn, sourceIn } from "@/lib/copies/copy"
import { Gathered } from "@/lib/copies/gathered"
import { escaped } from "@/lib/copies/html"
import { remembered } from "@/lib/copies/remembered"
import { recordsOf, type TakenCategory } from "@/lib/copies/take"
import { shownMoment } from "@/lib/records/shown"

const GROUP = Buffer.from("<tbody>")
const GROUP_END = Buffer.from("</tbody>\n")
const VALUE_END = Buffer.from("</td></tr>")

/**
 * The items of a category as lines of the booklet's table, in pieces: a group for each record, and where a value comes
 * from said once for all of the record that came together.
 */
export async function* bookletItems(copy: Copy, held: TakenCategory): AsyncGenerator<string | Buffer> {
  const { titleOf, headOf } = headings(copy, held)
  const [originOf, value] = [originCells(copy), bookletValue(copy)]
  const lines = new Gathered()
  for await (const records of recordsOf(copy.taken, held)) {
    for (const { items } of records) {
      lines.copy(GROUP)
      let i = 0
      for (const item of items) {
        lines.copy(headOf(item.field))
        const scan = item.masked ? undefined : held.files.get(item.file ?? "")
        if (scan) {
          // A picture is large: what is before it goes first.
          yield* lines.rest()
          yield (await bookletFile(copy, scan, titleOf(item.field))).html
        } else lines.add(value(item))
        lines.copy(isTogether(item, items[i - 1]) ? VALUE_END : originOf(item, together(items, i)))
        i += 1
      }
      lines.copy(GROUP_END)
      if (lines.isReady) yield* lines.taken()
    }
  }
  yield* lines.rest()
}

/** What the fields of a category are called, and the beginning of a line about each. */
function headings({ language }: Copy, { category }: TakenCategory) {
  const titles = new Map(category.fields.map(({ code, title }) => [code, title[language]]))
  const titleOf = (field: string): string => titles.get(field) ?? field
  const headOf = remembered((field: string) =>
    Buffer.from(`<tr><th scope="row">${escaped(titleOf(field))}</th><td>`),
  )
  return { titleOf, headOf }
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

/** The end of the first of so many lines whose values came together: who gave them, when, and which source holds them. */
function originCells(copy: Copy): (item: CopiedItem, lines: number) => Buffer {
  const { language } = copy
  const endsOf = remembered((from: string) => {
    const [source = "", origin = "", lines = ""] = from.split(" ")
    const [by, held] = [escaped(originIn(copy, origin)), escaped(sourceIn(copy, source))]
    const cell = `</td><td class="note"${lines === "1" ? "" : ` rowspan="${lines}"`}>`
    return remembered((at: string) =>
      Buffer.from(`${cell}${at === "" ? `${by}; ${held}` : `${by}; ${at}; ${held}`}</td></tr>`),
    )
  })
  return (item, lines) =>
    endsOf(`${item.source} ${item.origin} ${lines}`)(shownMoment(momentOf(item), language) ?? "")
}
