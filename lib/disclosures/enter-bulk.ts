import { randomUUID } from "node:crypto"
import { bulkDisclosures } from "@/db/schema/disclosures"
import { type EnteredScope, scopeOf } from "@/lib/breaches/entered"
import type { Ctx, Signed, StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import type { TypedDay } from "@/lib/deadlines/typed-day"
import { bulkGrounds, sealScan } from "@/lib/disclosures/bulk"
import {
  type Fields,
  MOST_NAME,
  MOST_WORDS,
  NAMED,
  pastDay,
  purposeGiven,
  recipientGiven,
} from "@/lib/disclosures/entry-checks"
import { Forbidden, Invalid } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import { record } from "@/lib/ledger/record"
import { inline, multiline } from "@/lib/letters/clean"
import { may } from "@/lib/permissions"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"
import { type Checked, lookAt } from "@/lib/requests/attach"
import type { Sent } from "@/lib/uploads/inspect"
import { noteUpload } from "@/lib/uploads/scans"

/** An act that gives the data of many away, as it was entered; `keys` are one source's own, a line each. */
export type EnteredBulk = EnteredScope & {
  named: string
  ground: string
  purpose: string
  number: string
  date: TypedDay
  words: string
  evidence: Sent | null
}
export type ReadyBulk = { entered: EnteredBulk; file: Checked | null; faults: Fields }

/** The first cells of a CSV's lines, as keys: a line each, the head as it stands. */
export const keysInCsv = (text: string): string =>
  text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .map((line) => /^\s*"?([^",;\t]*)/.exec(line)?.[1]?.trim() ?? "")
    .filter(Boolean)
    .join("\n")

/** Keys without the head of their column, which is what a source calls its key. */
function withoutHead({ dataMap }: InForce, keys: string): string {
  const kinds = Object.values(dataMap.sources).map(({ subject }) => subject.kind)
  const [first = "", ...rest] = keys.split("\n").filter((line) => line.trim())
  return kinds.includes(first.trim().toLowerCase()) ? rest.join("\n") : keys
}

/** Looks at the scan, outside the transaction that records. Throws Forbidden. */
export async function prepareBulk(
  house: OpenHouse,
  signed: Signed<StaffActor>,
  entered: EnteredBulk,
): Promise<ReadyBulk> {
  if (!may(signed.actor, "bulk.write")) throw new Forbidden()
  const sent = await lookAt(house, signed, entered.evidence)
  return "fields" in sent
    ? { entered, file: null, faults: sent.fields }
    : { entered, file: sent.file, faults: {} }
}

async function checked(ctx: Ctx<StaffActor>, { entered, file, faults }: ReadyBulk) {
  const inForce = await inForceNow(ctx.db)
  const fields: Fields = { ...faults }
  const today = dayIn(ctx.now, inForce.policy.organisation.timezone)
  const { recipient } = recipientGiven(fields, inForce, [], { whom: NAMED, named: entered.named, day: today })
  const ground = bulkGrounds(inForce.policy).find(({ code }) => code === entered.ground)
  if (!ground) fields.ground = { code: "ground_required" }
  const purpose = ground ? purposeGiven(fields, inForce, ground, entered.purpose) : ""
  const [number, words] = [inline(entered.number), multiline(entered.words)]
  if (!number) fields.number = { code: "required" }
  else if (number.length > MOST_NAME) fields.number = { code: "too_long", values: { max: MOST_NAME } }
  const documentOn = pastDay(fields, "date", entered.date, today)
  if (!file && !faults.evidence) fields.evidence = { code: "scan_needed" }
  if (!words && ground?.requires === "explanation") fields.words = { code: "required" }
  else if (words.length > MOST_WORDS) fields.words = { code: "too_long", values: { max: MOST_WORDS } }
  const keys = withoutHead(inForce, entered.keys)
  const { categories, scope } = scopeOf(ctx.vault, inForce, { ...entered, keys }, fields)
  if (Object.keys(fields).length > 0 || !ground || !documentOn || !file) throw new Invalid(fields)
  const editionId = inForce.edition.id
  const said = { recipient, categories, purpose, ground: ground.code, editionId, words }
  return { row: { ...said, scope, documentNumber: number, documentOn, documentType: file.mediaType }, file }
}

/**
 * Enters an act that gives the data of many people to one recipient (rule 30): nothing goes before the people are counted
 * and another approves. Throws Invalid beside the fields, Forbidden. Returns its id.
 */
export async function enterBulk(ctx: Ctx<StaffActor>, ready: ReadyBulk): Promise<string> {
  if (!may(ctx.actor, "bulk.write")) throw new Forbidden()
  const { row, file } = await checked(ctx, ready)
  const id = randomUUID()
  const sealed = await sealScan(ctx, id, file)
  await ctx.db
    .insert(bulkDisclosures)
    .values({ id, ...row, ...sealed, enteredBy: ctx.actor.accountId, at: ctx.now })
  await noteUpload(ctx, { id, place: "bulk", scan: file.scan })
  const { recipient, ground, categories, documentNumber: number, documentOn: date } = row
  const payload = { recipient, ground, categories, number, date, hash: file.hash.toString("hex") }
  await record(ctx, "bulk.entered", { subjectId: null, object: id, payload })
  return id
}
