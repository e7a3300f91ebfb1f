import type { Block, Letter } from "@/lib/letters/letter"
import { ensureRoom, line, type Sheet, soft } from "@/lib/letters/pdf/sheet"
import { drawSignature, signatureHeight } from "@/lib/letters/pdf/signature"
import { drawTable } from "@/lib/letters/pdf/table"
import { heightOf, rule, text, write } from "@/lib/letters/pdf/write"

type Of<Kind extends Block["kind"]> = Extract<Block, { kind: Kind }>
/** The two blocks that follow, and whether the letter carries the organisation's seal. */
type Place = { following: readonly Block[]; sealed: boolean }

const label = text({ size: 8.5, colour: soft, lineGap: 2 })
const headingRoom = 34

/** Points that must follow on the same page: a signature stays with its heading and the paragraph before it. */
const bound = (sheet: Sheet, { following: [next, afterNext], sealed }: Place): number => {
  if (next?.kind === "signature") return signatureHeight(sheet, next, sealed)
  if (next?.kind !== "heading" || afterNext?.kind !== "signature") return 0
  return headingRoom + signatureHeight(sheet, afterNext, sealed)
}

/** The letter's title, the one heading of its level. */
export const drawTitle = (sheet: Sheet, title: string): void => {
  sheet.tagged("H1", () => write(sheet, title, text({ font: "strong", size: 17, lineGap: 2 })))
  sheet.doc.y += 14
}

const drawParties = (sheet: Sheet, { rows }: Of<"parties">): void => {
  const gap = 26
  const width = (sheet.width - gap * (rows.length - 1)) / rows.length
  const top = sheet.doc.y
  rule(sheet, top, line)
  const ends = rows.map(({ label: party, lines: [name = "", ...rest] }, i) => {
    const x = sheet.left + i * (width + gap)
    sheet.doc.y = top + 10
    sheet.tagged("P", () => {
      write(sheet, party, label, { x, width })
      write(sheet, name, text({ font: "strong", lineGap: 3 }), { x, width })
      for (const more of rest) write(sheet, more, text({ size: 9.5, lineGap: 2.5 }), { x, width })
    })
    return sheet.doc.y
  })
  sheet.doc.y = Math.max(...ends) + 8
  rule(sheet, sheet.doc.y, line)
  sheet.doc.y += 16
}

const drawHeading = (sheet: Sheet, { text: words }: Of<"heading">, place: Place): void => {
  ensureRoom(sheet, headingRoom + (bound(sheet, place) || 56))
  sheet.doc.y += 8
  const style = text({ font: "strong", size: 11.5, colour: sheet.accent, lineGap: 2 })
  sheet.tagged("H2", () => write(sheet, words, style))
  sheet.doc.y += 5
}

const drawParagraph = (sheet: Sheet, { text: words }: Of<"paragraph">, place: Place): void => {
  const tail = bound(sheet, place)
  const height = heightOf(sheet, words, text(), sheet.width) + 8
  ensureRoom(sheet, Math.min(height, tail > 0 ? 120 : 34) + tail)
  sheet.tagged("P", () => write(sheet, words, text()))
  sheet.doc.y += 8
}

const drawQuote = (sheet: Sheet, { label: whose, text: words }: Of<"quote">): void => {
  const { doc, left, width } = sheet
  const indent = 14
  ensureRoom(sheet, 60)
  doc.y += 2
  sheet.tagged("P", () => write(sheet, whose, label))
  const from = { page: doc.page, y: doc.y + 2 }
  doc.y += 3
  sheet.tagged("BlockQuote", () =>
    write(sheet, words, text({ size: 10 }), { x: left + indent, width: width - indent }),
  )
  // Where the quotation runs over pages, the indent alone marks it.
  if (doc.page === from.page)
    sheet.artifact(() => {
      doc.moveTo(left + 3, from.y).lineTo(left + 3, doc.y - 2)
      doc.lineWidth(1.6).strokeColor(sheet.accent).stroke()
    })
  doc.y += 10
}

const drawList = (sheet: Sheet, { items }: Of<"list">): void => {
  const { doc, left, width } = sheet
  const indent = 14
  sheet.group("L", (list) => {
    for (const item of items) {
      ensureRoom(sheet, 30)
      const y = doc.y
      sheet.artifact(() => {
        doc
          .circle(left + 4, y + 7.2, 1.7)
          .fillColor(sheet.accent)
          .fill()
      })
      doc.y = y
      const body = () => write(sheet, item, text(), { x: left + indent, width: width - indent })
      sheet.group("LI", (entry) => sheet.tagged("LBody", body, entry), list)
      doc.y += 3
    }
  })
  doc.y += 7
}

const drawers: { [Kind in Block["kind"]]: (sheet: Sheet, block: Of<Kind>, place: Place) => void } = {
  parties: drawParties,
  heading: drawHeading,
  paragraph: drawParagraph,
  quote: drawQuote,
  list: drawList,
  table: drawTable,
  signature: (sheet, block, { sealed }) => drawSignature(sheet, block, sealed),
}

const drawOne = <Kind extends Block["kind"]>(sheet: Sheet, kind: Kind, block: Of<Kind>, place: Place): void =>
  drawers[kind](sheet, block, place)

/** Draws the letter's blocks one below the other, over as many pages as they need. */
export const drawBlocks = (sheet: Sheet, { blocks, direction }: Letter): void => {
  for (const [i, block] of blocks.entries()) {
    sheet.doc.x = sheet.left
    drawOne(sheet, block.kind, block, {
      following: blocks.slice(i + 1, i + 3),
      sealed: direction === "outgoing",
    })
  }
}
