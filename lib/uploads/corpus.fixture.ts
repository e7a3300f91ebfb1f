import { crc32, deflateRawSync, deflateSync } from "node:zlib"
import sharp from "sharp"
import { hidden, pdf, stream } from "@/lib/uploads/pdf.fixture"

/** A picture of 64 × 64 as a telephone saves it (HEVC), with where and by what it was taken. */
export const HEIC = Buffer.from(
  [
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAYBtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA",
    "AA5waXRtAAAAAAABAAAANGlsb2MAAAAAREAAAgABAAAAAAGkAAEAAAAAAAAAmQACAAAAAAI9AAEAAAAAAAABRAAAADhpaW5mAAAA",
    "AAACAAAAFWluZmUCAAAAAAEAAGh2YzEAAAAAFWluZmUCAAABAAIAAEV4aWYAAAAAv2lwcnAAAAChaXBjbwAAAHVodmNDAQNwAAAA",
    "AAAAAAAAHvAA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQCEAAQAoQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq",
    "SSmubAgAAAMACAAAAwAIQCIAAQAHRAHBcrAiQAAAABRpc3BlAAAAAAAAAEAAAABAAAAAEHBpeGkAAAAAAwgICAAAABZpcG1hAAAA",
    "AAAAAAEAAQOBAoMAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAAeVtZGF0AAAAlSgBrxmAs9vTp+bjrbaKuXPHGE5w97HDKUCr",
    "CyyH66Z/Y7jJWYlDmnH8c/c0an3LCDt21dz3BUmQOwKvl7QxPHNmfWF9e2O29TGKfzvgo4wYGFr6wwhugT9CibVduc3bv/50LpI1",
    "Vk3v0lFf3Z2yzeQSF7V3clwI2AaYXTbwvpndEkXpNQdlwTFnXkvpW3vfFRLJH8UvAAAAAElJKgAIAAAACAAPAQIADgAAAH4AAAAS",
    "AQMAAQAAAAEAAAAaAQUAAQAAAG4AAAAbAQUAAQAAAHYAAAAoAQMAAQAAAAIAAAATAgMAAQAAAAEAAABphwQAAQAAAIwAAAAliAQA",
    "AQAAANoAAAAAAAAALxkBAOgDAAAvGQEA6AMAAENhbmFyeS1DYW1lcmEABgAAkAcABAAAADAyMTABkQcABAAAAAECAwAAoAcABAAA",
    "ADAxMDABoAMAAQAAAP//AAACoAQAAQAAAEAAAAADoAQAAQAAAEAAAAAAAAAABAABAAIAAgAAAE4AAAACAAUAAwAAACgBAAADAAIA",
    "AgAAAEUAAAAEAAUAAwAAABABAAAAAAAASgAAAAEAAAAiAAAAAQAAAAAAAAABAAAAKgAAAAEAAAA0AAAAAQAAAAAAAAABAAAA",
  ].join(""),
  "base64",
)

/** Words that must be in nothing that is kept. */
export const CANARY = "Canary-Camera"
const HTML = `<!doctype html><script>alert("${CANARY}")</script>`

type File = { name: string; bytes: Buffer }
export type Refused = File & { code: string }

const SIZE = { width: 64, height: 48, channels: 3, background: "#7a9" } as const
const picture = () => sharp({ create: SIZE })

/** A JPEG with the place it was taken at. */
const jpeg = () =>
  picture()
    .withExif({
      IFD0: { Make: CANARY },
      IFD3: { GPSLatitude: "42/1 52/1 0/1", GPSLatitudeRef: "N" },
    })
    .jpeg()
    .toBuffer()
const png = () => picture().png().toBuffer()

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
}

/** A PNG with another chunk behind its head (8 bytes of signature, 25 of head). */
const withChunk = (bytes: Buffer, type: string, data: Buffer) =>
  Buffer.concat([bytes.subarray(0, 33), chunk(type, data), bytes.subarray(33)])

/** A JPEG with a comment behind its first two bytes. */
const withComment = (bytes: Buffer, words: string) =>
  Buffer.concat([
    bytes.subarray(0, 2),
    Buffer.from([0xff, 0xfe, 0, words.length + 2]),
    Buffer.from(words),
    bytes.subarray(2),
  ])

/** The head of a PNG that says it has so many pixels a side, and then nothing but noughts in little space. */
function bomb(side: number): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head.set([1, 0, 0, 0, 0], 8)
  const rows = deflateSync(Buffer.alloc((side / 8 + 1) * 1000))
  const signature = Buffer.from("89504e470d0a1a0a", "hex")
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))])
}

/** A zip of one file; `words` is its comment, at its very end. */
function zip(name: string, content: Buffer, words = ""): Buffer {
  const pressed = deflateRawSync(content)
  const common = Buffer.alloc(26)
  common.set([20, 0, 0, 0, 8, 0], 0)
  common.writeUInt32LE(crc32(content), 10)
  common.writeUInt32LE(pressed.length, 14)
  common.writeUInt32LE(content.length, 18)
  common.writeUInt16LE(name.length, 22)
  const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), common, Buffer.from(name), pressed])
  const central = Buffer.concat([
    Buffer.from("PK\u0001\u0002\u0014\0"),
    common,
    Buffer.alloc(14),
    Buffer.from(name),
  ])
  const end = Buffer.alloc(22)
  end.write("PK\u0005\u0006")
  end.set([1, 0, 1, 0], 8)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(local.length, 16)
  end.writeUInt16LE(words.length, 20)
  return Buffer.concat([local, central, end, Buffer.from(words)])
}

const ZEROS = Buffer.alloc(4 << 20)
const JS = "<</S/JavaScript/JS(app.alert(1))>>"
const carried = stream("/Type/EmbeddedFile", Buffer.from("MZ"))
const spec = (number: number) => `<</F(a.exe)/EF<</F ${number} 0 R>>>>`

/** PDFs that do something, hide something or are something else besides. */
export const hostilePdfs = (): Refused[] => [
  { name: "opens-script.pdf", bytes: pdf({ catalog: `/OpenAction${JS}` }), code: "pdf_active" },
  {
    name: "script-written-otherwise.pdf",
    bytes: pdf({ catalog: "/OpenAction<</S/J#61va#53cript/JS(1)>>" }),
    code: "pdf_active",
  },
  { name: "script-in-object-stream.pdf", bytes: pdf({ more: [hidden(9, JS)] }), code: "pdf_active" },
  {
    name: "script-replaced-by-later-object.pdf",
    bytes: pdf({ more: [hidden(9, JS), hidden(9, "<</Type/Font>>")] }),
    code: "pdf_active",
  },
  {
    name: "launches.pdf",
    bytes: pdf({ catalog: "/OpenAction<</S/Launch/F(cmd.exe)>>" }),
    code: "pdf_active",
  },
  {
    name: "launches-from-object-stream.pdf",
    bytes: pdf({ more: [hidden(9, "<</S/Launch/F(a)>>")] }),
    code: "pdf_active",
  },
  { name: "form.pdf", bytes: pdf({ catalog: "/AcroForm<</XFA 4 0 R>>", more: ["(x)"] }), code: "pdf_active" },
  {
    name: "attachment.pdf",
    bytes: pdf({ catalog: "/Names<</EmbeddedFiles 5 0 R>>", more: [carried, spec(4)] }),
    code: "pdf_carries_files",
  },
  {
    name: "attachment-without-its-name.pdf",
    bytes: pdf({ more: [stream("", Buffer.from("MZ")), hidden(9, spec(4))] }),
    code: "pdf_carries_files",
  },
  {
    name: "encrypted.pdf",
    bytes: pdf({ more: ["<</Filter/Standard/V 1/R 2/P -4>>"], trailer: "/Encrypt 4 0 R/ID[<00><00>]" }),
    code: "pdf_encrypted",
  },
  { name: "51-pages.pdf", bytes: pdf({ pages: 51 }), code: "pdf_too_long" },
  { name: "no-page.pdf", bytes: pdf({ pages: 0 }), code: "file_damaged" },
  { name: "half.pdf", bytes: pdf().subarray(0, 150), code: "file_damaged" },
  {
    name: "object-inside-a-stream.pdf",
    bytes: pdf({ more: [`<</Length 30>>\nstream\n9 0 obj <</Type/Font>> endobj   \nendstream`] }),
    code: "file_damaged",
  },
  { name: "deep.pdf", bytes: pdf({ more: ["[".repeat(200_000)] }), code: "file_damaged" },
  {
    name: "object-stream-bomb.pdf",
    bytes: pdf({ more: [stream("/Type/ObjStm/N 1/First 4", Buffer.alloc(600 << 20))] }),
    code: "file_damaged",
  },
  { name: "zip-behind.pdf", bytes: Buffer.concat([pdf(), zip("a.txt", ZEROS)]), code: "file_two_in_one" },
  {
    name: "zip-inside.pdf",
    bytes: pdf({ more: [Buffer.concat([Buffer.from("("), zip("a", Buffer.from("b")), Buffer.from(")")])] }),
    code: "file_two_in_one",
  },
  { name: "page-of-html.pdf", bytes: pdf({ head: `%${HTML}\n` }), code: "file_two_in_one" },
]

/** Files of other kinds under the name of one that is taken, and pictures that are none. */
export const hostileOthers = async (): Promise<Refused[]> => {
  const [whole, photo] = [await png(), await jpeg()]
  return [
    { name: "page.pdf", bytes: Buffer.from(HTML), code: "file_not_as_named" },
    { name: "drawing.png", bytes: Buffer.from(`<svg onload="alert(1)"/>`), code: "file_not_as_named" },
    { name: "bomb.pdf", bytes: zip("a.txt", ZEROS), code: "file_not_as_named" },
    {
      name: "zip-with-pdf-at-its-end.pdf",
      bytes: zip("a", ZEROS, pdf().toString("latin1")),
      code: "file_not_as_named",
    },
    { name: "program.jpg", bytes: Buffer.from(`MZ${"\0".repeat(200)}`), code: "file_not_as_named" },
    { name: "picture.png", bytes: await picture().gif().toBuffer(), code: "file_not_as_named" },
    { name: "picture.pdf", bytes: whole, code: "file_not_as_named" },
    { name: "document.png", bytes: pdf(), code: "file_not_as_named" },
    { name: "pixel-bomb.png", bytes: bomb(60_000), code: "file_too_many_pixels" },
    { name: "half.png", bytes: whole.subarray(0, whole.length >> 1), code: "file_damaged" },
    { name: "half.jpg", bytes: photo.subarray(0, photo.length >> 1), code: "file_damaged" },
    { name: "half.heic", bytes: HEIC.subarray(0, HEIC.length >> 1), code: "file_damaged" },
    { name: "bomb.zip", bytes: zip("a.txt", ZEROS), code: "file_kind" },
    { name: "drawing.svg", bytes: Buffer.from("<svg/>"), code: "file_kind" },
    { name: "scan\u202efdp.exe", bytes: pdf(), code: "file_kind" },
    { name: "scan.pdf\0.exe", bytes: pdf(), code: "file_kind" },
  ]
}

/** Files that are taken, each with what is kept of it: `within` it nothing of what it was carrying. */
export const taken = async (): Promise<(File & { mediaType: string })[]> => {
  const [whole, photo] = [await png(), await jpeg()]
  const text = chunk("tEXt", Buffer.from(`Comment\0${HTML}`))
  return [
    { name: "scan.PDF", bytes: pdf({ pages: 50 }), mediaType: "application/pdf" },
    { name: "../../etc/passwd.pdf", bytes: pdf(), mediaType: "application/pdf" },
    { name: "scan.exe\0.pdf", bytes: pdf(), mediaType: "application/pdf" },
    { name: "gnp.\u202eexe.png", bytes: whole, mediaType: "image/png" },
    { name: "photo.jpg", bytes: photo, mediaType: "image/jpeg" },
    { name: "photo.png", bytes: photo, mediaType: "image/jpeg" },
    { name: "photo-and-html.jpg", bytes: withComment(photo, HTML), mediaType: "image/jpeg" },
    {
      name: "photo-and-zip.jpg",
      bytes: Buffer.concat([photo, zip("a.txt", Buffer.from(CANARY))]),
      mediaType: "image/jpeg",
    },
    {
      name: "picture-and-html.png",
      bytes: Buffer.concat([whole.subarray(0, 33), text, whole.subarray(33), Buffer.from(HTML)]),
      mediaType: "image/png",
    },
    {
      name: "profile-bomb.png",
      bytes: withChunk(whole, "iCCP", Buffer.concat([Buffer.from("x\0\0"), deflateSync(ZEROS)])),
      mediaType: "image/png",
    },
    { name: "photo.heic", bytes: HEIC, mediaType: "image/jpeg" },
  ]
}
