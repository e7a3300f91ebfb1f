import { createHash } from "node:crypto"
import { pipeline, type TransformOptions } from "node:stream"
import { crc32, createDeflateRaw, type ZlibOptions } from "node:zlib"
import { Unzip, UnzipInflate, Zip, type ZipInputFile } from "fflate"

/** The number of the method in a zip's own table. */
const DEFLATE = 8
/** Bytes that wait to be deflated while the next are made: it is done beside this thread. */
const WAITING = 1 << 19

/** A file on its way into a package; `body` comes in pieces of bounded size. */
export type PackedFile = { name: string; mediaType: string; body: AsyncIterable<string | Buffer> }
export type ListedFile = { name: string; mediaType: string; bytes: number; sha256: string }

/**
 * The files as one zip, in pieces, each file as it comes; `last` is made of the list of all before it. Never more than a
 * piece is in memory; what is heavy in it is done beside this thread.
 */
export async function* zipped(
  files: AsyncIterable<PackedFile>,
  last: (listed: readonly ListedFile[]) => PackedFile,
  at: Date,
): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = []
  const zip = new Zip((error, piece) => {
    if (error) throw error
    ready.push(piece)
  })
  const listed: ListedFile[] = []
  async function* add({ name, mediaType, body }: PackedFile): AsyncGenerator<Uint8Array> {
    const entry: ZipInputFile = { filename: name, mtime: at, size: 0, crc: 0, compression: DEFLATE }
    zip.add(entry)
    const hash = createHash("sha256")
    const counted = counting(body, (plain) => {
      hash.update(plain)
      entry.crc = crc32(plain, entry.crc)
      entry.size += plain.length
    })
    for await (const piece of deflated(counted)) {
      entry.ondata?.(null, new Uint8Array(piece), false)
      yield* ready.splice(0)
    }
    entry.ondata?.(null, new Uint8Array(), true)
    listed.push({ name, mediaType, bytes: entry.size, sha256: hash.digest("hex") })
    yield* ready.splice(0)
  }
  for await (const file of files) yield* add(file)
  yield* add(last(listed))
  zip.end()
  yield* ready.splice(0)
}

async function* counting(body: PackedFile["body"], count: (plain: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const piece of body) {
    const plain = typeof piece === "string" ? Buffer.from(piece) : piece
    count(plain)
    yield plain
  }
}

const DEFLATING: ZlibOptions & TransformOptions = { chunkSize: 1 << 16, writableHighWaterMark: WAITING }

/** A failure of what comes in is thrown to whoever takes what comes out. */
const deflated = (body: AsyncIterable<Buffer>): AsyncIterable<Buffer> =>
  pipeline(body, createDeflateRaw(DEFLATING), () => undefined)

/** One file out of a zip that comes in pieces; null when it has none of that name. Throws when the zip is damaged. */
export async function unzipped(zip: AsyncIterable<Uint8Array>, name: string): Promise<Buffer | null> {
  const found: Uint8Array[] = []
  let isThere = false
  const unzip = new Unzip((file) => {
    if (file.name !== name) return
    isThere = true
    file.ondata = (error, piece) => {
      if (error) throw error
      found.push(piece)
    }
    file.start()
  })
  unzip.register(UnzipInflate)
  for await (const piece of zip) unzip.push(piece)
  unzip.push(new Uint8Array(), true)
  return isThere ? Buffer.concat(found) : null
}
