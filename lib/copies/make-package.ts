import { createHash } from "node:crypto"
import { asWorker } from "@/lib/context"
import { actsOf } from "@/lib/copies/acts"
import type { Copy } from "@/lib/copies/copy"
import { packed } from "@/lib/copies/pack"
import { beginPackage, keepPiece, type Made, markTaken, type Summary } from "@/lib/copies/package"
import { asItCame, progressOf, type Taken, takeAll } from "@/lib/copies/take"
import { everySecond } from "@/lib/fulfilment/every-second"
import { planningGround } from "@/lib/fulfilment/planning"
import type { OpenHouse } from "@/lib/house"
import { inPortal } from "@/lib/people/portal-source"
import { type InForce, pinned } from "@/lib/policy/editions"
import { keepingSentence } from "@/lib/records/keeping-sentence"
import type { Reading } from "@/lib/records/reading"
import { type Part, readPart, requesterName } from "@/lib/requests/access"
import type { ReadingScope } from "@/lib/requests/scope"
import { PORTAL } from "@/lib/sources/map-schema"
import { openSpool } from "@/lib/spool"

const PIECE = 1 << 20

/**
 * Makes the package of a part from the sources as they are now: written piece by piece into the portal while they are
 * read. It tells how many items there are before it has them: where others came than were counted, it is written again
 * from what was taken. Nothing can be saved until it is sealed; may be killed and begun again. Throws SourcesSilent.
 */
export async function makePackage(house: OpenHouse, partId: string, scope: ReadingScope): Promise<Made> {
  const { part, name, acts, inForce, reading } = await ground(house, partId)
  const { language, number } = part
  const request = { number, right: scope.right }
  const spool = await openSpool()
  const written = async (taken: Taken): Promise<Made> => {
    const copy: Copy = { inForce, language, request, name, madeAt: reading.now, acts, taken }
    await asWorker(house, "make-package", { part: partId }, (ctx) => beginPackage(ctx, part))
    const made = await whileTaking(house, part, taken, () =>
      writePieces(house, part, packed(copy, house.vault.sign)),
    )
    return { ...made, summary: summaryOf(copy) }
  }
  try {
    const taken = await takeAll({ ...reading, sources: house.sourcesOf(inForce) }, scope.categories, spool)
    const made = await written(taken)
    await taken.whole
    const again = asItCame(taken)
    return again ? await written(again) : made
  } finally {
    await spool.close()
  }
}

/** Does the work, and once a second keeps how much was taken by then, for whoever waits for it. */
function whileTaking<T>(house: OpenHouse, part: Part, taken: Taken, work: () => Promise<T>): Promise<T> {
  let told = -1
  const tell = async () => {
    const now = progressOf(taken)
    if (now.taken === told) return
    told = now.taken
    await asWorker(house, "make-package", { part: part.id }, (ctx) => markTaken(ctx, part, now))
  }
  return everySecond(part.id, tell, work)
}

const ground = (house: OpenHouse, partId: string) =>
  asWorker(house, "make-package", { part: partId }, async (ctx) => {
    const part = await readPart(ctx, partId)
    const inForce: InForce = await pinned(ctx.db, part)
    const planning = await planningGround(ctx, part.subjectId, inForce)
    const identities = new Map([...planning.identities, [PORTAL, inPortal(part.subjectId)]])
    const reading: Omit<Reading, "sources"> = { ...planning, identities, now: ctx.now }
    return {
      part,
      inForce,
      reading,
      name: await requesterName(ctx, part),
      acts: await actsOf(ctx, part.subjectId),
    }
  })

/** Keeps the bytes of a package that was begun, sealed piece by piece. Gives their size and SHA-256. */
export async function writePieces(
  house: OpenHouse,
  part: Part,
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ size: number; hash: Buffer }> {
  const as = (work: Parameters<typeof asWorker<void>>[3]) =>
    asWorker(house, "make-package", { part: part.id }, work)
  const hash = createHash("sha256")
  let [size, position, ready, length] = [0, 0, [] as Uint8Array[], 0]
  const flush = async () => {
    const piece = Buffer.concat(ready)
    const at = position
    ;[ready, length, position] = [[], 0, position + 1]
    await as((ctx) => keepPiece(ctx, part, at, piece))
  }
  for await (const each of bytes) {
    hash.update(each)
    size += each.length
    ready.push(each)
    length += each.length
    if (length >= PIECE) await flush()
  }
  if (length > 0) await flush()
  return { size, hash: hash.digest() }
}

function summaryOf({ inForce, language, request, acts, taken }: Copy): Summary {
  return {
    right: request.right,
    items: taken.categories.reduce((sum, { items }) => sum + items, 0),
    categories: taken.categories.map(({ category, account, items, masked }) => ({
      code: category.code,
      items,
      masked: [...masked.values()].reduce((sum, each) => sum + each.items, 0),
      until: account.keepings.map((keeping) => keepingSentence(inForce, keeping, language)),
    })),
    sources: taken.sources.map(({ name, known, at }) => ({ name, known, at: at.toISOString() })),
    disclosures: acts.disclosures.map(({ recipient, purpose, at }) => ({
      ...{ recipient, purpose, at: at.toISOString() },
    })),
  }
}
