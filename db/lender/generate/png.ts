import { crc32, deflateSync } from "node:zlib"

type Colour = readonly [red: number, green: number, blue: number]

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

function encode(width: number, height: number, at: (x: number, y: number) => Colour): Buffer {
  const raw = Buffer.alloc((width * 3 + 1) * height)
  let offset = 0
  for (let y = 0; y < height; y++) {
    offset++
    for (let x = 0; x < width; x++) {
      const [red, green, blue] = at(x, y)
      raw[offset++] = red
      raw[offset++] = green
      raw[offset++] = blue
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(raw, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ])
}

/** A PNG of 64 by 40 points in one colour: a scan that says nothing and weighs about a hundred bytes. */
export function plainPng(colour: Colour): Buffer {
  return encode(64, 40, () => colour)
}

const PAPER: Colour = [247, 244, 236]
const INK: Colour = [92, 102, 98]
const inside = (value: number, from: number, to: number) => value >= from && value < to

/** A drawn placeholder of 640 by 400 points: frame, portrait box and lines where a card has words. */
export function cardPng(accent: Colour, withPortrait: boolean): Buffer {
  const portrait = (x: number, y: number) =>
    (x - 140) ** 2 + (y - 170) ** 2 < 48 ** 2 || ((x - 140) / 84) ** 2 + ((y - 310) / 80) ** 2 < 1
  return encode(640, 400, (x, y) => {
    if (x < 12 || y < 12 || x >= 628 || y >= 388) return accent
    if (inside(y, 28, 64) && inside(x, 28, 612)) return accent
    if (withPortrait && inside(x, 40, 240) && inside(y, 90, 330)) {
      return inside(y, 90, 318) && portrait(x, y) ? INK : [226, 226, 218]
    }
    const left = withPortrait ? 272 : 40
    const line = Math.floor((y - 96) / 38)
    if (inside(line, 0, 7) && (y - 96) % 38 < 14 && inside(x, left, 590 - ((line * 67) % 160))) return INK
    return (x + y) % 32 === 0 ? [232, 228, 216] : PAPER
  })
}

/** A drawn portrait placeholder of 300 by 400 points. */
export function portraitPng(accent: Colour): Buffer {
  return encode(300, 400, (x, y) => {
    if ((x - 150) ** 2 + (y - 150) ** 2 < 72 ** 2) return INK
    if (((x - 150) / 120) ** 2 + ((y - 390) / 150) ** 2 < 1) return accent
    return PAPER
  })
}
