import { encodeQR } from "qr"
import { ensureRoom, ink, type Sheet } from "@/lib/letters/pdf/sheet"
import { heightOf, text, write } from "@/lib/letters/pdf/write"

const SIDE = 104
const GAP = 18

/** What a phone reads off the paper, and in words what it leads to. */
export type Code = { text: string; caption: string }

/** Draws the code with its caption beside it; for whoever does not see it, the address is its description. */
export function drawCode(sheet: Sheet, { text: address, caption }: Code): void {
  const { doc, left, width, root } = sheet
  const modules = encodeQR(address, "raw", { ecc: "medium", border: 2 })
  ensureRoom(sheet, SIDE + GAP)
  const top = doc.y + GAP
  const side = SIDE / modules.length
  const figure = doc.struct("Figure", { alt: address }, () => {
    modules.forEach((row, y) => {
      row.forEach((isDark, x) => {
        if (isDark) doc.rect(left + x * side, top + y * side, side, side)
      })
    })
    doc.fillColor(ink).fill()
  })
  root.add(figure)
  figure.end()
  const x = left + SIDE + GAP
  const style = text({ size: 9.5 })
  const beside = { x, y: top, width: width - SIDE - GAP }
  sheet.tagged("P", () => write(sheet, caption, style, beside))
  doc.x = left
  doc.y = top + Math.max(SIDE, heightOf(sheet, caption, style, beside.width)) + GAP
}
