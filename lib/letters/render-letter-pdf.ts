import type { Letter } from "@/lib/letters/letter"
import { drawBlocks, drawTitle } from "@/lib/letters/pdf/blocks"
import { drawFooters, drawLetterhead, type Registration } from "@/lib/letters/pdf/frame"
import { type Code, drawCode } from "@/lib/letters/pdf/qr"
import { closeSheet, openSheet } from "@/lib/letters/pdf/sheet"

const spruce = "#154a40"

/**
 * The letter on A4 as a tagged PDF (title, language, reading order), with letterhead, registration number and the short
 * form of its hash. `accent` is the organisation's colour, `code` what stands below for a phone to read. The same letter and
 * registration give the same bytes.
 */
export const renderLetterPdf = (
  letter: Letter,
  registration: Registration & { accent?: string; code?: Code },
): Promise<Buffer> => {
  const { organisation, registeredAt, accent = spruce } = registration
  const author = letter.direction === "outgoing" ? organisation.name : ""
  const sheet = openSheet(letter, author, registeredAt, accent)
  drawLetterhead(sheet, letter, registration)
  drawTitle(sheet, letter.title)
  drawBlocks(sheet, letter)
  if (registration.code) drawCode(sheet, registration.code)
  drawFooters(sheet, letter, registration)
  return closeSheet(sheet)
}

/** A document of the person's own, under nobody's letterhead: title and blocks alone. `at` is its creation date. */
export const renderPlainPdf = (letter: Letter, at: Date): Promise<Buffer> => {
  const sheet = openSheet(letter, "", at, spruce)
  drawTitle(sheet, letter.title)
  drawBlocks(sheet, letter)
  return closeSheet(sheet)
}
