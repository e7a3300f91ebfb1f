import { createHash } from "node:crypto"
import { type FileHandle, open, rename, stat, unlink } from "node:fs/promises"
import { join } from "node:path"
import { AnswerUnusable, SourceRefused, SourceUnreachable } from "../failures"

/** What stands beside a file of ours or theirs, in a file of the same name and `.sum`: written first, so a file is whole or not there. */
export type Sum = { sha256: string; rows: number; made: string }

const LARGEST = 200_000_000
const SUM = /^sha256 ([0-9a-f]{64})\nrows (\d{1,9})\nmade (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)\n?$/

/** A folder shared with a system. `refuse` says of a file what is wrong with it, without a word of what is in it. */
export type Folder = { readonly source: string; readonly path: string }

export const refused = ({ source }: Folder, name: string, what: string) =>
  new AnswerUnusable(source, `${name} ${what}`)

/** The code of what a file system answers; "" of anything else. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : ""

/** What a file system answers, as a source's failure; a full disk is told as one. */
export function failureOf({ source }: Folder, error: unknown): unknown {
  const code = codeOf(error)
  if (code === "ENOSPC" || code === "EDQUOT")
    return new SourceUnreachable(source, "has no room left", "53100")
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return new SourceRefused(source, "does not let its folder be used", "42501")
  return code ? new SourceUnreachable(source, `its folder does not answer (${code})`) : error
}

/** Whether a file and its sum are there. Throws SourceUnreachable where the folder is not. */
export async function has(folder: Folder, name: string): Promise<boolean> {
  try {
    await stat(folder.path)
    return await stat(join(folder.path, name)).then(
      () => true,
      (error: unknown) => {
        if (codeOf(error) === "ENOENT") return false
        throw error
      },
    )
  } catch (error) {
    throw failureOf(folder, error)
  }
}

/** The sum beside a file, by which it is known whether it was read before. Throws AnswerUnusable. */
export async function sumOf(folder: Folder, name: string): Promise<Sum> {
  const text = await textIn(folder, `${name}.sum`)
  const [, sha256, rows, made] = SUM.exec(text) ?? []
  if (!sha256 || !rows || !made || Number.isNaN(Date.parse(made)))
    throw refused(folder, `${name}.sum`, "is not as it has to be: sha256, rows and made, a line each")
  return { sha256, rows: Number(rows), made }
}

export async function openFile(folder: Folder, name: string): Promise<FileHandle> {
  try {
    const at = join(folder.path, name)
    if ((await stat(at)).size > LARGEST) throw refused(folder, name, "is larger than 200 MB")
    return await open(at, "r")
  } catch (error) {
    if (codeOf(error) === "ENOENT" && (await has(folder, "."))) throw refused(folder, name, "is not there")
    throw failureOf(folder, error)
  }
}

async function textIn(folder: Folder, name: string): Promise<string> {
  const file = await openFile(folder, name)
  try {
    return await file.readFile("utf8")
  } catch (error) {
    throw failureOf(folder, error)
  } finally {
    await file.close()
  }
}

const cellOf = (value: string): string =>
  /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value

/**
 * Writes a file whole or not at all: its sum first, itself last, each under another name until it is on the disk. Throws
 * SourceUnreachable, of a full disk as of one.
 */
export async function writeTable(
  folder: Folder,
  name: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<void> {
  const text = [columns, ...rows].map((row) => `${row.map(cellOf).join(",")}\r\n`).join("")
  const sha256 = createHash("sha256").update(text).digest("hex")
  await writeWhole(
    folder,
    `${name}.sum`,
    `sha256 ${sha256}\nrows ${rows.length}\nmade ${new Date().toISOString()}\n`,
  )
  await writeWhole(folder, name, text)
}

async function writeWhole(folder: Folder, name: string, text: string): Promise<void> {
  const [at, draft] = [join(folder.path, name), join(folder.path, `.${name}.part`)]
  let file: FileHandle | undefined
  try {
    file = await open(draft, "w", 0o640)
    await file.writeFile(text)
    await file.sync()
    await file.close()
    await rename(draft, at)
  } catch (error) {
    await file?.close().catch(() => undefined)
    await unlink(draft).catch(() => undefined)
    throw failureOf(folder, error)
  }
}
