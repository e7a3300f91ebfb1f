import { createHash } from "node:crypto"
import type { Block, Letter } from "@/lib/letters/letter"

const cell = (text: string): string => text.replaceAll("|", "\\|")

const lines = (block: Block): string[] => {
  switch (block.kind) {
    case "parties":
      return block.rows.map(({ label, lines }) => `${label}: ${lines.join("; ")}`)
    case "heading":
      return [`## ${block.text}`]
    case "paragraph":
      return [block.text]
    case "quote":
      return [`${block.label}:`, ...block.text.split("\n").map((line) => `> ${line}`.trimEnd())]
    case "list":
      return block.items.map((item) => `- ${item}`)
    case "table":
      return [block.head, ...block.rows].map((row) => row.map(cell).join(" | "))
    case "signature":
      return [
        ...block.rows.map(({ label, value }) => `${label}: ${value}`),
        ...(block.line ? [`${block.line}: ________________`] : []),
      ]
  }
}

/**
 * The letter as the plain text that is shown, stored and signed: NFC, LF, one space between words, one empty line
 * between blocks, one LF at the end. The same letter always gives the same text.
 */
export const letterText = (letter: Letter): string =>
  [`# ${letter.title}`, ...letter.blocks.map((block) => lines(block).join("\n"))]
    .join("\n\n")
    .normalize("NFC")
    // A single space is left as it is: nearly all are.
    .replace(/[^\S\n]{2,}|[^\S\n ]/gu, " ")
    .concat("\n")

/** SHA-256 of the letter's text in UTF-8, lower-case hexadecimal: what a signature and a ledger entry refer to. */
export const letterHash = (letter: Letter): string =>
  createHash("sha256").update(letterText(letter), "utf8").digest("hex")
