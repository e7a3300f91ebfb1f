import { z } from "zod"
import { canonical } from "@/lib/ledger/record"

/** Makes keyed hashes under the register's own key: `vault.registerHash`. */
export type Keyed = (kind: string, value: string) => Buffer

const Hash = z.string().regex(/^[0-9a-f]{64}$/)

/**
 * One thing that was carried out in one source. `rowsGone`: the rows themselves were deleted, so that one recorded before
 * is back when it is there again; a value in a row that stayed may be a new one. `before`: keyed hashes of what was there, by which the same rows are known
 * again. `items`: keyed hashes of the only items touched, where not the whole category was wanted.
 */
const Done = z.strictObject({
  source: z.string(),
  op: z.enum(["erase", "restrict", "unrestrict", "stop", "allow"]),
  category: z.string().optional(),
  purpose: z.string().optional(),
  operations: z.array(z.string()).optional(),
  places: z.array(z.string()),
  rowsGone: z.boolean(),
  before: z.array(Hash),
  items: z.array(Hash).optional(),
})
export type Done = z.infer<typeof Done>

/** `people`: per source the keyed hashes of the person's keys there; under `portal` that of their pseudonym. */
const Body = z.strictObject({
  people: z.record(z.string(), z.array(Hash)).default({}),
  done: z.array(Done).default([]),
  /** Of a plan that was carried out: its hash, and the keyed hash of the certificate's. */
  plan: Hash.optional(),
  certificate: Hash.optional(),
  /** Of a consent that ended. */
  consent: z
    .strictObject({
      purpose: z.string(),
      operations: z.array(z.string()),
      event: z.enum(["withdrawn", "expired"]),
    })
    .optional(),
  /** How far the ledger had come. */
  ledger: z.int().optional(),
  /** The last request number of each year. */
  numbers: z.record(z.string(), z.int()).optional(),
  /** Of a restore: how far register and ledger had come, and how far the restored database knew of it. */
  restored: z
    .strictObject({
      register: z.tuple([z.int(), z.int()]),
      ledger: z.tuple([z.int(), z.int()]),
      /** Where checkpoints outside knew of more entries than it: how many it had, and they. */
      tree: z.tuple([z.int(), z.int()]).optional(),
    })
    .optional(),
})
export type Body = z.infer<typeof Body>

export const kinds = ["carried_out", "consent_ended", "forgotten", "mark", "restored"] as const
export type Kind = (typeof kinds)[number]

/** A whole line: why and until when it is kept, and its place in the chain. */
const Entry = z.strictObject({
  seq: z.int().positive(),
  id: z.uuid(),
  at: z.iso.datetime(),
  kind: z.enum(kinds),
  ground: z.literal("erasure_register"),
  untilOn: z.iso.date(),
  body: Body,
  prev: Hash,
  hash: Hash,
})
export type Entry = z.infer<typeof Entry>

/** What is left of a line whose end has passed: enough for the chain, nothing of anybody. */
const Gone = z.strictObject({ seq: z.int().positive(), digest: Hash, prev: Hash, hash: Hash })

/** What is left of the first lines once all of them have passed: where the chain goes on from. */
const Head = z.strictObject({ upTo: z.int().positive(), hash: Hash, seal: Hash })

const Line = z.union([Entry, Gone, Head])
export type Line = z.infer<typeof Line>

/** What a chain begins with. */
export const NOTHING = "0".repeat(64)

const hex = (keyed: Keyed, kind: string, value: string): string => keyed(kind, value).toString("hex")

const digestOf = (keyed: Keyed, { prev: _, hash: __, ...content }: Entry): string =>
  hex(keyed, "line", canonical(content))

const linked = (keyed: Keyed, prev: string, seq: number, digest: string): string =>
  hex(keyed, "chain", `${prev}\0${seq}\0${digest}`)

/** The keyed hash by which a person is known again in a source from the source's own key of them. */
export const personHash = (keyed: Keyed, source: string, key: string): string =>
  hex(keyed, "person", `${source}\0${key}`)

/** The keyed hash of an item's id in a source. */
export const itemHash = (keyed: Keyed, source: string, item: string): string =>
  hex(keyed, "item", `${source}\0${item}`)

/** The keyed hash of what a source said of rows before they were changed. */
export const beforeHash = (keyed: Keyed, hash: string): string => hex(keyed, "before", hash)

/** The keyed hash by which a certificate somebody holds is known again. */
export const certificateHash = (keyed: Keyed, hash: Buffer): string =>
  hex(keyed, "certificate", hash.toString("hex"))

/** The next line of the chain. */
export function chained(keyed: Keyed, before: Link, content: Omit<Entry, "seq" | "prev" | "hash">): Entry {
  const open: Entry = { ...content, seq: before.seq + 1, prev: before.hash, hash: NOTHING }
  return { ...open, hash: linked(keyed, open.prev, open.seq, digestOf(keyed, open)) }
}

/** What of a line stays once its end has passed. */
export const emptied = (keyed: Keyed, entry: Entry): Line => {
  const { seq, prev, hash } = entry
  return { seq, digest: digestOf(keyed, entry), prev, hash }
}

/** What stands for all lines up to this one. */
export const headOf = (keyed: Keyed, { seq, hash }: Link): Line => ({
  upTo: seq,
  hash,
  seal: hex(keyed, "head", `${seq}\0${hash}`),
})

/** A place in the chain: a line's number and hash. */
export type Link = { seq: number; hash: string }

export const START: Link = { seq: 0, hash: NOTHING }

export const linkOf = (line: Line): Link =>
  "upTo" in line ? { seq: line.upTo, hash: line.hash } : { seq: line.seq, hash: line.hash }

export const isEntry = (line: Line): line is Entry => "body" in line

/** The line a text holds when it was written here and is whole; null when it was not, or was altered. */
export function readLine(keyed: Keyed, text: string): Line | null {
  const line = parsed(text)
  if (!line) return null
  if ("upTo" in line) {
    const head = headOf(keyed, linkOf(line))
    return "seal" in head && head.seal === line.seal ? line : null
  }
  const digest = isEntry(line) ? digestOf(keyed, line) : line.digest
  return linked(keyed, line.prev, line.seq, digest) === line.hash ? line : null
}

function parsed(text: string): Line | null {
  try {
    return Line.parse(JSON.parse(text))
  } catch {
    // Whatever is no line of ours is a damaged one.
    return null
  }
}
