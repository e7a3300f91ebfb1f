import { open } from "node:fs/promises"
import path from "node:path"
import { expect, it } from "vitest"
import { openSmallDisk } from "@/lib/testing/small-disk.fixture"
import { writeWhole } from "@/lib/write-whole"

const disk = openSmallDisk()
const run = disk ? it : it.skip

run(
  "what finds room for its beginning alone fails, and is whole where there is room (needs a disk of its own)",
  async () => {
    if (!disk) return
    const bytes = Buffer.alloc(3 * 4096, 7)
    const file = await open(path.join(disk.folder, "register"), "w+")
    try {
      disk.fill(4096)
      await expect(writeWhole(file, bytes, 0)).rejects.toMatchObject({ code: "ENOSPC" })
      disk.empty()
      await writeWhole(file, bytes, 0)
      expect((await file.readFile()).equals(bytes)).toBe(true)
    } finally {
      await file.close()
      disk.close()
    }
  },
)
