import type { FileHandle } from "node:fs/promises"

/** Writes all of it at a place of a file. A disk that fills up takes the beginning and says so: the rest then fails. */
export async function writeWhole(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done)
    done += bytesWritten
  }
}
