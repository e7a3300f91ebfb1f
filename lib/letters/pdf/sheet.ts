import { readFileSync } from "node:fs"
import { join } from "node:path"
import PDFDocument from "pdfkit"
import type { Letter } from "@/lib/letters/letter"

type Doc = InstanceType<typeof PDFDocument>
export type Element = ReturnType<Doc["struct"]>
type Tag = "H1" | "H2" | "P" | "BlockQuote" | "LBody" | "TH" | "TD"

/** A4 paper being written on, in points. `tagged` puts what it draws into the reading order, `artifact` keeps it out. */
export type Sheet = {
  doc: Doc
  root: Element
  left: number
  width: number
  accent: string
  tagged: (type: Tag, draw: () => void, parent?: Element) => void
  group: (type: "L" | "LI" | "Table" | "TR", fill: (element: Element) => void, parent?: Element) => void
  artifact: (draw: () => void) => void
}

export const ink = "#1b201e"
export const soft = "#4a524e"
export const line = "#cfccc1"

const margins = { top: 54, right: 62, bottom: 80, left: 68 }
const golos = (file: string): Buffer =>
  readFileSync(join(process.cwd(), "node_modules/@expo-google-fonts/golos-text", file))
let read: { regular: Buffer; strong: Buffer } | undefined

/** Both weights of the font, read once. As bytes, since pdfkit's module build knows no file names. */
const fonts = () => {
  read ??= {
    regular: golos("400Regular/GolosText_400Regular.ttf"),
    strong: golos("600SemiBold/GolosText_600SemiBold.ttf"),
  }
  return read
}

/** Opens a tagged A4 document with language, title and both weights of the font. `writtenAt` is its creation date. */
export const openSheet = (letter: Letter, author: string, writtenAt: Date, accent: string): Sheet => {
  const { regular, strong } = fonts()
  const doc = new PDFDocument({
    size: "A4",
    margins,
    pdfVersion: "1.7",
    tagged: true,
    displayTitle: true,
    bufferPages: true,
    lang: letter.language,
    // pdfkit takes bytes here as registerFont does; its types know only names.
    font: regular as unknown as string,
    info: { Title: letter.title, Author: author, CreationDate: writtenAt, Creator: "Ukuk", Producer: "Ukuk" },
  })
  doc.registerFont("regular", regular)
  doc.registerFont("strong", strong)
  const root = doc.struct("Document")
  doc.addStructure(root)
  return {
    doc,
    root,
    accent,
    left: margins.left,
    width: doc.page.width - margins.left - margins.right,
    tagged: (type, draw, parent = root) => {
      const element = doc.struct(type, {}, draw)
      parent.add(element)
      element.end()
    },
    group: (type, fill, parent = root) => {
      const element = doc.struct(type)
      parent.add(element)
      fill(element)
      element.end()
    },
    artifact: (draw) => {
      doc.markContent("Artifact", { type: "Layout" })
      draw()
      doc.endMarkedContent()
    },
  }
}

/** Starts a page unless `height` points are left above the footer; says whether it did. A fresh page is kept. */
export const ensureRoom = ({ doc }: Sheet, height: number): boolean => {
  if (doc.page.maxY() - doc.y >= height || doc.y <= margins.top + 1) return false
  doc.addPage()
  return true
}

/** The usable height of an empty page. */
export const pageHeight = ({ doc }: Sheet): number => doc.page.maxY() - margins.top

/** Closes the document and gives its bytes. */
export const closeSheet = ({ doc, root }: Sheet): Promise<Buffer> => {
  root.end()
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    doc.on("data", (chunk: Uint8Array) => chunks.push(Buffer.from(chunk)))
    doc.on("end", () => resolve(Buffer.concat(chunks)))
    doc.on("error", reject)
    doc.end()
  })
}
