import { randomUUID } from "node:crypto"
import { eq } from "drizzle-orm"
import { holds } from "@/db/schema/holds"
import { subjects } from "@/db/schema/people"
import { requests } from "@/db/schema/requests"
import type { Ctx, StaffActor } from "@/lib/context"
import { addMonths, type Day, dayIn } from "@/lib/deadlines/day"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import { Forbidden, Invalid, type MessageRef, NotFound } from "@/lib/errors"
import { holdGrounds, secrecyGrounds } from "@/lib/fulfilment/keeping"
import { record } from "@/lib/ledger/record"
import { refuseTied } from "@/lib/people/barred"
import { may } from "@/lib/permissions"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"
import { EVERYTHING } from "@/lib/requests/prepare-choice"

const MOST_MONTHS = 12
export const SHORTEST_REASON = 10

/** A hold as it was entered; `secrecy` is the ground under which the person is not told, "" where they are. */
export type EnteredHold = {
  subject: string
  /** The request in whose case it was set. */
  request: string | null
  ground: string
  scope: readonly string[]
  review: TypedDay
  reason: string
  secrecy: string
}

/**
 * Records a stop to erasure: who, ground, scope, reason and the day it is looked at again, a year away at most (rule 10).
 * What is already approved stops at the last moment. Throws Invalid beside `ground`, `scope`, `review`, `reason`,
 * `secrecy`, NotFound, Forbidden. Returns its id.
 */
export async function setHold(ctx: Ctx<StaffActor>, entered: EnteredHold): Promise<string> {
  if (!may(ctx.actor, "hold.set")) throw new Forbidden()
  const { subject: subjectId } = entered
  const known = await ctx.db.select({ id: subjects.id }).from(subjects).where(eq(subjects.id, subjectId))
  if (known.length === 0) throw new NotFound()
  await refuseTied(ctx, subjectId)
  const inForce = await inForceNow(ctx.db)
  const today = dayIn(ctx.now, inForce.policy.organisation.timezone)
  const { fields, reviewOn } = checked(inForce, today, entered)
  if (!reviewOn || Object.keys(fields).length > 0) throw new Invalid(fields)
  const id = randomUUID()
  const { ground, secrecy } = entered
  const categories = entered.scope.includes(EVERYTHING) ? null : [...entered.scope]
  const owner = { id: subjectId, purpose: "case" } as const
  await ctx.db.insert(holds).values({
    id,
    subjectId,
    ground,
    categories,
    setBy: ctx.actor.accountId,
    reviewOn,
    secret: secrecy !== "",
    secrecy: secrecy || null,
    requestId: await requestOf(ctx, entered),
    reason: await ctx.vault.seal(owner, `holds.reason|${id}`, entered.reason.trim()),
    at: ctx.now,
  })
  await record(ctx, "hold.set", {
    subjectId,
    object: id,
    payload: { ground, categories, reviewOn, secrecy: secrecy || null },
  })
  return id
}

function checked(inForce: InForce, today: Day, { ground, scope, review, reason, secrecy }: EnteredHold) {
  const fields: Record<string, MessageRef> = {}
  const reviewOn = typedDay(review)
  const last = addMonths(today, MOST_MONTHS)
  if (!holdGrounds(inForce).some(({ code }) => code === ground)) fields.ground = { code: "ground_required" }
  const isKnown = (code: string) =>
    code === EVERYTHING || inForce.policy.categories.some((category) => category.code === code)
  if (scope.length === 0 || !scope.every(isKnown)) fields.scope = { code: "choose_one" }
  if (!reviewOn) fields.review = { code: reviewOn === "" ? "required" : "date_shape" }
  else if (reviewOn <= today) fields.review = { code: "day_past" }
  else if (reviewOn > last) fields.review = { code: "hold_review_late" }
  if (reason.trim().length < SHORTEST_REASON)
    fields.reason = { code: "words_short", values: { min: SHORTEST_REASON } }
  if (secrecy && !secrecyGrounds(inForce).some(({ code }) => code === secrecy))
    fields.secrecy = { code: "ground_required" }
  return { fields, reviewOn }
}

async function requestOf(ctx: Ctx, { request, subject }: EnteredHold): Promise<string | null> {
  if (!request) return null
  const [found] = await ctx.db
    .select({ id: requests.id, subjectId: requests.subjectId })
    .from(requests)
    .where(eq(requests.number, request))
  if (found?.subjectId !== subject) throw new NotFound()
  return found.id
}
