import { and, asc, eq, isNull } from "drizzle-orm"
import { planOperations, plans } from "@/db/schema/fulfilment"
import { subjects } from "@/db/schema/people"
import { requestParts, requests } from "@/db/schema/requests"
import { staff } from "@/db/schema/staff"
import type { Ctx, StaffActor } from "@/lib/context"
import type { Step } from "@/lib/deadlines/due-date"
import { Forbidden, NotFound } from "@/lib/errors"
import type { DraftOperation, Gap } from "@/lib/fulfilment/draft"
import { openPlan, type StoredPlan } from "@/lib/fulfilment/store-plan"
import { Erased } from "@/lib/keys/vault"
import { ofThosePutToMe } from "@/lib/people/put-to-me"
import { may } from "@/lib/permissions"
import { type InForce, pinned } from "@/lib/policy/editions"
import type { Asker } from "@/lib/policy/rights-schema"
import { type Barring, whyBarred } from "@/lib/requests/acted-before"
import { appealAgainst, appealedBy, type Beside, whyNoAppeal } from "@/lib/requests/appeal"
import type { Original } from "@/lib/requests/appeal-outcomes"
import { isOpen, requestStatus, type Status } from "@/lib/requests/machine"
import type { PartScope } from "@/lib/requests/scope"
import { runsAlone } from "@/lib/requests/self-service"

/** A part as staff see it before anything personal is shown. */
export type CasePart = {
  id: string
  requestId: string
  subjectId: string
  right: PartScope["right"]
  /** Of kind `answer`: settled by a reply in words, never by a plan. */
  kind: "operation" | "answer"
  scope: PartScope
  status: Status
  version: number
  receivedAt: Date
  dueOn: string
  dueSteps: Step[]
  notBefore: Date | null
  assignedTo: string | null
  /** A colleague's work name. */
  assignee: string | null
  outcome: string | null
  ground: string | null
  deferredFact: string | null
  deferredUntil: Date | null
  stallCause: string | null
  unreadCause: string | null
  tries: number
  nextTryAt: Date | null
  closedAt: Date | null
  /** The part of the organisation it was routed to, by the policy's code. */
  division: string | null
  /** Of an appeal: the part it is against. */
  original: (Beside & Original) | null
  /** The appeal against this part, where there is one. */
  appeal: Beside | null
  /** Whether an appeal against it may still be made. */
  mayAppeal: boolean
  /** The reader acted on what this appeal is against: others look at it. */
  barred: Barring | null
  dueAt: Date
  extendedAt: Date | null
  /** Since when the person is waited for; null while nothing is asked of them. */
  awaitedSince: Date | null
  reminded: number
  liftAt: Date | null
  inForce: InForce
}

export type Case = {
  id: string
  number: string
  subjectId: string
  channel: string
  proofLevel: number | null
  language: "ky" | "ru" | "en"
  receivedAt: Date
  enteredAt: Date
  /** A colleague's work name, where staff entered it. */
  enteredBy: string | null
  /** In which capacity it was asked. */
  askedBy: Asker
  /** The ground under which the person is not shown it, and the day on which that is looked at again. */
  secrecy: string | null
  reviewOn: string | null
  status: Status
  parts: CasePart[]
}

/** The request with this number and its parts, without anything personal. Throws Forbidden, NotFound. */
export async function findCase(ctx: Ctx<StaffActor>, number: string): Promise<Case> {
  if (!may(ctx.actor, "request.read")) throw new Forbidden()
  const [row] = await ctx.db
    .select({
      id: requests.id,
      number: requests.number,
      subjectId: requests.subjectId,
      channel: requests.channel,
      proofLevel: requests.proofLevel,
      language: requests.language,
      receivedAt: requests.receivedAt,
      enteredAt: requests.enteredAt,
      enteredBy: staff.name,
      askedBy: requests.askedBy,
      secrecy: requests.secrecy,
      reviewOn: requests.reviewOn,
    })
    .from(requests)
    .leftJoin(staff, eq(staff.accountId, requests.enteredBy))
    .innerJoin(subjects, eq(subjects.id, requests.subjectId))
    // A case file that ended can be opened by nobody.
    .where(and(eq(requests.number, number), isNull(subjects.erasedAt)))
  if (!row?.subjectId || !row.number) throw new NotFound()
  const parts = await ofThosePutToMe(ctx, await partsOf(ctx, row.id))
  return {
    ...row,
    number: row.number,
    subjectId: row.subjectId,
    language: row.language as Case["language"],
    askedBy: row.askedBy as Asker,
    status: requestStatus(parts.map((part) => part.status)),
    parts,
  }
}

async function partsOf(ctx: Ctx<StaffActor>, requestId: string): Promise<CasePart[]> {
  const { id, subjectId, right, kind, scope, status, version, receivedAt, dueOn, dueSteps, assignedTo } =
    requestParts
  const { outcome, ground, deferredFact, deferredUntil, stallCause, tries, nextTryAt, closedAt } =
    requestParts
  const { editionId, dataMapId, profileId, calendarId, division, appealOf, dueAt } = requestParts
  const { extendedAt, awaitedSince, reminded, liftAt, unreadCause, notBefore } = requestParts
  const rows = await ctx.db
    .select({
      ...{ id, requestId: requestParts.requestId, subjectId, right, kind, scope, status, version },
      ...{ receivedAt, dueOn, dueSteps },
      ...{ assignedTo, assignee: staff.name, outcome, ground, closedAt },
      ...{ deferredFact, deferredUntil, stallCause, tries, nextTryAt },
      ...{ editionId, dataMapId, profileId, calendarId, division, appealOf, dueAt },
      ...{ extendedAt, awaitedSince, reminded, liftAt, unreadCause, notBefore },
    })
    .from(requestParts)
    .leftJoin(staff, eq(staff.accountId, requestParts.assignedTo))
    .where(eq(requestParts.requestId, requestId))
    .orderBy(asc(requestParts.receivedAt), asc(requestParts.id))
  const parts: CasePart[] = []
  for (const { editionId, dataMapId, profileId, calendarId, appealOf, dueAt, ...row } of rows) {
    const inForce = await pinned(ctx.db, { editionId, dataMapId, profileId, calendarId })
    const appeal = await appealAgainst(ctx, row.id)
    const scope = row.scope as PartScope
    const standing = { status: row.status as Status, dueAt, appealOf }
    parts.push({
      ...row,
      dueAt,
      original: appealOf ? await appealedBy(ctx, row.id) : null,
      appeal,
      barred: await whyBarred(ctx, { id: row.id, appealOf, scope }, "request.reply"),
      mayAppeal: appeal === null && whyNoAppeal(standing, ctx.now) === null,
      subjectId: row.subjectId ?? "",
      right: row.right as CasePart["right"],
      kind: row.kind as CasePart["kind"],
      scope,
      status: row.status as Status,
      dueSteps: row.dueSteps as Step[],
      inForce,
    })
  }
  return parts
}

/** The part to look at: the one named, else the first open that somebody has to work on, else the first open or any. */
export function partToShow(found: Case, id: string | undefined): CasePart {
  const part =
    found.parts.find((each) => each.id === id) ??
    found.parts.find((each) => isOpen(each.status) && !goesByItself(each)) ??
    found.parts.find(({ status }) => isOpen(status)) ??
    found.parts[0]
  if (!part) throw new NotFound()
  return part
}

const goesByItself = ({ inForce, scope, status }: CasePart): boolean =>
  (status === "received" || status === "fulfilling") && runsAlone(inForce, scope)

/** One line of the stored plan: what of it stands in the open, and with `full` what is sealed as well. */
export type CaseLine = Pick<
  DraftOperation,
  | "phase"
  | "source"
  | "category"
  | "purpose"
  | "operation"
  | "operations"
  | "strategy"
  | "items"
  | "ground"
  | "untilOn"
  | "untilFact"
  | "plus"
  | "sure"
> & { id: string; state: string; doneAt: Date | null }

/** `gaps` are told with `full` only; `left` says whether there are any. */
export type CasePlan = { version: number; at: Date; lines: CaseLine[]; gaps: Gap[]; left: boolean }

/**
 * The part's newest plan, or null. Purposes are sealed with the keys of the rows: they are told with `full` only, and no
 * longer once the person's data key was destroyed.
 */
export async function casePlan(
  ctx: Ctx<StaffActor>,
  partId: string,
  full: boolean,
): Promise<CasePlan | null> {
  const rows = await ctx.db
    .select({ id: plans.id, version: plans.version, at: plans.at })
    .from(plans)
    .where(eq(plans.partId, partId))
    .orderBy(asc(plans.version))
  const last = rows.at(-1)
  if (!last) return null
  const { version, at } = last
  const opened = full ? await openedPlan(ctx, partId) : null
  if (opened) {
    const { operations: lines, gaps } = opened
    return { version, at, lines, gaps, left: gaps.length > 0 }
  }
  const bare = await bareLines(ctx, last.id)
  const lines = bare.flatMap(({ phase, ...row }) => (phase === "gap" ? [] : [{ ...row, phase }]))
  return { version, at, lines, gaps: [], left: lines.length < bare.length }
}

async function openedPlan(ctx: Ctx<StaffActor>, partId: string): Promise<StoredPlan | null> {
  try {
    return await openPlan(ctx, partId)
  } catch (error) {
    if (error instanceof Erased) return null
    throw error
  }
}

type BareLine = Omit<CaseLine, "phase"> & { phase: CaseLine["phase"] | "gap" }

async function bareLines(ctx: Ctx<StaffActor>, planId: string): Promise<BareLine[]> {
  const {
    id,
    phase,
    source,
    category,
    operation,
    strategy,
    items,
    ground,
    untilOn,
    untilFact,
    state,
    doneAt,
  } = planOperations
  const rows = await ctx.db
    .select({
      id,
      phase,
      source,
      category,
      operation,
      strategy,
      items,
      ground,
      untilOn,
      untilFact,
      state,
      doneAt,
    })
    .from(planOperations)
    .where(eq(planOperations.planId, planId))
    .orderBy(asc(planOperations.position))
  return rows.map((row) => ({
    ...row,
    phase: row.phase as BareLine["phase"],
    operation: row.operation as CaseLine["operation"],
    purpose: null,
    operations: [],
    plus: null,
    sure: true,
  }))
}
