import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs"
import path from "node:path"

/** Puts a file for its owner alone in another's place, on the disk before this returns: whoever opens it sees either whole. */
export function replaceFile(file: string, text: string): void {
  const made = `${file}.new`
  const descriptor = openSync(made, "w", 0o600)
  try {
    writeSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(made, file)
  const folder = openSync(path.dirname(file), "r")
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
