import { getDocument, OPS } from "pdfjs-dist/legacy/build/pdf.mjs"
import { decodeQR } from "qr/decode.js"
import { expect, it } from "vitest"
import { letterHash } from "@/lib/letters/letter-text"
import { renderLetterPdf } from "@/lib/letters/render-letter-pdf"
import { organisations, samples } from "@/lib/letters/samples.fixture"

type Square = { x: number; y: number; side: number }

/** The small squares drawn on a page, whatever the order in which they were. */
async function squaresOn(pdf: Buffer, number: number): Promise<Square[]> {
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise
  const { fnArray, argsArray } = await (await document.getPage(number)).getOperatorList()
  return fnArray.flatMap((operator, i) => {
    if (operator !== OPS.constructPath) return []
    const [kinds, numbers] = argsArray[i] as [number[], number[]]
    if (!kinds.every((kind) => kind === OPS.rectangle)) return []
    return kinds
      .map((_, n) => numbers.slice(n * 4, n * 4 + 4))
      .map(([x = 0, y = 0, side = 0]) => ({ x, y, side: Math.abs(side) }))
  })
}

const CELL = 6

/** What a camera would see of them, white around. */
function photographed(squares: readonly Square[]) {
  const side = squares[0]?.side ?? 1
  const [left, top] = [Math.min(...squares.map(({ x }) => x)), Math.min(...squares.map(({ y }) => y))]
  const places = squares.map(({ x, y }) => [
    Math.round((x - left) / side) + 4,
    Math.round((y - top) / side) + 4,
  ])
  const size = (Math.max(...places.flat()) + 5) * CELL
  const data = new Uint8ClampedArray(size * size * 4).fill(255)
  for (const [column = 0, row = 0] of places)
    for (let y = row * CELL; y < (row + 1) * CELL; y += 1)
      for (let x = column * CELL; x < (column + 1) * CELL; x += 1)
        data.fill(0, (y * size + x) * 4, (y * size + x) * 4 + 3)
  return { width: size, height: size, data }
}

it("the code under a letter leads a phone to the address given, and whoever cannot see it is told the same", async () => {
  const letter = samples("ky").withdrawal
  const address = "https://portal.example.kg/verify"
  if (!letter) return expect.fail("no sample")
  const pdf = await renderLetterPdf(letter, {
    registrationNumber: "2026-000123",
    registeredAt: new Date("2026-11-22T20:30:00Z"),
    hash: letterHash(letter),
    organisation: organisations.ky,
    code: { text: address, caption: "Текшериңиз" },
  })
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise
  const last = document.numPages
  const squares = (await squaresOn(pdf, last)).filter(({ side }) => side > 0 && side < 8)
  expect(squares.length).toBeGreaterThan(150)
  expect(decodeQR(photographed(squares))).toBe(address)
  const tree = JSON.stringify(await (await document.getPage(last)).getStructTree())
  expect(tree).toContain(`"role":"Figure"`)
  expect(tree).toContain(address)
})
