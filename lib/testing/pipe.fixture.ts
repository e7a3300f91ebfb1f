import { spawnSync } from "node:child_process"
import { closeSync, constants, openSync, renameSync, writeSync } from "node:fs"

/** A pipe where a file should be: whoever reads or writes it is held in the middle for as long as a test wants. */
export type Pipe = {
  /**
   * Gives so much to whoever has begun to read, and no more before the result is called, which ends what is read. Null
   * while nobody reads.
   */
  feed(bytes: Buffer): (() => void) | null
  /** Leaves no room in it: whoever writes waits. The result lets go of it. */
  fill(): () => void
}

/** Puts a pipe in the place of a file, for good: another file is put there by its name. */
export function openPipe(at: string): Pipe {
  const draft = `${at}.pipe`
  const { status, stderr } = spawnSync("mkfifo", [draft], { encoding: "utf8" })
  if (status !== 0) throw new Error(`there is no pipe: ${stderr}`)
  renameSync(draft, at)
  return {
    feed(bytes) {
      const end = unless("ENXIO", () => openSync(at, constants.O_WRONLY | constants.O_NONBLOCK))
      if (end === null) return null
      const given = unless("EPIPE", () => writeSync(end, bytes))
      if (given === bytes.length) return () => closeSync(end)
      closeSync(end)
      // Whoever had begun to read has left: somebody else may come.
      if (given === null) return null
      throw new Error("the pipe is too narrow")
    },
    fill() {
      const end = openSync(at, constants.O_RDWR | constants.O_NONBLOCK)
      const filling = Buffer.alloc(65_536)
      while (unless("EAGAIN", () => writeSync(end, filling)) !== null);
      return () => closeSync(end)
    },
  }
}

function unless<T>(code: string, work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === code) return null
    throw error
  }
}
