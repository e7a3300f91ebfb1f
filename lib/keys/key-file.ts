import { randomBytes } from "node:crypto"
import { closeSync, fstatSync, openSync, readFileSync, type Stats, statSync } from "node:fs"
import {
  derived,
  type KeyProvider,
  keyIdOf,
  MissingEpoch,
  STANDING,
  type Standing,
  wrapping,
} from "@/lib/keys/provider"
import { replaceFile } from "@/lib/keys/replace-file"

/** The file of master keys cannot be used; the message is one sentence for the operator and holds no key. */
export class KeyFileFault extends Error {
  override readonly name = "KeyFileFault"
}

/** `standing` null: they still follow from epoch 1, as with a single key. `rest` is for uses the file does not name. */
type Keys = { epochs: ReadonlyMap<number, Buffer>; standing: ReadonlyMap<string, Buffer> | null }

/** The use by whose key every later use's is derived, once standing keys have lines of their own. */
const REST = "*"

/** The provider that reads a file of master keys, and changes its epochs. */
export type KeyFile = KeyProvider & {
  file: string
  /** Whether standing keys no longer need epoch 1. */
  isSettled(): boolean
  /** Writes the standing keys on lines of their own, as they are; does nothing when they are. */
  settle(): void
  /** Adds an epoch with a new key, and returns its number. */
  begin(): number
  /** Takes an epoch's line out. */
  forget(epoch: number): void
}

/** Opens the file; throws KeyFileFault. It is read again whenever it changed, so that a new epoch needs no restart. */
export function openKeyFile(file: string): KeyFile {
  let held = readKeys(file)
  const look = () => {
    const now = statSync(file, { throwIfNoEntry: false })
    // What cannot be read now was sound before: whoever runs goes on with it, and the next start says what is wrong.
    if (now && !isSame(now, held.stats)) held = attempt(file) ?? held
    return held.keys
  }
  const find = (epoch: number) => {
    const key = held.keys.epochs.get(epoch) ?? look().epochs.get(epoch)
    if (!key) throw new MissingEpoch(epoch)
    return key
  }
  const change = (to: (keys: Keys) => Keys) => {
    held = readKeys(file)
    replaceFile(file, textOf(to(held.keys)))
    held = readKeys(file)
    return held.keys
  }
  return {
    ...wrapping(find),
    file,
    currentEpoch: async () => newest(look()),
    derive: (use) => standingKey(held.keys, use),
    keyIds: async () => new Map([...look().epochs].map(([epoch, key]) => [epoch, keyIdOf(key)])),
    isSettled: () => look().standing !== null,
    settle: () => void (look().standing ?? change(settled)),
    begin: () =>
      newest(
        change((keys) => ({ ...keys, epochs: withOne(keys.epochs, newest(keys) + 1, randomBytes(32)) })),
      ),
    forget: (epoch) => void change((keys) => ({ ...keys, epochs: without(keys.epochs, epoch) })),
  }
}

const newest = ({ epochs }: Keys): number => Math.max(...epochs.keys())
const withOne = (epochs: Keys["epochs"], epoch: number, key: Buffer) => new Map([...epochs, [epoch, key]])
const without = (epochs: Keys["epochs"], gone: number) =>
  new Map([...epochs].filter(([epoch]) => epoch !== gone))

function standingKey({ epochs, standing }: Keys, use: Standing): Buffer {
  const key = standing?.get(use)
  if (key) return key
  const from = standing ? standing.get(REST) : epochs.get(1)
  if (!from) throw new Error(`there is no standing key for "${use}"`)
  return derived(from, use)
}

// Each is what epoch 1 gave, so nothing made by it is lost; and epoch 1 does not follow from any of them.
const settled = (keys: Keys): Keys => ({
  ...keys,
  standing: new Map<string, Buffer>([
    ...STANDING.map((use): [string, Buffer] => [use, standingKey(keys, use)]),
    [REST, randomBytes(32)],
  ]),
})

const HEAD = `# The master keys of this deployment. Keep a copy on paper apart from every back-up; destroy copies with old epochs.
`

function textOf({ epochs, standing }: Keys): string {
  const lines = [...epochs]
    .sort(([a], [b]) => a - b)
    .map(([epoch, key]) => `${epoch} ${key.toString("base64")}`)
  const stand = [...(standing ?? [])].map(([use, key]) => `standing ${use} ${key.toString("base64")}`)
  return `${HEAD}${[...lines, ...stand].join("\n")}\n`
}

type Read = { keys: Keys; stats: Stats }

const isSame = (a: Stats, b: Stats) => a.mtimeMs === b.mtimeMs && a.ino === b.ino && a.size === b.size

function attempt(file: string): Read | null {
  try {
    return readKeys(file)
  } catch (error) {
    if (error instanceof KeyFileFault) return null
    throw error
  }
}

function readKeys(file: string): Read {
  const fault = (what: string) => new KeyFileFault(`The file of master keys ${file} ${what}.`)
  const descriptor = open(file, fault)
  try {
    const stats = fstatSync(descriptor)
    if (!stats.isFile()) throw fault("is not a file")
    if (stats.mode & 0o077) throw fault("may be read by others than its owner: run chmod 600 on it")
    return { keys: parse(readFileSync(descriptor, "utf8"), fault), stats }
  } finally {
    closeSync(descriptor)
  }
}

function open(file: string, fault: (what: string) => KeyFileFault): number {
  try {
    return openSync(file, "r")
  } catch {
    throw fault("cannot be read: give its path as MASTER_KEY_FILE, and let this user own it")
  }
}

const EPOCH = /^([1-9]\d{0,4}) (\S+)$/
const STANDS = /^standing (.+) (\S+)$/

function parse(text: string, fault: (what: string) => KeyFileFault): Keys {
  const [epochs, standing] = [new Map<number, Buffer>(), new Map<string, Buffer>()]
  for (const [index, whole] of text.split("\n").entries()) {
    const line = whole.trim()
    if (line === "" || line.startsWith("#")) continue
    const found = EPOCH.exec(line) ?? STANDS.exec(line)
    const key = Buffer.from(found?.[2] ?? "", /^[0-9a-f]{64}$/i.test(found?.[2] ?? "") ? "hex" : "base64")
    const name = found?.[1] ?? ""
    const wrong = `has a line ${index + 1} that is neither "EPOCH KEY" nor "standing USE KEY" with 32 bytes in base64`
    if (!found || key.length !== 32 || Number(name) > 65_535) throw fault(wrong)
    const isEpoch = EPOCH.test(line)
    if (isEpoch ? epochs.has(Number(name)) : standing.has(name))
      throw fault(`names ${isEpoch ? "epoch " : ""}${name} twice`)
    if (isEpoch) epochs.set(Number(name), key)
    else standing.set(name, key)
  }
  if (epochs.size === 0) throw fault("holds no epoch")
  if (standing.size === 0 && !epochs.has(1))
    throw fault("holds neither epoch 1 nor the standing keys made of it")
  if (standing.size > 0 && !standing.has(REST))
    throw fault("lacks standing keys: put back a whole copy of it")
  return { epochs, standing: standing.size > 0 ? standing : null }
}
