import { deflateSync } from "node:zlib"

type Options = {
  /** What the catalogue says besides its pages. */
  catalog?: string
  /** Objects after those of the pages, the first of them with the number `4 + pages - 1`. */
  more?: readonly (string | Buffer)[]
  pages?: number
  trailer?: string
  /** What stands between the head and the first object. */
  head?: string
}

/** A whole PDF with its table of objects: a catalogue (1), the tree of pages (2), the pages (from 3), and what is added. */
export function pdf({ catalog = "", more = [], pages = 1, trailer = "", head = "" }: Options = {}): Buffer {
  const kids = Array.from({ length: pages }, (_, i) => `${3 + i} 0 R`).join(" ")
  const page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>"
  const objects = [
    `<</Type/Catalog/Pages 2 0 R ${catalog}>>`,
    `<</Type/Pages/Count ${pages}/Kids[${kids}]>>`,
    ...Array<string>(pages).fill(page),
    ...more,
  ]
  const parts = [Buffer.from(`%PDF-1.7\n${head}`)]
  const places: number[] = []
  for (const [i, object] of objects.entries()) {
    places.push(Buffer.concat(parts).length)
    parts.push(Buffer.from(`${i + 1} 0 obj\n`), Buffer.from(object), Buffer.from("\nendobj\n"))
  }
  const start = Buffer.concat(parts).length
  const lines = places.map((at) => `${`${at}`.padStart(10, "0")} 00000 n \n`).join("")
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${lines}` +
        `trailer\n<</Size ${objects.length + 1}/Root 1 0 R ${trailer}>>\nstartxref\n${start}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(parts)
}

/** A stream, with its bytes pressed together. */
export function stream(dictionary: string, bytes: Buffer): Buffer {
  const pressed = deflateSync(bytes)
  return Buffer.concat([
    Buffer.from(`<<${dictionary}/Filter/FlateDecode/Length ${pressed.length}>>\nstream\n`),
    pressed,
    Buffer.from("\nendstream"),
  ])
}

/** One object hidden in a compressed stream of objects. */
export function hidden(number: number, object: string): Buffer {
  const index = `${number} 0 `
  return stream(`/Type/ObjStm/N 1/First ${index.length}`, Buffer.from(index + object))
}
