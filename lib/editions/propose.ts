import { eq, inArray, max, sql } from "drizzle-orm"
import { editionDrafts, editions } from "@/db/schema/policy"
import type { Ctx, StaffActor } from "@/lib/context"
import { type Day, dayIn } from "@/lib/deadlines/day"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import {
  type Beside,
  checkText,
  type DraftKind,
  draftKinds,
  followed,
  newestEditions,
  profileBeside,
} from "@/lib/editions/check-text"
import { differencesBetween } from "@/lib/editions/differences"
import { type DraftRow, draftRead } from "@/lib/editions/draft"
import { effectiveFaults, firstDay, LEAST_REASON } from "@/lib/editions/effective-day"
import { findingsOf, isRefused, wantsStatement } from "@/lib/editions/findings"
import { Conflict, Forbidden, Invalid, type MessageRef, NotAllowedNow } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { may } from "@/lib/permissions"
import { type InForce, inForce } from "@/lib/policy/editions"

export type Proposed = {
  kind: DraftKind
  version: number
  body: string
  number: string
  actOn: TypedDay
  effective: TypedDay
  reason: string
  statement: string
}

/**
 * Puts a sound draft up for approval, under an act of the organisation and for a day. Throws Forbidden; Invalid beside the
 * field; Conflict when the draft or the edition it follows is another than was read; NotAllowedNow when there is something
 * wrong with the file, it changes nothing, or it removes a category that is held.
 */
export async function proposeEdition(ctx: Ctx<StaffActor>, input: Proposed): Promise<void> {
  if (!may(ctx.actor, "edition.draft")) throw new Forbidden()
  const draft = await draftRead(ctx, input.kind, input.version)
  const beside = await newestEditions(ctx.db)
  const { needsStatement } = await mayStand(ctx, draft, beside)
  const held = await inForce(ctx.db)
  const [actOn, effectiveOn] = [typedDay(input.actOn), typedDay(input.effective)]
  const faults: Record<string, MessageRef> = {
    ...(input.body.trim() ? {} : { body: { code: "required" } }),
    ...(input.number.trim() ? {} : { number: { code: "required" } }),
    ...dayFaults("actOn", actOn),
    ...dayFaults("effective", effectiveOn),
    ...(needsStatement && input.statement.trim().length < LEAST_REASON
      ? { statement: { code: "edition_statement", values: { min: LEAST_REASON } } }
      : {}),
    ...(effectiveOn ? effectiveFaults(effectiveOn, input.reason, await days(ctx, input.kind, held)) : {}),
    ...(actOn && actOn > todayOf(held, ctx.now) ? { actOn: { code: "day_ahead" } } : {}),
  }
  if (Object.keys(faults).length > 0) throw new Invalid(faults)
  await ctx.db
    .update(editionDrafts)
    .set({
      ...{ actBody: input.body.trim(), actNumber: input.number.trim(), actOn, effectiveOn },
      ...{ reason: input.reason.trim() || null, statement: input.statement.trim() || null },
      ...{ proposedAt: ctx.now, sentBack: null, editedBy: ctx.actor.accountId },
      version: sql`${editionDrafts.version} + 1`,
    })
    .where(eq(editionDrafts.id, draft.id))
  await record(ctx, "edition.proposed", { subjectId: null, object: draft.id })
}

const dayFaults = (field: string, day: Day | "" | null): Record<string, MessageRef> =>
  day ? {} : { [field]: { code: day === "" ? "required" : "day_impossible" } }

const todayOf = ({ policy }: Pick<InForce, "policy">, now: Date): Day =>
  dayIn(now, policy.organisation.timezone)

/**
 * The days by which an edition's own is judged. None begins before another that is announced: each was checked with the
 * newest of the others.
 */
export async function days(ctx: Pick<Ctx, "db" | "now">, kind: DraftKind, held: InForce) {
  const [latest] = await ctx.db
    .select({ at: max(editions.effectiveAt) })
    .from(editions)
    .where(inArray(editions.kind, [...draftKinds]))
  const announced = latest?.at && latest.at > ctx.now ? latest.at : null
  return {
    today: todayOf(held, ctx.now),
    first: firstDay(kind, held, ctx.now),
    notBefore: announced && dayIn(announced, held.policy.organisation.timezone),
  }
}

/**
 * Whether a draft may become an edition as things are now, and whether a basis it changes wants a statement. Throws as
 * `proposeEdition` does.
 */
export async function mayStand(
  ctx: Pick<Ctx, "db">,
  draft: DraftRow,
  beside: Beside,
): Promise<{ needsStatement: boolean }> {
  const base = followed(draft.kind, beside)
  if (base.id !== draft.basedOn) throw new Conflict("edition_moved_on")
  const { document } = checkText(draft.kind, draft.source, beside)
  if (document === undefined || draft.document === null) throw new NotAllowedNow("edition_faulty")
  if (differencesBetween(base.document, document, profileBeside(beside).document).length === 0)
    throw new NotAllowedNow("edition_same")
  const found = await findingsOf(ctx.db, draft.kind, document, beside)
  if (found.some(isRefused)) throw new NotAllowedNow("edition_held")
  return { needsStatement: found.some(wantsStatement) }
}
