import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"

/** A disk of one megabyte, to be filled but for some bytes. */
export type SmallDisk = { folder: string; fill(but?: number): void; empty(): void; close(): void }

/** Mounts it; null where this user may not. */
export function openSmallDisk(): SmallDisk | null {
  const folder = mkdtempSync(path.join(tmpdir(), "ukuk-disk-"))
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder])
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true })
    return null
  }
  const filling = path.join(folder, "filling")
  return {
    folder,
    fill(but = 0) {
      const { bavail, bsize } = statfsSync(folder)
      writeFileSync(filling, Buffer.alloc(bavail * bsize - but))
    },
    empty: () => rmSync(filling),
    close() {
      spawnSync("umount", ["-l", folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
