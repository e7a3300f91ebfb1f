import type { Block } from "@/lib/letters/letter"
import { drawSeal } from "@/lib/letters/pdf/seal"
import { ensureRoom, ink, type Sheet, soft } from "@/lib/letters/pdf/sheet"
import { heightOf, text, write } from "@/lib/letters/pdf/write"

type Signature = Extract<Block, { kind: "signature" }>
type Row = Signature["rows"][number]

const labels = 130
const sealSize = 62
const label = text({ size: 8.5, colour: soft, lineGap: 2 })
const first = text({ font: "strong" })
const later = text({ size: 10, lineGap: 3 })

/** Points a signature takes; `sealed` as in `drawSignature`. */
export const signatureHeight = (sheet: Sheet, { rows, line }: Signature, sealed: boolean): number => {
  const width = sealed ? sheet.width - sealSize - 24 : sheet.width - labels
  const heights = rows.map(({ value }) => heightOf(sheet, value, first, width) + (sealed ? 18 : 3))
  const sum = heights.reduce((a, b) => a + b, line ? 46 : 0)
  return Math.min(sealed ? Math.max(sum, sealSize) : sum, 400) + 4
}

const stacked = (sheet: Sheet, row: Row, i: number): void => {
  const width = sheet.width - sealSize - 24
  write(sheet, row.label, label, { width })
  write(sheet, row.value, i === 0 ? first : later, { width })
  sheet.doc.y += 5
}

const beside = (sheet: Sheet, row: Row, i: number): void => {
  const top = sheet.doc.y
  sheet.doc.y = top + 1.5
  write(sheet, row.label, label, { width: labels - 12 })
  const end = sheet.doc.y
  sheet.doc.y = top
  write(sheet, row.value, i === 0 ? first : later, { x: sheet.left + labels, width: sheet.width - labels })
  sheet.doc.y = Math.max(sheet.doc.y, end) + 3
}

const drawLine = (sheet: Sheet, words: string): void => {
  const { doc, left } = sheet
  doc.y += 24
  const y = doc.y + 11
  sheet.tagged("P", () => write(sheet, words, label))
  sheet.artifact(() => {
    doc
      .moveTo(left + labels, y)
      .lineTo(left + labels + 200, y)
      .lineWidth(0.6)
      .strokeColor(ink)
      .stroke()
  })
}

/** Draws who signed, how and when; the organisation's signature is `sealed` with the mark beside it. */
export const drawSignature = (sheet: Sheet, block: Signature, sealed: boolean): void => {
  ensureRoom(sheet, signatureHeight(sheet, block, sealed))
  sheet.doc.y += 4
  const top = sheet.doc.y
  if (sealed) drawSeal(sheet, sheet.left + sheet.width - sealSize, top, sealSize)
  sheet.doc.y = top
  for (const [i, row] of block.rows.entries())
    sheet.tagged("P", () => (sealed ? stacked : beside)(sheet, row, i))
  if (block.line) drawLine(sheet, block.line)
  if (sealed) sheet.doc.y = Math.max(sheet.doc.y, top + sealSize)
}
