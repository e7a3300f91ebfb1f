import { inArray } from "drizzle-orm"
import { sweeps } from "@/db/schema/retention"
import { asWorker, type Ctx, type StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { addPeriod } from "@/lib/deadlines/period"
import type { Duty, DutyDocument } from "@/lib/duties/duty"
import { type DutyFinish, finishDuty } from "@/lib/duties/finish-duty"
import { readDuty } from "@/lib/duties/list-duties"
import { openDuty } from "@/lib/duties/open-duty"
import type { OpenHouse } from "@/lib/house"
import { inForce as inForceNow } from "@/lib/policy/editions"
import type { Review } from "@/lib/policy/review-schema"
import type { RetentionRule } from "@/lib/policy/rights-schema"
import type { Text } from "@/lib/policy/text-schema"
import { startSweep, sweptRules } from "@/lib/retention/start-sweep"
import { openStates } from "@/lib/retention/sweep"

const REVIEW = "review"

/** Sets a review of every rule of retention, where the policy promises reviews; one that is set already stays. */
export async function reviewRound(house: OpenHouse): Promise<void> {
  await asWorker(house, "review-round", null, async (ctx) => {
    const held = await inForceNow(ctx.db)
    const { review, retentionRules, organisation } = held.policy
    if (!review) return
    const dueOn = addPeriod(dayIn(ctx.now, organisation.timezone), review.every)
    for (const about of sweptRules(held)) {
      const rule = retentionRules.find(({ code }) => code === about)
      if (!rule) continue
      const document = documentOf(review, rule)
      await openDuty(ctx, { kind: REVIEW, about, document, role: "officer", dueOn, every: review.every })
    }
  })
}

const documentOf = ({ title, text, questions }: Review, rule: RetentionRule): DutyDocument => ({
  title: both(title, rule.title),
  lead: text,
  questions: questions.map(({ code, text, cites, keeps }) => ({ code, text, cites, keeps })),
})

const both = (a: Text, b: Text): Text => ({
  ky: `${a.ky}: ${b.ky}`,
  ru: `${a.ru}: ${b.ru}`,
  en: `${a.en}: ${b.en}`,
})

/**
 * Ends a duty with its answers. A review none of whose answers speaks for keeping begins a search for what its rule keeps
 * beyond its time, unless one is open: what it finds is proposed and agreed to as always. Throws as `finishDuty`.
 */
export async function finishReview(ctx: Ctx<StaffActor>, input: DutyFinish): Promise<string> {
  const id = await finishDuty(ctx, input)
  const duty = await readDuty(ctx, id)
  if (duty.kind !== REVIEW || speaksForKeeping(duty)) return id
  const open = await ctx.db.$count(sweeps, inArray(sweeps.state, [...openStates]))
  if (open === 0 && sweptRules(await inForceNow(ctx.db)).includes(duty.about))
    await startSweep(ctx, [duty.about])
  return id
}

/** Whether one of a duty's answers speaks for keeping what it is about. */
export const speaksForKeeping = ({ document, answers }: Pick<Duty, "document" | "answers">): boolean =>
  document.questions.some(({ code, keeps }) => keeps !== undefined && answers?.[code] === keeps)
