import { randomUUID } from "node:crypto"
import { requestParts, requests } from "@/db/schema/requests"
import type { Ctx, SubjectActor } from "@/lib/context"
import { dueDate } from "@/lib/deadlines/due-date"
import { clockRules, workingCalendar } from "@/lib/deadlines/from-policy"
import { formatDate } from "@/lib/format/date"
import type { PlanDraft } from "@/lib/fulfilment/draft"
import { storePlan } from "@/lib/fulfilment/store-plan"
import { record } from "@/lib/ledger/record"
import { keepLetter } from "@/lib/letters/keep-letter"
import type { Letter } from "@/lib/letters/letter"
import { tell } from "@/lib/notices/tell"
import type { InForce } from "@/lib/policy/editions"
import { right, termOf } from "@/lib/policy/lookup"
import type { Part } from "@/lib/requests/access"
import { nextNumber } from "@/lib/requests/number"
import type { PartScope } from "@/lib/requests/scope"
import { keepHistory } from "@/lib/requests/transition"

export type Submission = {
  inForce: InForce
  scope: PartScope
  plan: PlanDraft
  letter: Letter | null
  intentId: string | null
  /** The name as the sources held it when the person asked: after an erasure none can tell it, and letters need it. */
  name: string
}

/**
 * Registers a request of the person who acts: request, part with its deadline and the steps that led to it, signed
 * letter, plan, history, ledger entry and notice, all in the open transaction. Returns the part; its number is known
 * from here on.
 */
export async function submitRequest(ctx: Ctx<SubjectActor>, submission: Submission): Promise<Part> {
  const { inForce, scope, plan, letter } = submission
  const { subjectId, accountId, locale } = ctx.actor
  const promised = right(inForce.policy, scope.right)
  const due = dueDate({
    term: termOf(inForce, scope.right).term,
    receivedAt: ctx.now,
    calendar: workingCalendar(inForce.calendar),
    rules: clockRules(inForce.profile.clock, inForce.policy.organisation.closingHour),
  })
  const requestId = randomUUID()
  const number = await nextNumber(ctx, inForce.policy.organisation.timezone)
  const nameCell = await ctx.vault.seal(
    { id: subjectId, purpose: "case" },
    `requests.requester_name|${requestId}`,
    submission.name,
  )
  await ctx.db.insert(requests).values({
    id: requestId,
    number,
    subjectId,
    requesterId: accountId,
    channel: "cabinet",
    language: locale,
    receivedAt: ctx.now,
    enteredAt: ctx.now,
    enteredBy: accountId,
    requesterName: nameCell,
  })
  const pinned = {
    profileId: inForce.profileId,
    editionId: inForce.edition.id,
    dataMapId: inForce.dataMapId,
    calendarId: inForce.calendarId,
  }
  const clock = { receivedAt: ctx.now, dueAt: due.dueAt, dueOn: due.dueOn }
  const row = {
    id: randomUUID(),
    requestId,
    subjectId,
    right: scope.right,
    kind: promised.kind,
    scope,
    status: "received" as const,
  }
  await ctx.db.insert(requestParts).values({ ...row, ...pinned, ...clock, dueSteps: due.steps })
  const part: Part = {
    ...row,
    ...pinned,
    ...clock,
    number,
    version: 1,
    language: locale,
    assignedTo: null,
    deferredFact: null,
    deferredUntil: null,
    notBefore: null,
    nameCell,
  }
  if (letter) {
    const signed = submission.intentId
      ? { method: "password" as const, intentId: submission.intentId }
      : undefined
    const kept = {
      subjectId,
      requestId,
      partId: part.id,
      kind: scope.right,
      letter,
      registration: number,
      editionId: inForce.edition.id,
    }
    await keepLetter(ctx, { ...kept, ...(signed ? { signed } : {}) })
  }
  await storePlan(ctx, part, plan)
  await keepHistory(ctx, { ...part, status: "draft" }, "submit", "received")
  await record(ctx, "request.submitted", {
    subjectId,
    object: requestId,
    payload: { number, right: scope.right },
  })
  const date = formatDate(due.dueOn, locale)
  await tell(ctx, { subjectId, language: locale }, "received", {
    number,
    date,
    path: `/cabinet/requests/${number}`,
  })
  return part
}
