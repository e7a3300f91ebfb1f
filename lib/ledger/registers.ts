import { createHash } from "node:crypto"
import type { consentEvents } from "@/db/schema/consents"
import type { disclosures, views } from "@/db/schema/oversight"
import type { Ctx } from "@/lib/context"
import type { Act } from "@/lib/ledger/acts"
import { canonical, type Payload, record, recordEach } from "@/lib/ledger/record"

/** A row as it is written: its id and its time are given by whoever writes it, its entry by `enter`. */
type Row<T extends { $inferInsert: { id?: string; at?: Date; subjectId: string } }> = Omit<
  T["$inferInsert"],
  "ledgerId" | "id" | "at"
> & { id: string; at: Date }

export type ViewRow = Row<typeof views>
export type ConsentRow = Row<typeof consentEvents>
export type DisclosureRow = Row<typeof disclosures>

type Value = Payload[string] | Date | undefined
type Entered = { id: string; subjectId: string }

/**
 * A register whose every row an entry of the ledger commits to: with `made` when it is written, with `changed` whenever
 * something in it changes. `content` is all of a row that matters, sealed columns by their hash; what is empty is left
 * out, so a column added later disturbs nothing written before.
 */
export type Register<R extends Entered> = {
  name: "views" | "consent_events" | "disclosures"
  made: Act
  changed: Act
  content: (row: R) => Record<string, Value>
}

export const viewRegister: Register<ViewRow> = {
  name: "views",
  made: "person.viewed",
  changed: "view.changed",
  content: ({ reason, ...row }) => ({
    ...{ subject: row.subjectId, staff: row.staffId, role: row.role, unit: row.unit },
    ...{ categories: row.categories, request: row.requestId, reason: sealed(reason) },
    ...{ number: row.number, secrecy: row.secrecy, reviewOn: row.reviewOn, at: row.at },
  }),
}

export const consentRegister: Register<ConsentRow> = {
  name: "consent_events",
  made: "consent.recorded",
  changed: "consent.changed",
  content: ({ evidence, textHash, ...row }) => ({
    ...{ subject: row.subjectId, purpose: row.purpose, operation: row.operation, event: row.event },
    ...{ method: row.method, edition: row.editionId, language: row.language, part: row.partId, at: row.at },
    text: textHash?.toString("hex"),
    evidence: evidence == null ? null : hash(canonical(evidence)),
  }),
}

export const disclosureRegister: Register<DisclosureRow> = {
  name: "disclosures",
  made: "disclosure.made",
  changed: "disclosure.changed",
  content: ({ authority, explanation, ...row }) => ({
    ...{ subject: row.subjectId, recipient: row.recipient, categories: row.categories },
    ...{ purpose: row.purpose, ground: row.ground, authority: sealed(authority), request: row.requestId },
    ...{ items: row.items, edition: row.editionId, consent: row.consentId, processor: row.processorId },
    ...{ permission: row.permissionId, bulk: row.bulkId },
    ...{ document: row.documentId, explanation: sealed(explanation), by: row.recordedBy },
    ...{ secrecy: row.secrecy, secret: row.secret || null, reviewOn: row.reviewOn, at: row.at },
  }),
}

/** What the entry of a row commits to. One place for those who write it and for the check. */
export function contentOf<R extends Entered>(register: Register<R>, row: R): Payload {
  const filled = Object.entries(register.content(row)).flatMap(([key, value]) =>
    value == null ? [] : [[key, value instanceof Date ? value.toISOString() : value] as const],
  )
  return Object.fromEntries(filled)
}

/**
 * Leaves the entry of a row about to be written, or about to change (then `row` is the row as it will be), and gives the
 * entry's id: it is to be stored as the row's `ledger_id` in the same transaction.
 */
export function enter<R extends Entered>(
  ctx: Ctx,
  register: Register<R>,
  row: R,
  how: "made" | "changed" = "made",
): Promise<string> {
  const { id, subjectId } = row
  return record(ctx, register[how], { subjectId, object: id, payload: contentOf(register, row) })
}

/** The same for several rows about to be written with the ids of their entries in them, in one statement. */
export const enterEach = <R extends Entered & { ledgerId: string }>(
  ctx: Ctx,
  register: Register<Omit<R, "ledgerId"> & Entered>,
  rows: readonly R[],
): Promise<string[]> =>
  recordEach(
    ctx,
    rows.map((row) => ({
      id: row.ledgerId,
      act: register.made,
      subjectId: row.subjectId,
      object: row.id,
      payload: contentOf(register, row),
    })),
  )

const hash = (content: string | Buffer) => createHash("sha256").update(content).digest("hex")
const sealed = (cell: Buffer | null | undefined) => (cell ? hash(cell) : null)
