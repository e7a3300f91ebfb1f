import { createHash, randomUUID } from "node:crypto"
import { asc, inArray, sql } from "drizzle-orm"
import { zipSync } from "fflate"
import { proposals } from "@/db/schema/decisions"
import { plans } from "@/db/schema/fulfilment"
import { policyEditions } from "@/db/schema/policy"
import { asSigned, type Ctx, type Signed, type StaffActor } from "@/lib/context"
import { Forbidden } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import { canonical, record } from "@/lib/ledger/record"
import { barredTo } from "@/lib/people/barred"
import { may } from "@/lib/permissions"
import { type BundleList, LIST } from "@/lib/receipts/bundle-shape"
import { type HeldRow, heldEntries, receiptOf } from "@/lib/receipts/held-entries"
import { publishedLedgerKey } from "@/lib/receipts/published-keys"
import { type Case, findCase } from "@/lib/requests/case"
import { caseHistory, caseLetters, viewCase } from "@/lib/requests/case-file"
import { objectsOf } from "@/lib/requests/objects-of"

type Files = Record<string, Buffer>
type Pack = Pick<BundleList, "receipts" | "waiting" | "letters" | "editions" | "events"> & { files: Files }

/**
 * All of a request in one file for the auditor: steps, letters, the editions it was decided under, and the ledger's receipt
 * of each entry about it, so that `ukuk receipt verify` checks one against the other without the portal. That it was taken
 * is a view of the person and an entry with the hash of its list. Throws Forbidden, NotFound.
 */
export function requestBundle(
  house: OpenHouse,
  signed: Signed<StaffActor>,
  number: string,
): Promise<{ name: string; bytes: Uint8Array }> {
  return asSigned<StaffActor, { name: string; bytes: Uint8Array }>(
    house,
    signed,
    randomUUID(),
    async (ctx) => {
      if (!may(ctx.actor, "request.bundle")) throw new Forbidden()
      const found = await findCase(ctx, number)
      if ((await barredTo(ctx)).has(found.subjectId)) throw new Forbidden()
      await viewCase(ctx, found, true)
      const list = await listed(ctx, house, found)
      const { subjectId, id } = found
      const payload = { number: found.number, list: sha256(list.text) }
      await record(ctx, "bundle.made", { subjectId, object: id, payload })
      const bytes = zipSync({ ...list.files, [LIST]: list.text }, { mtime: ctx.now })
      return { name: `${found.number}.zip`, bytes }
    },
  )
}

async function listed(ctx: Ctx<StaffActor>, house: OpenHouse, found: Case) {
  const { files, ...pack } = await packOf(ctx, found)
  const list: BundleList = {
    kind: "request-bundle",
    version: 1,
    number: found.number,
    madeAt: ctx.now.toISOString(),
    key: (await publishedLedgerKey(ctx.db, house.vault.ledgerKey)) ?? "",
    files: Object.entries(files).map(([name, bytes]) => ({ name, sha256: sha256(bytes) })),
    ...pack,
  }
  return { files, text: Buffer.from(`${JSON.stringify(list, null, 2)}\n`) }
}

async function packOf(ctx: Ctx<StaffActor>, found: Case): Promise<Pack> {
  const files: Files = {}
  const letters = (await caseLetters(ctx, found)).map(({ id, registration, text }, n) => {
    const file = `letters/${counted(n)}.txt`
    files[file] = Buffer.from(text)
    return { file, id, registration }
  })
  const events: BundleList["events"] = []
  for (const part of found.parts)
    for (const { event, from, to, at } of await caseHistory(ctx, part, false))
      events.push({ part: part.id, event, from, to, at: at.toISOString() })
  const [proven, editions] = [await receiptsOf(ctx, found, letters), await editionsOf(ctx, found)]
  return {
    files: { ...files, ...proven.files, ...editions.files },
    ...{ letters, events, receipts: proven.receipts, waiting: proven.waiting, editions: editions.editions },
  }
}

async function receiptsOf(ctx: Ctx<StaffActor>, found: Case, letters: readonly { id: string }[]) {
  const parts = found.parts.map(({ id }) => ({ id, plan: null }))
  const objects = [
    ...(await objectsOf(ctx, [{ id: found.id, parts, letters }])),
    ...(await decidedOver(
      ctx,
      parts.map(({ id }) => id),
    )),
  ]
  const { rows } = await ctx.db.execute<HeldRow>(
    sql`select id, leaf, salt, payload from guard.request_receipts(${found.id}, ${JSON.stringify(objects)}::jsonb)`,
  )
  const [files, receipts, waiting]: [Files, BundleList["receipts"], BundleList["waiting"]] = [{}, [], []]
  for (const held of await heldEntries(ctx, found.subjectId, rows)) {
    const { id: entry, act } = held.entry
    const receipt = await receiptOf(ctx, held)
    if (!receipt) {
      waiting.push({ entry, act })
      continue
    }
    const file = `receipts/${counted(receipts.length)}-${act}.tlog-proof`
    files[file] = Buffer.from(receipt.text)
    receipts.push({ file, entry, act })
  }
  return { files, receipts, waiting }
}

/** Plans and proposals of these parts, by their ids. */
async function decidedOver(ctx: Ctx, parts: readonly string[]): Promise<string[]> {
  const planned = await ctx.db
    .select({ id: plans.id })
    .from(plans)
    .where(inArray(plans.partId, [...parts]))
  const proposed = await ctx.db
    .select({ id: proposals.id })
    .from(proposals)
    .where(inArray(proposals.partId, [...parts]))
  return [...planned, ...proposed].map(({ id }) => id)
}

async function editionsOf(ctx: Ctx, found: Case) {
  const files: Files = {}
  const editions: BundleList["editions"] = []
  const ids = [...new Set(found.parts.map(({ inForce }) => inForce.edition.id))]
  const rows = await ctx.db
    .select({ number: policyEditions.number, document: policyEditions.document })
    .from(policyEditions)
    .where(inArray(policyEditions.id, ids))
    .orderBy(asc(policyEditions.number))
  for (const { number, document } of rows) {
    const file = `editions/policy-${number}.json`
    // As its hash was taken when it was published.
    files[file] = Buffer.from(canonical(document))
    editions.push({ file, number })
  }
  return { files, editions }
}

const counted = (n: number) => String(n + 1).padStart(3, "0")
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex")
