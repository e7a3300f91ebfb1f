import { type UnzipFileInfo, unzipSync } from "fflate"
import { BundleList, LIST } from "@/lib/receipts/bundle-shape"
import { hexOf, sha256, textOf } from "@/lib/receipts/bytes"
import { checkReceipt, type Verdict } from "@/lib/receipts/check-receipt"
import type { KnownKey } from "@/lib/receipts/signed-note"

/** Far more than the papers of a request come to, and little enough to be opened at once. */
const MOST_BYTES = 100_000_000

export type BundleFault =
  /** The file is no bundle, or its list cannot be read. */
  | { is: "no_bundle" }
  | { is: "missing" | "altered" | "unlisted"; file: string }
  /** A letter, or a step of the request, no sound receipt of the bundle speaks of. */
  | { is: "letter_without_entry"; file: string }
  | { is: "event_without_entry" | "entry_without_event"; what: string }

export type BundleVerdict = {
  holds: boolean
  faults: readonly BundleFault[]
  receipts: readonly { file: string; verdict: Verdict }[]
  letters: number
  events: number
  waiting: number
}

const nothing = { receipts: [], letters: 0, events: 0, waiting: 0 }

/**
 * Checks all of a request in one file: that nothing in it was changed, that every receipt holds, and that letters and
 * steps are those the ledger's entries speak of. Never throws.
 */
export async function checkBundle(zip: Uint8Array, keys: readonly KnownKey[]): Promise<BundleVerdict> {
  const files = opened(zip)
  const list = files && listIn(files)
  if (!list) return { ...nothing, holds: false, faults: [{ is: "no_bundle" }] }
  const receipts = await Promise.all(
    list.receipts.map(async ({ file }) => ({
      file,
      verdict: await checkReceipt(files.get(file) ?? new Uint8Array(), keys),
    })),
  )
  const sound = receipts.flatMap(({ verdict }) => (verdict.holds ? [verdict] : []))
  const faults = [
    ...(await fileFaults(list, files)),
    ...(await letterFaults(list, files, sound)),
    ...eventFaults(list, sound),
  ]
  return {
    holds: faults.length === 0 && sound.length === receipts.length,
    faults,
    receipts,
    letters: list.letters.length,
    events: list.events.length,
    waiting: list.waiting.length,
  }
}

function opened(zip: Uint8Array): Map<string, Uint8Array> | null {
  let bytes = 0
  const filter = ({ originalSize }: UnzipFileInfo) => {
    bytes += originalSize
    return bytes <= MOST_BYTES
  }
  try {
    const files = new Map(Object.entries(unzipSync(zip, { filter })))
    return bytes <= MOST_BYTES ? files : null
  } catch {
    return null
  }
}

function listIn(files: ReadonlyMap<string, Uint8Array>): BundleList | null {
  try {
    return BundleList.parse(JSON.parse(textOf(files.get(LIST) ?? new Uint8Array()) ?? ""))
  } catch {
    return null
  }
}

async function fileFaults(list: BundleList, files: ReadonlyMap<string, Uint8Array>): Promise<BundleFault[]> {
  const known = new Set([LIST, ...list.files.map(({ name }) => name)])
  const used = [...list.receipts, ...list.letters, ...list.editions].map(({ file }) => file)
  const unlisted = [...files.keys(), ...used].filter((name) => !known.has(name))
  const faults: BundleFault[] = [...new Set(unlisted)].map((file) => ({ is: "unlisted", file }))
  for (const { name, sha256: hash } of list.files) {
    const file = files.get(name)
    if (!file) faults.push({ is: "missing", file: name })
    else if (hexOf(await sha256(file)) !== hash) faults.push({ is: "altered", file: name })
  }
  return faults
}

const fieldsOf = ({ content }: Verdict): Record<string, unknown> => JSON.parse(content ?? "{}")

/** Each letter must be the one whose hash was entered when it was signed, registered or sent. */
async function letterFaults(
  { letters }: BundleList,
  files: ReadonlyMap<string, Uint8Array>,
  sound: readonly Verdict[],
): Promise<BundleFault[]> {
  const faults: BundleFault[] = []
  for (const { file, id } of letters) {
    const hash = hexOf(await sha256(files.get(file) ?? new Uint8Array()))
    const isEntered = sound.some(
      (verdict) =>
        verdict.entry?.object === id &&
        /^letter\./.test(verdict.entry.act) &&
        fieldsOf(verdict).hash === hash,
    )
    if (!isEntered) faults.push({ is: "letter_without_entry", file })
  }
  return faults
}

/** The steps told and the steps entered must be the same ones, each as often. */
function eventFaults({ events, waiting }: BundleList, sound: readonly Verdict[]): BundleFault[] {
  const entered = sound.flatMap((verdict) => {
    if (verdict.entry?.act !== "part.moved") return []
    const { event, from, to } = fieldsOf(verdict)
    return [`${verdict.entry.object} ${event} ${from} ${to}`]
  })
  const left = [...entered]
  const untold: BundleFault[] = []
  for (const { part, event, from, to } of events) {
    const what = `${part} ${event} ${from} ${to}`
    const at = left.indexOf(what)
    if (at >= 0) left.splice(at, 1)
    else untold.push({ is: "event_without_entry", what })
  }
  const unsigned = waiting.filter(({ act }) => act === "part.moved").length
  return [
    ...(untold.length > unsigned ? untold : []),
    ...left.map((what): BundleFault => ({ is: "entry_without_event", what })),
  ]
}
