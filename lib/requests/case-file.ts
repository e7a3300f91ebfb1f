import { and, asc, eq, gt } from "drizzle-orm"
import { approvals, decisions, proposals } from "@/db/schema/decisions"
import { attachments, letters, messages } from "@/db/schema/letters"
import { views } from "@/db/schema/oversight"
import { partEvents, requests } from "@/db/schema/requests"
import { staff } from "@/db/schema/staff"
import type { Ctx, StaffActor } from "@/lib/context"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { viewedSince } from "@/lib/oversight/queries"
import { recordView } from "@/lib/oversight/record-view"
import type { InForce } from "@/lib/policy/editions"
import { openProposal } from "@/lib/requests/approve"
import { attachmentName } from "@/lib/requests/attach"
import type { Case, CasePart } from "@/lib/requests/case"
import { type CorrectionTold, correctionOf } from "@/lib/requests/correction-in"
import type { PartEvent, ProposalKind, Status } from "@/lib/requests/machine"
import { calledBy } from "@/lib/sources/holdings"
import { type ScanState, scansOf } from "@/lib/uploads/scans"

/** Categories of the policy whose values a case file shows: who asks, their PIN, their contact; and what they correct. */
function shownBy(found: Case): string[] {
  const shown = found.parts.flatMap(({ scope, inForce }) => [
    ...whoIs(inForce),
    ...(scope.right === "rectification" ? [scope.category] : []),
    ...(scope.right === "authority_request" ? scope.about : []),
  ])
  return [...new Set(shown)]
}

function whoIs({ dataMap }: InForce): string[] {
  const { pin, phone, email } = dataMap.portal.holds
  const names = Object.values(dataMap.sources).flatMap(calledBy)
  return [...names, pin, phone, email].flatMap((held) => (held ? [held.category] : []))
}

/**
 * Records that the actor sees this case file, with the request as the reason, before anything of it is shown. One entry
 * serves the same person on the same request for half an hour; `anew` writes one all the same. Throws Forbidden for
 * those who may not see a person.
 */
export async function viewCase(ctx: Ctx<StaffActor>, found: Case, anew = false): Promise<void> {
  const mine = and(
    eq(views.requestId, found.id),
    eq(views.staffId, ctx.actor.accountId),
    gt(views.at, viewedSince(ctx.now)),
  )
  const open = anew ? [] : await ctx.db.select({ categories: views.categories }).from(views).where(mine)
  const categories = shownBy(found)
  if (open.some((view) => categories.every((code) => view.categories.includes(code)))) return
  await recordView(ctx, { subjectId: found.subjectId, categories, requestNumber: found.number, reason: null })
}

const caseKey = (subjectId: string) => ({ id: subjectId, purpose: "case" }) as const

/** The name the request was made under, as the sources held it then. */
export async function caseName(ctx: Ctx<StaffActor>, found: Case): Promise<string> {
  const rows = await ctx.db
    .select({ name: requests.requesterName })
    .from(requests)
    .where(eq(requests.id, found.id))
  const cell = rows[0]?.name
  if (!cell) return ""
  return (
    await ctx.vault.open(caseKey(found.subjectId), `requests.requester_name|${found.id}`, cell)
  ).toString()
}

export type CaseLetter = {
  id: string
  direction: "in" | "out"
  kind: string
  title: string
  text: string
  language: string
  registration: string
  hash: string
  method: string | null
  signedAt: Date | null
  createdAt: Date
}

/** The letters of a request, opened, oldest first. */
export async function caseLetters(ctx: Ctx<StaffActor>, found: Case): Promise<CaseLetter[]> {
  const rows = await ctx.db
    .select({ id: letters.id, method: letters.method })
    .from(letters)
    .where(eq(letters.requestId, found.id))
    .orderBy(asc(letters.createdAt), asc(letters.registration))
  const opened = await Promise.all(
    rows.map(async ({ id, method }) => ({ method, kept: await openLetter(ctx, id) })),
  )
  return opened.flatMap(({ method, kept }) => {
    if (!kept) return []
    const { letter, ...rest } = kept
    const direction = letter.direction === "incoming" ? "in" : "out"
    return [
      {
        ...rest,
        method,
        direction,
        title: letter.title,
        language: letter.language,
        text: letterText(letter),
      } as const,
    ]
  })
}

export type CaseMessage = {
  id: string
  by: "subject" | "representative" | "staff" | "system"
  author: string | null
  internal: boolean
  body: string
  at: Date
}

/** The thread with the person and the notes among staff, oldest first. */
export async function caseThread(ctx: Ctx<StaffActor>, found: Case): Promise<CaseMessage[]> {
  const { id, authorKind, internal, body, at } = messages
  const rows = await ctx.db
    .select({ id, by: authorKind, author: staff.name, internal, body, at })
    .from(messages)
    .leftJoin(staff, eq(staff.accountId, messages.authorId))
    .where(eq(messages.requestId, found.id))
    .orderBy(asc(messages.at))
  return Promise.all(
    rows.map(async (row) => {
      const plain = await ctx.vault.open(caseKey(found.subjectId), `messages.body|${row.id}`, row.body)
      return { ...row, by: row.by as CaseMessage["by"], body: plain.toString() }
    }),
  )
}

export type CaseEvent = {
  id: string
  event: PartEvent
  from: Status
  to: Status
  by: "subject" | "representative" | "staff" | "system"
  actor: string | null
  note: string | null
  at: Date
  /** Where a correction was carried out: what it changed. */
  correction: CorrectionTold | null
}

/** What happened to a part, oldest first; notes and values, which speak of the person, only with `full`. */
export async function caseHistory(ctx: Ctx<StaffActor>, part: CasePart, full: boolean): Promise<CaseEvent[]> {
  const { id, event, fromStatus, toStatus, actorKind, note, at } = partEvents
  const rows = await ctx.db
    .select({ id, event, from: fromStatus, to: toStatus, by: actorKind, actor: staff.name, note, at })
    .from(partEvents)
    .leftJoin(staff, eq(staff.accountId, partEvents.actorId))
    .where(eq(partEvents.partId, part.id))
    .orderBy(asc(partEvents.at))
  const corrected = full && part.right === "rectification" ? await correctionOf(ctx, part.id) : null
  return Promise.all(
    rows.map(async (row) => {
      const cell = full ? row.note : null
      const words =
        cell && (await ctx.vault.open(caseKey(part.subjectId), `part_events.note|${row.id}`, cell)).toString()
      const { event, from, to, by } = row as unknown as Pick<CaseEvent, "event" | "from" | "to" | "by">
      const correction = event === "complete" ? corrected : null
      return { ...row, event, from, to, by, note: words, correction }
    }),
  )
}

export type CaseDecision = {
  id: string
  item: string
  outcome: "do" | "partly" | "keep" | "refuse"
  ground: string | null
  law: string | null
  reason: string | null
  untilOn: string | null
  untilFact: string | null
}
export type CaseProposal = {
  kind: ProposalKind
  letter: string
  language: string
  author: string | null
  /** Whoever wrote a version of it may not approve it. */
  authors: string[]
  authorId: string
  at: Date
  decisions: CaseDecision[]
  approver: string | null
  approvedAt: Date | null
}

/** The newest proposal of a part with its decisions and, once given, its approval; null when none was made. */
export async function caseProposal(ctx: Ctx<StaffActor>, part: CasePart): Promise<CaseProposal | null> {
  const open = await openProposal(ctx, part)
  if (!open) return null
  const made = await ctx.db
    .select({ at: proposals.at, author: staff.name })
    .from(proposals)
    .leftJoin(staff, eq(staff.accountId, proposals.authorId))
    .where(eq(proposals.id, open.id))
  const given = await ctx.db
    .select({ at: approvals.at, approver: staff.name })
    .from(approvals)
    .leftJoin(staff, eq(staff.accountId, approvals.approverId))
    .where(eq(approvals.proposalId, open.id))
  return {
    kind: open.kind,
    letter: letterText(open.letter),
    language: open.letter.language,
    author: made[0]?.author ?? null,
    authors: open.authors,
    authorId: open.authorId,
    at: made[0]?.at ?? ctx.now,
    decisions: await decisionsOf(ctx, part, open.id),
    approver: given[0]?.approver ?? null,
    approvedAt: given[0]?.at ?? null,
  }
}

async function decisionsOf(
  ctx: Ctx<StaffActor>,
  part: CasePart,
  proposalId: string,
): Promise<CaseDecision[]> {
  const { id, item, outcome, ground, law, reason, untilOn, untilFact } = decisions
  const rows = await ctx.db
    .select({ id, item, outcome, ground, law, reason, untilOn, untilFact })
    .from(decisions)
    .where(eq(decisions.proposalId, proposalId))
    .orderBy(asc(decisions.item))
  return Promise.all(
    rows.map(async (row) => {
      const cell = row.reason
      const words =
        cell && (await ctx.vault.open(caseKey(part.subjectId), `decisions.reason|${row.id}`, cell)).toString()
      return { ...row, outcome: row.outcome as CaseDecision["outcome"], reason: words }
    }),
  )
}

export type CaseAttachment = {
  id: string
  name: string
  mediaType: string
  size: number
  at: Date
  scan: ScanState
}

/** What the person attached as evidence, without the bytes. */
export async function caseAttachments(ctx: Ctx<StaffActor>, found: Case): Promise<CaseAttachment[]> {
  const { id, name, mediaType, size, at } = attachments
  const rows = await ctx.db
    .select({ id, name, mediaType, size, at })
    .from(attachments)
    .where(eq(attachments.requestId, found.id))
    .orderBy(asc(at))
  const scans = await scansOf(
    ctx,
    rows.map((row) => row.id),
  )
  return Promise.all(
    rows.map(async (row) => ({
      ...row,
      scan: scans.get(row.id) ?? "received",
      name: await attachmentName(ctx, { ...row, subjectId: found.subjectId }),
    })),
  )
}
