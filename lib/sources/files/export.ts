import { hash, randomBytes } from "node:crypto"
import { SourceFailure, SourceUnreachable } from "../failures"
import { Overtaken } from "./again"
import { codeOf, type Folder, refused, type Sum, sumOf } from "./folder"
import { HELD, HELD_FILE } from "./items"
import { assertOnce, lookAtHeld, lookAtPeople, PEOPLE, PEOPLE_FILE } from "./look"
import type { FilesMap } from "./map"
import { DIGEST, openPlaces, type Places } from "./places"
import { rowsOf } from "./rows"

/**
 * What a system last said it holds, as it was looked at: the keys of its people in their order, and where in its files the
 * rows lie. `made` is when it said so.
 */
export type Export = {
  readonly made: string
  readonly keys: ReadonlySet<string>
  /** A digest of words that says nothing of them to anybody but this process. */
  readonly digest: (words: readonly string[]) => Buffer
  /** Rows of people by their key, and by what they are known by; what is held, by the person's key. */
  readonly people: Places
  readonly named: Places
  readonly held: Places
}

type Kept = { sum: string; users: number; isOld: boolean; opened: Promise<Export> }

export type FilesSource = {
  readonly name: string
  readonly map: FilesMap
  readonly folder: Folder
  readonly pepper: string
  /** The last export looked at, or being looked at. */
  readonly last: { kept: Kept | null }
}

/**
 * Works with what the system last left, looked at whole before any of it is used, and once for all who ask meanwhile. Where
 * its files are replaced on the way, the work is done anew with the new ones. Throws AnswerUnusable.
 */
export async function inExport<T>(source: FilesSource, work: (exported: Export) => Promise<T>): Promise<T> {
  try {
    return await once(source, work)
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error
  }
  try {
    return await once(source, work)
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error
    throw refused(source.folder, HELD_FILE, "is written while it is read: rename it when it is whole")
  }
}

async function once<T>(source: FilesSource, work: (exported: Export) => Promise<T>): Promise<T> {
  const { folder } = source
  const sums = { people: await sumOf(folder, PEOPLE_FILE), held: await sumOf(folder, HELD_FILE) }
  const sum = [sums.people, sums.held].map(({ sha256, made }) => `${sha256} ${made}`).join("\n")
  const kept = source.last.kept?.sum === sum ? source.last.kept : replace(source, sums, sum)
  kept.users += 1
  try {
    return await work(await kept.opened)
  } catch (error) {
    if (error instanceof Overtaken && source.last.kept === kept) await retire(source)
    throw error
  } finally {
    kept.users -= 1
    await closeUnused(kept)
  }
}

function replace(source: FilesSource, sums: Sums, sum: string): Kept {
  // What cannot be closed keeps nobody from what is there now.
  retire(source).catch(() => undefined)
  const kept: Kept = { sum, users: 0, isOld: false, opened: exportIn(source, sums) }
  source.last.kept = kept
  // What was refused is looked at anew the next time.
  kept.opened.catch(() => (source.last.kept === kept ? retire(source) : undefined))
  return kept
}

/** Lets the last export go: at once, or as soon as nobody uses it any more. */
export async function retire({ last }: FilesSource): Promise<void> {
  const { kept } = last
  last.kept = null
  if (!kept) return
  kept.isOld = true
  await closeUnused(kept)
}

async function closeUnused({ isOld, users, opened }: Kept): Promise<void> {
  if (!isOld || users > 0) return
  // Where it never opened, whoever asked was told.
  const exported = await opened.catch(() => null)
  if (exported) for (const each of [exported.people, exported.named, exported.held]) await each.close()
}

type Sums = Record<"people" | "held", Sum>

async function exportIn(source: FilesSource, sums: Sums): Promise<Export> {
  const key = randomBytes(32).toString("hex")
  const digest = (words: readonly string[]) =>
    hash("sha256", key + JSON.stringify(words), "buffer").subarray(0, DIGEST)
  const opened: Places[] = []
  const open = async () => {
    const places = await openPlaces()
    opened.push(places)
    return places
  }
  const { folder } = source
  try {
    const [people, named, held] = [await open(), await open(), await open()]
    const keys = await lookAtPeople(source, rowsOf(folder, PEOPLE_FILE, PEOPLE, sums.people), {
      digest,
      people,
      named,
    })
    await lookAtHeld(source, rowsOf(folder, HELD_FILE, HELD, sums.held), { digest, keys, held })
    for (const each of opened) await each.settle()
    await assertOnce(source.name, held)
    const made = Date.parse(sums.people.made) < Date.parse(sums.held.made) ? sums.people.made : sums.held.made
    return { made, keys, digest, people, named, held }
  } catch (error) {
    for (const each of opened) await each.close()
    throw ownFailure(source.name, error)
  }
}

/** What our own temporary folder answers, as a source that cannot be looked at now: others go on without it. */
function ownFailure(name: string, error: unknown): unknown {
  if (error instanceof SourceFailure) return error
  const code = codeOf(error)
  return code
    ? new SourceUnreachable(name, `cannot be looked at: the portal's temporary folder fails (${code})`)
    : error
}
