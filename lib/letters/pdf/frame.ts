import { formatLongDate } from "@/lib/format/date"
import type { Letter, Organisation } from "@/lib/letters/letter"
import { drawable } from "@/lib/letters/pdf/drawable"
import { drawSeal } from "@/lib/letters/pdf/seal"
import { ink, line, type Sheet, soft } from "@/lib/letters/pdf/sheet"
import { dataProtectionIn } from "@/lib/letters/phrases"
import { textsIn } from "@/lib/letters/texts/texts-in"

/**
 * What the portal adds around a letter when it is registered. `hash` is `letterHash` of the letter. Without a number the
 * letter is not registered yet: number and date are left to be written in by hand.
 */
export type Registration = {
  registrationNumber: string
  registeredAt: Date
  hash: string
  organisation: Organisation
}

const BLANK = "____________"

const small = (
  sheet: Sheet,
  words: string,
  x: number,
  y: number,
  width: number,
  align: "left" | "right" = "left",
) => {
  sheet.doc.font("regular").fontSize(8.5).fillColor(soft)
  sheet.doc.text(drawable(words), x, y, { width, align, lineGap: 1.5 })
}

const strong = (
  sheet: Sheet,
  words: string,
  size: number,
  x: number,
  width: number,
  align: "left" | "right",
) => {
  sheet.doc.font("strong").fontSize(size).fillColor(ink)
  sheet.doc.text(drawable(words), x, sheet.doc.y, { width, align, lineGap: 1.5 })
}

/** The letterhead: mark and organisation on the left, registration number and date on the right. */
export const drawLetterhead = (sheet: Sheet, letter: Letter, registration: Registration): void => {
  const { doc, left, width } = sheet
  const { organisation, registrationNumber, registeredAt } = registration
  const texts = textsIn(letter.language).pdf
  const seal = 42
  const right = 150
  const top = doc.y
  const middle = width - seal - 14 - right - 16
  drawSeal(sheet, left, top, seal)
  doc.y = top + (letter.direction === "incoming" ? 0 : 4)
  sheet.tagged("P", () => {
    // The person's own letter is not the organisation's: it says who took it in.
    if (letter.direction === "incoming") small(sheet, texts.registeredBy, left + seal + 14, doc.y, middle)
    strong(sheet, organisation.name, 12, left + seal + 14, middle, "left")
    if (organisation.address) small(sheet, organisation.address, left + seal + 14, doc.y + 1, middle)
  })
  const nameEnd = doc.y
  const x = left + width - right
  doc.y = top
  sheet.tagged("P", () => {
    small(sheet, texts.registered, x, top + 1, right, "right")
    strong(sheet, `№ ${registrationNumber || BLANK}`, 12, x, right, "right")
    const on = registrationNumber ? formatLongDate(registeredAt, letter.language) : BLANK
    small(sheet, on, x, doc.y + 1, right, "right")
  })
  doc.y = Math.max(nameEnd, doc.y, top + seal) + 12
  const y = doc.y
  sheet.artifact(() => {
    doc
      .moveTo(left, y)
      .lineTo(left + width, y)
      .lineWidth(1.2)
      .strokeColor(sheet.accent)
      .stroke()
  })
  doc.x = left
  doc.y = y + 22
}

/** The first and last eight digits in groups of four: enough to compare by eye with the whole one on the portal. */
const shortHash = (hash: string): string => {
  const groups = hash.match(/.{4}/g) ?? []
  return [...groups.slice(0, 2), "…", ...groups.slice(-2)].join(" ")
}

/** The foot of every page: who answers for personal data, number, digest, page of pages. */
export const drawFooters = (sheet: Sheet, letter: Letter, registration: Registration): void => {
  const { doc, left, width } = sheet
  const texts = textsIn(letter.language).pdf
  const { start, count } = doc.bufferedPageRange()
  for (let i = 0; i < count; i += 1) {
    doc.switchToPage(start + i)
    // Below the bottom margin pdfkit would start another page.
    doc.page.margins.bottom = 0
    const y = doc.page.height - 62
    doc.markContent("Artifact", { type: "Pagination" })
    doc
      .moveTo(left, y)
      .lineTo(left + width, y)
      .lineWidth(0.6)
      .strokeColor(line)
      .stroke()
    doc.font("regular").fontSize(7.5).fillColor(soft)
    const page = texts.page(i + 1, count)
    const one = { lineBreak: false, height: 12, ellipsis: true } as const
    doc.text(`№ ${registration.registrationNumber || BLANK}`, left, y + 8, one)
    doc.text(page, left + width - 120, y + 8, { ...one, width: 120, align: "right" })
    doc.text(`${texts.digest}: ${shortHash(registration.hash)}`, left, y + 19, one)
    doc.text(drawable(dataProtectionIn(registration.organisation)), left, y + 30, { ...one, width })
    doc.endMarkedContent()
  }
}
