import type { Day } from "@/lib/deadlines/day"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import { isInForce, type Processor } from "@/lib/disclosures/processors"
import type { MessageRef } from "@/lib/errors"
import { inline } from "@/lib/letters/clean"
import type { InForce } from "@/lib/policy/editions"
import type { TransferGround } from "@/lib/policy/schema"

/** Stands among the recipients for one named in words, and before a processor's id. */
export const NAMED = "named"
export const PROCESSOR = "processor:"
export const MOST_NAME = 200
export const MOST_WORDS = 2_000
const MOST_ITEMS = 1_000_000

export type Fields = Record<string, MessageRef>

/** A day that has come, or null with the fault beside its field. */
export function pastDay(fields: Fields, name: string, typed: TypedDay, today: Day): Day | null {
  const day = typedDay(typed)
  if (!day) fields[name] = { code: day === "" ? "required" : "date_shape" }
  else if (day > today) fields[name] = { code: "received_in_future" }
  else return day
  return null
}

/** The policy's categories among those ticked, in its order. */
export function categoriesGiven(fields: Fields, { policy }: InForce, typed: readonly string[]): string[] {
  const categories = policy.categories.map(({ code }) => code).filter((code) => typed.includes(code))
  if (categories.length === 0) fields.categories = { code: "choose_one" }
  return categories
}

/** How many records went; null where nobody counted. */
export function itemsGiven(fields: Fields, typed: string): number | null {
  if (!typed.trim()) return null
  const items = Number(typed)
  if (Number.isInteger(items) && items > 0 && items <= MOST_ITEMS) return items
  fields.items = { code: "number_shape" }
  return null
}

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()

/** To whom: one of the policy's recipients, a processor whose contract ran on that day, or somebody named. */
export function recipientGiven(
  fields: Fields,
  { policy }: InForce,
  processors: readonly Processor[],
  { whom, named, day }: { whom: string; named: string; day: Day | null },
): { recipient: string; processorId: string | null } {
  const name = inline(named)
  const chosen = whom.startsWith(PROCESSOR) ? whom.slice(PROCESSOR.length) : null
  // A processor named in words is the processor, contract and all.
  const meant = processors.filter(({ id, name: called }) =>
    chosen === null ? whom === NAMED && same(called, name) : id === chosen,
  )
  const processor = meant.find((each) => day !== null && isInForce(each, day)) ?? meant[0]
  if (processor) {
    if (day && !isInForce(processor, day)) fields.whom = { code: "no_contract_then" }
    return { recipient: processor.name, processorId: processor.id }
  }
  const isKnown = whom === NAMED || policy.recipients.some(({ code }) => code === whom)
  if (!isKnown) fields.whom = { code: "choose_one" }
  if (whom === NAMED && !name) fields.named = { code: "required" }
  if (name.length > MOST_NAME) fields.named = { code: "too_long", values: { max: MOST_NAME } }
  return { recipient: name || whom, processorId: null }
}

/** For which of the policy's purposes; what is demanded or explained says its own, and has the ground's code for one. */
export function purposeGiven(
  fields: Fields,
  { policy }: InForce,
  ground: TransferGround,
  typed: string,
): string {
  const { purposes, requires, code } = ground
  const saysItself = !purposes && (requires === "authority_request" || requires === "explanation")
  if (!typed && saysItself) return code
  if (!policy.purposes.some((each) => each.code === typed)) fields.purpose = { code: "choose_one" }
  else if (purposes && !purposes.includes(typed)) fields.purpose = { code: "purpose_of_ground" }
  return typed
}
