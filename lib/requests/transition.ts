import { randomUUID } from "node:crypto"
import { and, eq, sql } from "drizzle-orm"
import { partEvents, requestParts } from "@/db/schema/requests"
import { atOnce } from "@/db/transaction"
import type { Ctx } from "@/lib/context"
import { Conflict, NotAllowedNow } from "@/lib/errors"
import { newestPlan } from "@/lib/fulfilment/newest-plan"
import { record } from "@/lib/ledger/record"
import { mandateWith } from "@/lib/people/mandates"
import type { Part } from "@/lib/requests/access"
import { clockAfter } from "@/lib/requests/clock"
import {
  mayCause,
  next,
  type PartEvent,
  type ProposalKind,
  type Role,
  type Status,
} from "@/lib/requests/machine"
import { decisionMark } from "@/lib/requests/part-mark"

type Extra = Partial<
  Pick<
    typeof requestParts.$inferInsert,
    | "assignedTo"
    | "outcome"
    | "ground"
    | "deferredFact"
    | "deferredUntil"
    | "stallCause"
    | "unreadCause"
    | "tries"
    | "nextTryAt"
    | "notBefore"
    | "dataMapId"
    | "dueAt"
    | "dueOn"
    | "dueSteps"
    | "extendedAt"
    | "liftAt"
    | "reminded"
    | "decided"
  >
>

const UNDECIDED: readonly Status[] = ["working", "proposed", "deferred"]
/** The events by which somebody lets a part through; what resumes it later changes nothing of that. */
const DECIDES: readonly PartEvent[] = ["run", "decide", "approve", "lift", "release"]
const CLOSED: readonly Status[] = ["fulfilled", "refused", "lapsed", "cancelled"]

/**
 * The only writer of a part's status. Asks the machine, updates the row under its version, writes the history and the
 * ledger in the same transaction. Throws NotAllowedNow when the machine says no, Conflict when the row moved meanwhile.
 * What is let through is marked as decided, with the plan it has then. `note` is sealed under the person's case-file key. `agreed`: an officer proposed it and another person agrees now; the
 * database looks for that agreement.
 */
export async function movePart(
  ctx: Ctx,
  part: Part,
  event: PartEvent,
  options: { note?: string; proposalKind?: ProposalKind; set?: Extra; agreed?: true } = {},
): Promise<Part> {
  const role = options.agreed ? "officer" : roleOf(ctx)
  const to = next(part.status, event, options.proposalKind ? { proposalKind: options.proposalKind } : {})
  if (!to || !mayCause(role, event)) throw new NotAllowedNow()
  const clock = await clockAfter(ctx, part, event)
  if (to === "fulfilling" && UNDECIDED.includes(part.status) && (await isObjected(ctx, part)))
    throw new NotAllowedNow("authority_objected")
  const decided = to === "fulfilling" && DECIDES.includes(event) ? await markOf(ctx, part) : part.decided
  const closing = CLOSED.includes(to)
  const rows = await ctx.db
    .update(requestParts)
    .set({
      status: to,
      version: sql`${requestParts.version} + 1`,
      closedAt: closing ? ctx.now : null,
      ...(decided === part.decided ? {} : { decided }),
      ...clock,
      ...options.set,
    })
    .where(and(eq(requestParts.id, part.id), eq(requestParts.version, part.version)))
    .returning({ version: requestParts.version })
  const row = rows[0]
  if (!row) throw new Conflict("stale_page")
  await keepHistory(ctx, part, event, to, options.note)
  return { ...part, ...clock, decided, status: to, version: row.version }
}

async function markOf(ctx: Ctx, { id }: Part): Promise<Buffer | null> {
  const plan = await newestPlan(ctx, id)
  return plan === null ? null : decisionMark(ctx.vault, { part: id, plan })
}

/** Whether the person objected to whoever asked this: it goes no further (the database holds it, too). */
export async function isObjected(ctx: Ctx, { mandateId }: Pick<Part, "mandateId">): Promise<boolean> {
  return mandateId !== null && (await mandateWith(ctx, mandateId))?.state === "objected"
}

/** Writes one line of a part's history and its ledger entry. */
export async function keepHistory(
  ctx: Ctx,
  part: Part,
  event: PartEvent,
  to: Status,
  note?: string,
): Promise<void> {
  const id = randomUUID()
  const owner = { id: part.subjectId, purpose: "case" } as const
  const sealed = note ? await ctx.vault.seal(owner, `part_events.note|${id}`, note) : null
  const line = ctx.db.insert(partEvents).values({
    id,
    partId: part.id,
    subjectId: part.subjectId,
    event,
    fromStatus: part.status,
    toStatus: to,
    actorKind: actorKindOf(ctx),
    actorId: ctx.actor.kind === "system" ? null : ctx.actor.accountId,
    note: sealed,
    at: sql`clock_timestamp()`,
  })
  const entry = record(ctx, "part.moved", {
    subjectId: part.subjectId,
    object: part.id,
    payload: { event, from: part.status, to },
  })
  await atOnce([line, entry])
}

/** Who acts, as the history says it: whoever acts for the person is not the person. */
export function actorKindOf({ actor }: Pick<Ctx, "actor">) {
  return actor.kind === "subject" && actor.mandate ? "representative" : actor.kind
}

function roleOf(ctx: Ctx): Role {
  if (ctx.actor.kind === "staff") return ctx.actor.role
  return ctx.actor.kind === "system" ? "system" : ctx.actor.mandate ? "representative" : "subject"
}
