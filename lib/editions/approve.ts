import { eq, sql } from "drizzle-orm"
import { editionActs, editionDrafts } from "@/db/schema/policy"
import type { Ctx, StaffActor } from "@/lib/context"
import type { Day } from "@/lib/deadlines/day"
import { type DraftKind, followed, newestEditions } from "@/lib/editions/check-text"
import { type DraftRow, draftRead } from "@/lib/editions/draft"
import { effectiveFaults, effectiveInstant, LEAST_REASON } from "@/lib/editions/effective-day"
import { days, mayStand } from "@/lib/editions/propose"
import { Forbidden, Invalid, NotAllowedNow } from "@/lib/errors"
import { formatLongDate } from "@/lib/format/date"
import { record } from "@/lib/ledger/record"
import { openRun } from "@/lib/notices/runs"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"
import { addEdition } from "@/lib/policy/publish-folder"
import type { Text } from "@/lib/policy/text-schema"

/**
 * Approves what another wrote: it is published, in force from its day on, and of a policy everybody with an account is told.
 * Returns the edition's number. Throws Forbidden, also to whoever wrote any of it; Conflict when the draft or the edition
 * it follows is another than was read; NotAllowedNow when it does not wait for approval or its day no longer stands.
 */
export async function approveEdition(
  ctx: Ctx<StaffActor>,
  { kind, version }: { kind: DraftKind; version: number },
): Promise<number> {
  const draft = await toDecide(ctx, kind, version)
  const beside = await newestEditions(ctx.db)
  await mayStand(ctx, draft, beside)
  const { actBody, actNumber, actOn, effectiveOn, reason, statement, authors, id, code } = draft
  const held = await inForce(ctx.db)
  if (!effectiveOn) throw new NotAllowedNow("edition_not_proposed")
  const late = effectiveFaults(effectiveOn, reason ?? "", await days(ctx, kind, held))
  if (Object.keys(late).length > 0) throw new NotAllowedNow("edition_day_gone")
  const { number } = await addEdition(ctx.db, {
    ...{ id, kind, code, document: draft.document, number: followed(kind, beside).number + 1 },
    effectiveAt: effectiveInstant(effectiveOn, held, ctx.now),
  })
  await ctx.db.insert(editionActs).values({
    ...{ editionId: id, kind, authors, approvedBy: ctx.actor.accountId },
    ...{ actBody, actNumber, actOn, reason, statement },
  })
  await ctx.db.delete(editionDrafts).where(eq(editionDrafts.id, id))
  await record(ctx, "policy.published", { subjectId: null, object: id })
  if (kind === "policy")
    await openRun(ctx, held.policy, {
      ...{ kind: "edition", object: id, template: "new_edition", rule: "edition_change" },
      parameters: { date: inLanguages(effectiveOn), path: `/policy/${number}` },
      audience: { subjects: "users" },
    })
  return number
}

const inLanguages = (day: Day): Text => ({
  ky: formatLongDate(day, "ky"),
  ru: formatLongDate(day, "ru"),
  en: formatLongDate(day, "en"),
})

/** Sends a draft back to whoever wrote it, with what is wrong. Throws as `approveEdition` does; Invalid beside `why`. */
export async function sendBackEdition(
  ctx: Ctx<StaffActor>,
  { kind, version, why }: { kind: DraftKind; version: number; why: string },
): Promise<void> {
  const draft = await toDecide(ctx, kind, version)
  const sentBack = why.trim()
  if (sentBack.length < LEAST_REASON)
    throw new Invalid({ why: { code: "edition_statement", values: { min: LEAST_REASON } } })
  await ctx.db
    .update(editionDrafts)
    .set({ proposedAt: null, sentBack, version: sql`${editionDrafts.version} + 1` })
    .where(eq(editionDrafts.id, draft.id))
  await record(ctx, "edition.sent_back", { subjectId: null, object: draft.id })
}

async function toDecide(ctx: Ctx<StaffActor>, kind: DraftKind, version: number): Promise<DraftRow> {
  if (!may(ctx.actor, "edition.approve")) throw new Forbidden()
  // The database locks a draft only for whoever may decide it.
  const draft = await draftRead(ctx, kind, version, false)
  if (!draft.proposedAt) throw new NotAllowedNow("edition_not_proposed")
  if (draft.authors.includes(ctx.actor.accountId)) throw new Forbidden("own_draft")
  return draftRead(ctx, kind, version)
}
