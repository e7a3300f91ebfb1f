import { randomUUID } from "node:crypto"
import { sql } from "drizzle-orm"
import { asSigned, type Ctx, type Locale, type Signed, type SubjectActor } from "@/lib/context"
import { NotAllowedNow, NotFound } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import type { Act } from "@/lib/ledger/acts"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"
import { type HeldEntry, type HeldRow, heldEntries, provenOf, receiptOf } from "@/lib/receipts/held-entries"
import { receiptPdf } from "@/lib/receipts/receipt-pdf"
import type { PartEvent } from "@/lib/requests/machine"
import { myRequest } from "@/lib/requests/my-request"
import { objectsOf } from "@/lib/requests/objects-of"
import { organisationIn } from "@/lib/requests/request-text"

/** What of a request the person gets a receipt of. What colleagues do among themselves is not told here. */
const TOLD: readonly Act[] = [
  "request.submitted",
  "letter.signed",
  "letter.registered",
  "letter.sent",
  "part.moved",
  "consent.recorded",
  "certificate.sealed",
]
// That a request came has its own entry; the others are between colleagues.
const UNTOLD: readonly PartEvent[] = [
  "submit",
  "propose",
  "retract",
  "send_back",
  "stall",
  "resume",
  "replan",
]

export type MyReceipt = HeldEntry & {
  /** A signed checkpoint stands over it; before that it cannot be proven yet. */
  proven: boolean
}

/** The entries a person gets receipts of, oldest first. Throws NotFound as myRequest does. */
export async function myReceipts(ctx: Ctx<SubjectActor>, number: string): Promise<MyReceipt[]> {
  const objects = await objectsOf(ctx, [await myRequest(ctx, number)])
  const { rows } = await ctx.db.execute<HeldRow>(
    sql`select id, leaf, salt, payload from guard.my_receipts(${JSON.stringify(objects)}::jsonb)`,
  )
  const told = (await heldEntries(ctx, ctx.actor.subjectId, rows)).filter(isTold)
  const proven = await provenOf(
    ctx,
    told.map(({ entry }) => entry.id),
  )
  return told.map((held) => ({ ...held, proven: proven.has(held.entry.id) }))
}

function isTold({ entry, content }: HeldEntry): boolean {
  if (!TOLD.some((act) => act === entry.act)) return false
  const { event } = JSON.parse(content ?? "{}") as { event?: PartEvent }
  return entry.act !== "part.moved" || !event || !UNTOLD.includes(event)
}

export type ReceiptFile = { name: string; body: string | Buffer; kind: "pdf" | "tlog-proof" }

/**
 * One receipt as a file, to be checked by machine or read on paper. Throws NotFound for what is not theirs, NotAllowedNow
 * while it cannot be proven yet.
 */
export async function receiptFile(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  asked: { number: string; entry: string; kind: ReceiptFile["kind"]; language: Locale },
): Promise<ReceiptFile> {
  const { held, receipt, inForce } = await asSigned(house, signed, randomUUID(), async (ctx) => {
    const found = (await myReceipts(ctx, asked.number)).find(({ entry }) => entry.id === asked.entry)
    if (!found) throw new NotFound()
    const made = await receiptOf(ctx, found)
    if (!made) throw new NotAllowedNow()
    return { held: found, receipt: made, inForce: await inForceNow(ctx.db) }
  })
  const name = `${asked.number}-receipt-${receipt.index + 1}`
  if (asked.kind === "tlog-proof") return { name, body: receipt.text, kind: "tlog-proof" }
  return { name, body: await paper(house, inForce, { ...asked, held, receipt }), kind: "pdf" }
}

const paper = (
  house: OpenHouse,
  inForce: InForce,
  {
    number,
    language,
    held,
    receipt,
  }: Pick<Parameters<typeof receiptFile>[2], "number" | "language"> & {
    held: HeldEntry
    receipt: { text: string }
  },
): Promise<Buffer> =>
  receiptPdf(
    { appUrl: house.appUrl, ledgerKey: house.vault.ledgerKey },
    { organisation: organisationIn(inForce, language), accent: inForce.policy.organisation.accent },
    { number, language, held, text: receipt.text },
  )
