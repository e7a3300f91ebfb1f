import type { Ctx, Locale, StaffActor } from "@/lib/context"
import type { Extension } from "@/lib/deadlines/due-date"
import { explainDueDate } from "@/lib/deadlines/explain-due-date"
import { extendDueDate } from "@/lib/deadlines/extend-due-date"
import { ExtensionRefused } from "@/lib/deadlines/refusals"
import { Invalid, NotAllowedNow } from "@/lib/errors"
import { formatDate } from "@/lib/format/date"
import { multiline } from "@/lib/letters/clean"
import { extensionLetter } from "@/lib/letters/clock-letters"
import { citations } from "@/lib/letters/grounded"
import { keepLetter } from "@/lib/letters/keep-letter"
import { tell } from "@/lib/notices/tell"
import type { InForce } from "@/lib/policy/editions"
import { type ResolvedTerm, termOf } from "@/lib/policy/lookup"
import { accessPart, type Part, pinnedOf, requesterName } from "@/lib/requests/access"
import { letterhead } from "@/lib/requests/answer-letter"
import { countedOf } from "@/lib/requests/clock"
import { next } from "@/lib/requests/machine"
import { movePart } from "@/lib/requests/transition"

/** What the law lets this right be extended by; undefined where it has no source for it (rule 25). */
export const extensionSource = (inForce: InForce, right: Part["right"]): ResolvedTerm["extension"] =>
  termOf(inForce, right).extension

/** How long more: so many units of the source's longest term, or to the day named where the source has none. */
export type Longer = { n: string } | { until: string }

/**
 * Extends the term of a part once, before it is over, where the legal profile has a source for it: the new date with its
 * arithmetic, a letter that gives the reason and the source, and a notice. Throws NotAllowedNow with the cause
 * (ExtensionRefused), Invalid beside what is missing.
 */
export async function extendTerm(
  ctx: Ctx<StaffActor>,
  input: { part: string; version: number; reason: string; longer: Longer },
): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.extend", input.version)
  if (!next(part.status, "extend")) throw new NotAllowedNow()
  const reason = multiline(input.reason)
  const inForce = await pinnedOf(ctx, part)
  const source = extensionSource(inForce, part.right)
  if (source && !reason) throw new Invalid({ reason: { code: "reason_required" } })
  const counted = await countedOf(ctx, part)
  if (!counted) throw new NotAllowedNow()
  if (part.extendedAt) throw new ExtensionRefused("extended_before", part.dueOn)
  const wanted = source ? wantedOf(input.longer, source.max) : { until: part.dueOn }
  const due = extendDueDate(counted, wanted, source, ctx.now)
  const { dueAt, dueOn, steps: dueSteps } = due
  if (dueAt <= part.dueAt) throw new ExtensionRefused("extension_not_later", part.dueOn)
  const { subjectId, requestId, id: partId, editionId, number, language } = part
  const cites = (source?.cites ?? []).flatMap((cite) => citations(inForce, cite, language))
  const letter = extensionLetter({
    ...letterhead(inForce, part, {
      name: await requesterName(ctx, part),
      by: [ctx.actor.unit],
      appUrl: ctx.appUrl,
    }),
    reason,
    dueOn,
    arithmetic: explainDueDate(dueSteps, language),
    cites,
  })
  await keepLetter(ctx, {
    ...{ subjectId, requestId, partId, editionId, letter },
    kind: "extension",
    registration: number,
  })
  const moved = await movePart(ctx, part, "extend", {
    set: { dueAt, dueOn, dueSteps, extendedAt: ctx.now },
    note: reason,
  })
  await tellExtended(ctx, part, dueOn)
  return { ...moved, dueAt, dueOn, dueSteps, extendedAt: ctx.now }
}

const tellExtended = (
  ctx: Ctx,
  { subjectId, language, number }: { subjectId: string; language: Locale; number: string },
  dueOn: string,
) =>
  tell(ctx, { subjectId, language }, "extended", {
    number,
    date: formatDate(dueOn, language),
    path: `/cabinet/requests/${number}`,
  })

function wantedOf(longer: Longer, max: NonNullable<ResolvedTerm["extension"]>["max"]): Extension {
  if (max) {
    const n = "n" in longer ? Number(longer.n) : Number.NaN
    if (!Number.isInteger(n) || n < 1) throw new Invalid({ n: { code: "choose_one" } })
    return { n, unit: max.unit }
  }
  if (!("until" in longer) || !longer.until) throw new Invalid({ until: { code: "required" } })
  return { until: longer.until }
}
