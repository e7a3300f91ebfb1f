import sharp from "sharp"
import { expect, it } from "vitest"
import { Invalid, Unavailable } from "@/lib/errors"
import { CANARY, hostileOthers, hostilePdfs, taken } from "@/lib/uploads/corpus.fixture"
import { ATTACHMENT_MAX_BYTES, inspect, keptName, type Sent } from "@/lib/uploads/inspect"
import { lookApart } from "@/lib/uploads/look-apart"
import { pdf } from "@/lib/uploads/pdf.fixture"

const codeOf = (sent: Sent) =>
  inspect(sent).then(
    () => "taken",
    (error: unknown) =>
      error instanceof Invalid ? (error.fields.evidence?.code ?? "") : Promise.reject(error),
  )

it("refuses a PDF that acts, carries files, is locked, too long, damaged or something else besides, and says which", async () => {
  const files = hostilePdfs()
  const said = await Promise.all(files.map(async (file) => [file.name, await codeOf(file)]))
  expect(said).toEqual(files.map(({ name, code }) => [name, code]))
})

it("refuses what is another kind of file than it is named, a picture too large to open, and one cut short", async () => {
  const files = await hostileOthers()
  const said = await Promise.all(files.map(async (file) => [file.name, await codeOf(file)]))
  expect(said).toEqual(files.map(({ name, code }) => [name, code]))
  const empty = { name: "scan.pdf", bytes: Buffer.alloc(0) }
  const large = { name: "scan.pdf", bytes: Buffer.concat([pdf(), Buffer.alloc(ATTACHMENT_MAX_BYTES)]) }
  expect([await codeOf(empty), await codeOf(large)]).toEqual(["file_empty", "file_too_big"])
})

it("keeps a picture without where it was taken, by what, and what was hidden in it; a PDF as it came; under a name of ours", async () => {
  const files = await taken()
  expect(files.filter(({ bytes }) => bytes.includes(CANARY)).length).toBeGreaterThanOrEqual(5)
  for (const file of files) {
    const kept = await inspect(file)
    expect(kept.mediaType, file.name).toBe(file.mediaType)
    expect(keptName(kept), file.name).toMatch(/^[0-9a-f]{12}\.(pdf|jpg|png)$/)
    if (kept.mediaType === "application/pdf") {
      expect(Buffer.compare(kept.bytes, file.bytes), file.name).toBe(0)
      continue
    }
    const found = await sharp(kept.bytes).metadata()
    expect(found, file.name).not.toHaveProperty("exif")
    expect(Buffer.from(kept.bytes).includes(CANARY), file.name).toBe(false)
    expect(Buffer.from(kept.bytes).includes("PK"), file.name).toBe(false)
  }
})

it("turns a picture upright before it forgets how the camera was held", async () => {
  const lying = sharp({ create: { width: 64, height: 48, channels: 3, background: "#7a9" } })
  const bytes = await lying.withMetadata({ orientation: 6 }).jpeg().toBuffer()
  const { width, height } = await sharp((await inspect({ name: "photo.jpg", bytes })).bytes).metadata()
  expect([width, height]).toEqual([48, 64])
})

// Other systems hold the heap of the process alone, and leave the rest to the limit of pixels.
it.runIf(process.platform === "linux")(
  "ends what takes more memory than it may, and refuses the file",
  async () => {
    const large = sharp({ create: { width: 6000, height: 6000, channels: 3, background: "#7a9" } })
    const bytes = await large.withMetadata({ orientation: 6 }).jpeg().toBuffer()
    const look = (megabytes: number) => lookApart(bytes, ATTACHMENT_MAX_BYTES, { seconds: 20, megabytes })
    expect(await look(512)).toMatchObject({ mediaType: "image/jpeg" })
    expect(await look(256)).toEqual({ refused: "file_damaged" })
  },
)

it("ends what takes more time than it may, and says that it is not the file", async () => {
  const look = (seconds: number) => lookApart(pdf(), ATTACHMENT_MAX_BYTES, { seconds, megabytes: 512 })
  expect(await look(20)).toEqual({ mediaType: "application/pdf", bytes: null })
  await expect(look(0.001)).rejects.toThrow(Unavailable)
})

it("lets two files be looked at at once, and sends away who comes when twenty wait", async () => {
  const said = await Promise.allSettled(Array.from({ length: 23 }, () => lookApart(Buffer.from("x"), 10)))
  const away = said.filter((one) => one.status === "rejected")
  expect(away.map(({ reason }) => reason)).toEqual([expect.any(Unavailable)])
})
