import { booklet } from "@/lib/copies/booklet"
import type { Copy } from "@/lib/copies/copy"
import { categoryCsv } from "@/lib/copies/csv"
import { dataJson } from "@/lib/copies/data-json"
import { type Mark, manifestJson } from "@/lib/copies/manifest"
import { type PackedFile, zipped } from "@/lib/copies/zip"

export const BOOKLET = "booklet.html"

/**
 * The package of a copy, as a zip in pieces: the booklet, the scans, and where a copy was asked for rather than an
 * answer to read, the data as JSON and as one CSV per category; the manifest comes last.
 */
export const packed = (copy: Copy, mark: Mark): AsyncGenerator<Uint8Array> =>
  zipped(
    filesOf(copy),
    (listed) => ({
      name: "manifest.json",
      mediaType: "application/json",
      body: once(manifestJson(copy, listed, mark)),
    }),
    copy.madeAt,
  )

async function* filesOf(copy: Copy): AsyncGenerator<PackedFile> {
  const { taken, request } = copy
  yield { name: BOOKLET, mediaType: "text/html; charset=utf-8", body: booklet(copy) }
  if (request.right !== "access") {
    yield { name: "data.json", mediaType: "application/json", body: dataJson(copy) }
    for (const category of taken.categories) {
      const name = `csv/${category.category.code}.csv`
      yield { name, mediaType: "text/csv; charset=utf-8", body: categoryCsv(copy, category) }
    }
  }
  for (const { files } of taken.categories)
    for (const { path, mediaType } of files.values())
      yield { name: path, mediaType, body: taken.spool.blocks(path) }
}

async function* once(text: string): AsyncGenerator<string> {
  yield text
}
