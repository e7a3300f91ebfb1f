import { drawable } from "@/lib/letters/pdf/drawable"
import { ink, type Sheet } from "@/lib/letters/pdf/sheet"

export type Style = { font: "regular" | "strong"; size: number; colour: string; lineGap: number }

/** The letter's body text, or a departure from it; sizes in points. */
export const text = (departures: Partial<Style> = {}): Style => ({
  font: "regular",
  size: 10.5,
  colour: ink,
  lineGap: 3.4,
  ...departures,
})

// Longer than any word of the three languages; pdfkit takes seconds to break a word of thousands of letters.
const unbroken = /\S{60,}/gu

const pieces = ({ doc }: Sheet, word: string, width: number): string[] => {
  const widths = new Map<string, number>()
  const widthOf = (char: string): number => {
    const known = widths.get(char) ?? doc.widthOfString(char)
    widths.set(char, known)
    return known
  }
  const lines: string[] = []
  let line = ""
  let used = 0
  for (const char of word) {
    used += widthOf(char)
    if (line && used > width * 0.98) {
      lines.push(line)
      line = ""
      used = widthOf(char)
    }
    line += char
  }
  return [...lines, line]
}

/** Words as they can be set in `width`: missing characters spelled out, endless words cut into lines. */
const settable = (sheet: Sheet, words: string, style: Style, width: number): string => {
  sheet.doc.font(style.font).fontSize(style.size)
  return drawable(words).replace(unbroken, (word) => pieces(sheet, word, width).join("\n"))
}

/** Writes words from `x`, below the last or at `y`, wrapped to `width`. */
export const write = (
  sheet: Sheet,
  words: string,
  style: Style,
  { x = sheet.left, y = sheet.doc.y, width = sheet.width } = {},
): void => {
  const set = settable(sheet, words, style, width)
  sheet.doc.fillColor(style.colour).text(set, x, y, { width, lineGap: style.lineGap })
}

/** Points the words would take, line gap of the last line included. */
export const heightOf = (sheet: Sheet, words: string, style: Style, width: number): number => {
  const set = settable(sheet, words, style, width)
  return sheet.doc.heightOfString(set, { width, lineGap: style.lineGap })
}

/** Points the words would take on one line. */
export const widthOf = ({ doc }: Sheet, words: string, style: Style): number =>
  doc.font(style.font).fontSize(style.size).widthOfString(drawable(words))

/** A hairline across the sheet. */
export const rule = ({ doc, left, width, artifact }: Sheet, y: number, colour: string): void =>
  artifact(() => {
    doc
      .moveTo(left, y)
      .lineTo(left + width, y)
      .lineWidth(0.6)
      .strokeColor(colour)
      .stroke()
  })
