import { randomUUID } from "node:crypto"
import { asSigned, type Signed, type SubjectActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import { Invalid, NotFound } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { offeredRight } from "@/lib/policy/lookup"
import type { Policy } from "@/lib/policy/schema"
import { askerOf } from "@/lib/requests/asker"
import { prepareRequest } from "@/lib/requests/prepare"

/** The tick that stands for all the others. */
export const EVERYTHING = "all"

const policyNow = (house: OpenHouse, signed: Signed<SubjectActor>): Promise<{ policy: Policy; now: Date }> =>
  asSigned(house, signed, randomUUID(), async (ctx) => ({
    policy: (await inForceNow(ctx.db)).policy,
    now: ctx.now,
  }))

/**
 * Prepares a withdrawal from what was ticked: whole purposes, `purpose/operation`, or `all` that rest on consent. A purpose
 * on another basis is taken too: the answer says what goes on, on which ground (rule 2). What the policy does not have
 * counts as not ticked. Returns the intent's id. Throws Invalid beside `choice`.
 */
export async function prepareWithdrawal(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  ticked: readonly string[],
): Promise<string> {
  const { policy } = await policyNow(house, signed)
  const all = ticked.includes(EVERYTHING)
  const purposes = policy.purposes
    .map(({ code, withdrawable, operations }) => ({
      purpose: code,
      operations: operations
        .map((operation) => operation.code)
        .filter(
          (operation) =>
            (all && withdrawable) || ticked.includes(code) || ticked.includes(`${code}/${operation}`),
        ),
    }))
    .filter(({ operations }) => operations.length > 0)
  return prepareRequest(house, signed, { right: "withdrawal", purposes })
}

/** Prepares an erasure from what was ticked: categories, or `all`. As prepareWithdrawal otherwise. */
export const prepareErasure = (
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  ticked: readonly string[],
): Promise<string> => prepareCategories(house, signed, "erasure", ticked)

/**
 * Prepares a restriction as prepareErasure does, with the last day it is to hold where one is typed (rule 14). Throws
 * NotFound where the policy gives no such right to the person, Invalid beside `until` for what is no day to come.
 */
export async function prepareRestriction(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  ticked: readonly string[],
  typed: TypedDay = { day: "", month: "", year: "" },
): Promise<string> {
  const until = typedDay(typed)
  if (until === null) throw new Invalid({ until: { code: "date_shape" } })
  if (until) {
    const { policy, now } = await policyNow(house, signed)
    if (until <= dayIn(now, policy.organisation.timezone)) throw new Invalid({ until: { code: "day_past" } })
  }
  return prepareCategories(house, signed, "restriction", ticked, until || undefined)
}

async function prepareCategories(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  right: "erasure" | "restriction",
  ticked: readonly string[],
  until?: string,
): Promise<string> {
  const { policy } = await policyNow(house, signed)
  if (!offeredRight(policy, right, askerOf(signed.actor))) throw new NotFound()
  const all = ticked.includes(EVERYTHING)
  const categories = policy.categories.map(({ code }) => code).filter((code) => all || ticked.includes(code))
  return prepareRequest(house, signed, { right, categories, ...(until ? { until } : {}) })
}
