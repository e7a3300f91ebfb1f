import { expect, it } from "vitest"
import { Coming } from "@/lib/copies/coming"
import type { TakenCategory } from "@/lib/copies/take"
import { takeFrom } from "@/lib/copies/take-from"
import type { BinaryAnswer, Connector, Item, ReadAnswer } from "@/lib/sources/connector"
import { openSpool } from "@/lib/spool"

const SCANS = 3

/** A source with scans of one category, each of which says whose it is. */
function sourceOf(name: string): Pick<Connector, "name" | "read" | "readBinary"> {
  const items = Array.from(
    { length: SCANS },
    (_, n): Item => ({
      ...{ id: `photos.scan.${name}${n}`, source: name, subject: "1", category: "photo", field: "scan" },
      ...{ value: { bytes: 8 }, type: "image", origin: { by: "subject", at: null }, thirdPerson: false },
      ...{ place: "core.photos.scan", key: { id: `${n}` }, recordedAt: null },
    }),
  )
  const at = new Date(0).toISOString()
  const page: ReadAnswer = {
    ...{ source: name, subjects: ["1"], items, total: SCANS, nextOffset: null, readAt: at },
  }
  return {
    name,
    read: async () => page,
    readBinary: async (_, id): Promise<BinaryAnswer> => ({
      ...{ source: name, subject: "1", place: "core.photos.scan", bytes: Buffer.from(id), mediaType: null },
    }),
  }
}

it("scans that sources give of one category at the same time lie each in a file of its own", async () => {
  const spool = await openSpool()
  const files: TakenCategory["files"] = new Map()
  // Of a category, nothing but its code and its files is looked at here.
  const held = { category: { code: "photo" }, masked: new Map(), files } as unknown as TakenCategory
  const names = ["archive", "lender", "site"]
  await Promise.all(
    names.map((name) =>
      // Small categories are read by these verbs alone.
      takeFrom(
        sourceOf(name) as Connector,
        [],
        [{ held, from: new Coming(`photo|${name}`), items: SCANS, spool }],
      ),
    ),
  )
  const found = await Promise.all([...files.keys()].map(async (path) => String(await spool.block(path, 0))))
  expect(found.sort()).toEqual(
    names.flatMap((name) => Array.from({ length: SCANS }, (_, n) => `photos.scan.${name}${n}`)),
  )
  for (const path of files.keys()) await expect(spool.block(path, 1)).rejects.toThrow("no such block")
  await spool.close()
})
