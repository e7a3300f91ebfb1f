import { createHash } from "node:crypto"
import { Unzip, UnzipInflate, Zip, ZipDeflate } from "fflate"

/** A file on its way into a package; `body` comes in pieces of bounded size. */
export type PackedFile = { name: string; mediaType: string; body: AsyncIterable<string | Buffer> }
export type ListedFile = { name: string; mediaType: string; bytes: number; sha256: string }

/**
 * The files as one zip, in pieces, each file as it comes; `last` is made of the list of all before it. Never more than a
 * piece is in memory.
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
    const entry = new ZipDeflate(name)
    entry.mtime = at
    zip.add(entry)
    const hash = createHash("sha256")
    let bytes = 0
    for await (const piece of body) {
      const plain = Buffer.from(piece)
      hash.update(plain)
      bytes += plain.length
      entry.push(plain)
      yield* ready.splice(0)
    }
    entry.push(new Uint8Array(), true)
    listed.push({ name, mediaType, bytes, sha256: hash.digest("hex") })
    yield* ready.splice(0)
  }
  for await (const file of files) yield* add(file)
  yield* add(last(listed))
  zip.end()
  yield* ready.splice(0)
}

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
