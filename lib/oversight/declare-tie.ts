import { and, eq, inArray, isNull } from "drizzle-orm"
import { views } from "@/db/schema/oversight"
import { searchTerms, subjects } from "@/db/schema/people"
import { requestParts } from "@/db/schema/requests"
import { staffTies } from "@/db/schema/staff"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden, Invalid } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { lookedAtRelative } from "@/lib/oversight/look-out"
import { normalEmail, normalPhone, normalPin } from "@/lib/people/identifiers"
import { searchHash } from "@/lib/people/new-account"
import { may } from "@/lib/permissions"

export const tieKinds = ["own", "relative"] as const
export type TieKind = (typeof tieKinds)[number]

/**
 * A member of staff declares somebody by PIN, phone or e-mail as themselves or a relative: from then on that person's
 * cases are barred to them, and what they had taken of them is free again (rule 28). Shows nothing of the person. Throws
 * Invalid beside `known` or `kind`, Forbidden.
 */
export async function declareTie(
  ctx: Ctx<StaffActor>,
  input: { known: string; kind: string },
): Promise<{ declared: number }> {
  if (!may(ctx.actor, "tie.declare")) throw new Forbidden()
  const kind = tieKinds.find((code) => code === input.kind)
  if (!kind) throw new Invalid({ kind: { code: "choose_one" } })
  const found = await subjectsKnownAs(ctx, input.known)
  if (found.length === 0) throw new Invalid({ known: { code: "nobody_found" } })
  const staffId = ctx.actor.accountId
  const before = await ctx.db
    .select({ id: staffTies.subjectId })
    .from(staffTies)
    .where(
      and(eq(staffTies.staffId, staffId), inArray(staffTies.subjectId, found), isNull(staffTies.endedAt)),
    )
  const fresh = found.filter((id) => !before.some((tie) => tie.id === id))
  await release(ctx, fresh)
  for (const subjectId of fresh) {
    const [tie] = await ctx.db
      .insert(staffTies)
      .values({ staffId, subjectId, kind, at: ctx.now })
      .returning({ id: staffTies.id })
    if (tie) await record(ctx, "tie.declared", { subjectId, object: tie.id, payload: { kind } })
    if (await hadSeen(ctx, subjectId)) await lookedAtRelative(ctx, subjectId)
  }
  return { declared: fresh.length }
}

async function subjectsKnownAs(ctx: Ctx, typed: string): Promise<string[]> {
  const text = typed.trim()
  const identifier = normalPin(text) ?? normalEmail(text) ?? normalPhone(text)
  if (!identifier) throw new Invalid({ known: { code: text ? "identifier_shape" : "required" } })
  const rows = await ctx.db
    .select({ id: searchTerms.subjectId })
    .from(searchTerms)
    .innerJoin(subjects, eq(subjects.id, searchTerms.subjectId))
    .where(and(eq(searchTerms.hash, searchHash(ctx.vault, identifier)), isNull(subjects.erasedAt)))
    .orderBy(searchTerms.subjectId)
  return rows.map(({ id }) => id)
}

async function hadSeen(ctx: Ctx<StaffActor>, subjectId: string): Promise<boolean> {
  const rows = await ctx.db
    .select({ id: views.id })
    .from(views)
    .where(and(eq(views.staffId, ctx.actor.accountId), eq(views.subjectId, subjectId)))
    .limit(1)
  return rows.length > 0
}

/** What they had taken of these people's requests goes back to the queue. */
async function release(ctx: Ctx<StaffActor>, people: readonly string[]): Promise<void> {
  if (people.length === 0) return
  await ctx.db
    .update(requestParts)
    .set({ assignedTo: null })
    .where(
      and(
        eq(requestParts.assignedTo, ctx.actor.accountId),
        inArray(requestParts.subjectId, [...people]),
        isNull(requestParts.closedAt),
      ),
    )
}
