import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs"
import path from "node:path"

const MEMORY = "/dev/shm"
/** More than a whole run holds at a time, with the servers beside it. */
const PLENTY = 4 * 2 ** 30

/**
 * Has everything temporary of this run and of what it starts lie in memory, where there is plenty of it: the databases of
 * tests are thrown away, and on a disk making their many small files takes ten times as long. Whoever names a TMPDIR
 * keeps it.
 */
export function keepScratchInMemory(): void {
  if (!process.env.TMPDIR && hasPlenty() && runsPrograms(MEMORY)) process.env.TMPDIR = MEMORY
}

function hasPlenty(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY)
    return Math.min(bavail * bsize, process.availableMemory()) > PLENTY
  } catch {
    return false
  }
}

// The server's own binaries are copied there, which a folder mounted against it would make useless.
function runsPrograms(folder: string): boolean {
  const home = mkdtempSync(path.join(folder, "ukuk-try-"))
  const program = path.join(home, "program")
  writeFileSync(program, "#!/bin/sh\nexit 0\n", { mode: 0o700 })
  const { status } = spawnSync(program)
  rmSync(home, { recursive: true })
  return status === 0
}
