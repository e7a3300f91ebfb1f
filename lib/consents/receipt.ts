import { createHash } from "node:crypto"
import { and, asc, eq, sql } from "drizzle-orm"
import { consentEvents } from "@/db/schema/consents"
import { policyEditions } from "@/db/schema/policy"
import { type ConsentEvidence, evidencePlace } from "@/lib/consents/state"
import { consentWords } from "@/lib/consents/words"
import type { Ctx, Locale, SubjectActor } from "@/lib/context"
import { NotFound } from "@/lib/errors"
import { canonical } from "@/lib/ledger/record"
import { consentRegister, contentOf } from "@/lib/ledger/registers"
import type { ConsentEventKind, ConsentMethod, OperationCode } from "@/lib/letters/letter"
import { inForce, policyOfEdition } from "@/lib/policy/editions"
import type { Policy } from "@/lib/policy/schema"
import type { Text } from "@/lib/policy/text-schema"
import { refuseOutsideMandate } from "@/lib/requests/asker"
import { sourceTitle } from "@/lib/sources/map-schema"

/**
 * The ledger's entry of one event: its bytes, the salt, and the content it commits to as SHA-256 of the two. `matches`:
 * the row still says what was entered.
 */
export type ReceiptEntry = { id: string; leaf: string; salt: string; content: string; matches: boolean }

export type ReceiptLine = {
  operation: OperationCode
  /** What the person read, and its SHA-256 as it was entered; null where they read nothing on the portal. */
  words: { lines: string[]; hash: string } | null
  /** Null on records older than their entries. */
  entry: ReceiptEntry | null
}

/**
 * What proves one act of consent to the person: made from the rows and their edition alone, so always the same, save for
 * what the source it was taken from is called today.
 */
export type ConsentReceipt = {
  id: string
  purpose: string
  event: ConsentEventKind
  method: ConsentMethod
  language: Locale
  at: Date
  /** The edition whose words were put; null where that is not known. */
  edition: number | null
  evidence: ConsentEvidence | null
  /** What the source of the evidence is called. */
  evidenceOf: Text | null
  lines: ReceiptLine[]
  /** Of that edition, else of the first one that has the purpose. */
  policy: Policy
}

type Row = typeof consentEvents.$inferSelect

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * The receipt of an event of the person's own, with the other operations of the same act. Throws NotFound for one that
 * is missing or somebody else's, Forbidden for whoever acts for them without authority over their consents.
 */
export async function consentReceipt(ctx: Ctx<SubjectActor>, id: string): Promise<ConsentReceipt> {
  refuseOutsideMandate((await inForce(ctx.db)).policy, ctx.actor, "withdrawal")
  const [asked] = UUID.test(id) ? await rowsWhere(ctx, eq(consentEvents.id, id)) : []
  if (!asked) throw new NotFound()
  const { purpose, event, method, at, editionId } = asked
  // Rows of before had microseconds, which no Date has.
  const atOnce = sql`date_trunc('milliseconds', ${consentEvents.at}) = ${at.toISOString()}::timestamptz`
  const sameAct = (await rowsWhere(ctx, and(eq(consentEvents.purpose, purpose), atOnce))).filter(
    (row) => row.event === event && row.method === method && row.editionId === editionId,
  )
  const { policy, number } = await editionBehind(ctx, asked)
  const evidence = await openedEvidence(ctx, asked)
  const lines: ReceiptLine[] = []
  for (const row of sameAct) lines.push(await lineOf(ctx, policy, row))
  return {
    id: sameAct[0]?.id ?? id,
    purpose,
    event: event as ConsentEventKind,
    method: method as ConsentMethod,
    language: asked.language as Locale,
    at,
    edition: number,
    evidence,
    evidenceOf: evidence && (sourceTitle((await inForce(ctx.db)).dataMap, evidence.source) ?? null),
    lines,
    policy,
  }
}

/** The evidence with its words as they were written down. */
async function openedEvidence(ctx: Ctx<SubjectActor>, row: Row): Promise<ConsentEvidence | null> {
  const evidence = row.evidence as ConsentEvidence | null
  if (!evidence?.words) return evidence
  const cell = Buffer.from(evidence.words, "base64")
  const place = evidencePlace(row.purpose, evidence.at)
  const words = await ctx.vault.open({ id: row.subjectId, purpose: "case" }, place, cell)
  return { ...evidence, words: words.toString() }
}

const rowsWhere = (ctx: Ctx<SubjectActor>, where: ReturnType<typeof and>): Promise<Row[]> =>
  ctx.db
    .select()
    .from(consentEvents)
    .where(and(eq(consentEvents.subjectId, ctx.actor.subjectId), where))
    .orderBy(asc(consentEvents.operation), asc(consentEvents.id))

async function editionBehind(ctx: Ctx, row: Row): Promise<{ policy: Policy; number: number | null }> {
  const editions = await ctx.db
    .select({ id: policyEditions.id, number: policyEditions.number })
    .from(policyEditions)
    .orderBy(asc(policyEditions.number))
  const own = editions.find(({ id }) => id === row.editionId)
  if (own) return { policy: await policyOfEdition(ctx.db, own.id), number: own.number }
  for (const { id } of editions) {
    const policy = await policyOfEdition(ctx.db, id)
    if (policy.purposes.some(({ code }) => code === row.purpose)) return { policy, number: null }
  }
  throw new NotFound()
}

async function lineOf(ctx: Ctx, policy: Policy, row: Row): Promise<ReceiptLine> {
  const lines = row.textHash && consentWords(policy, row.purpose, row.operation, row.language as Locale)
  return {
    // The column takes any text; the policy knows these alone.
    operation: row.operation as OperationCode,
    words: row.textHash && lines ? { lines, hash: row.textHash.toString("hex") } : null,
    entry: await entryOf(ctx, row),
  }
}

async function entryOf(ctx: Ctx, row: Row): Promise<ReceiptEntry | null> {
  if (!row.ledgerId) return null
  const { rows } = await ctx.db.execute<{ leaf: Buffer; salt: Buffer }>(
    sql`select leaf, salt from guard.my_entry(${row.ledgerId})`,
  )
  const [found] = rows
  if (!found) return null
  const leaf = found.leaf.toString("utf8")
  const content = canonical(contentOf(consentRegister, row))
  const commit = createHash("sha256").update(found.salt).update(content).digest("hex")
  const { object, commit: entered } = JSON.parse(leaf) as { object: string; commit: string }
  const matches = entered === commit && object === row.id
  return { id: row.ledgerId, leaf, salt: found.salt.toString("hex"), content, matches }
}
