import { type ConsentEvent, presentConsents } from "@/lib/consents/state"
import { recipientsOf } from "@/lib/consents/words"
import { basis } from "@/lib/policy/lookup"
import type { Profile } from "@/lib/policy/profile-schema"
import type { Policy, Purpose, PurposeOperation } from "@/lib/policy/schema"

/** An edition whose day has come. */
export type PastEdition = { id: string; number: number; publishedAt: Date; policy: Policy }

/** What an edition added: to the purposes, to what is done for one, to whom data goes for it. */
export type Added = { operation: PurposeOperation["code"]; what: "purpose" | "operation" | "recipient" }

export type Question = { purpose: Purpose; added: Added[] }

type Known = { profile: Profile; editions: readonly PastEdition[]; events: readonly ConsentEvent[] }

/**
 * What the newest edition adds to what somebody agreed under an earlier one and has not yet answered: whole purposes,
 * and operations and recipients of purposes they agreed to. Nothing to ask of whoever never agreed to anything.
 * `editions` are in the order of their numbers.
 */
export function newToPerson({ profile, editions, events }: Known): Question[] {
  const current = editions.at(-1)
  const given = events.filter(({ event }) => event === "given")
  if (!current || given.length === 0) return []
  const firsts = given.map((event) => editionOf(editions, event)?.number ?? current.number)
  const agreed = editions.find(({ number }) => number === Math.min(...firsts))
  if (!agreed || agreed.number === current.number) return []
  const present = presentConsents(events)
  return current.policy.purposes.flatMap((purpose) => {
    const before = agreed.policy.purposes.find(({ code }) => code === purpose.code)
    const holds = (operation: string) => present.get(`${purpose.code}/${operation}`)?.event === "given"
    if (before && !purpose.operations.some(({ code }) => holds(code))) return []
    const added = purpose.operations.flatMap(({ code, basis: on }): Added[] => {
      if (!basis(profile, on).withdrawable || isAnswered(editions, current, events, purpose.code, code))
        return []
      if (!before) return [{ operation: code, what: "purpose" }]
      if (!before.operations.some((step) => step.code === code))
        return [{ operation: code, what: "operation" }]
      const asAgreed = editionOf(editions, present.get(`${purpose.code}/${code}`))?.policy ?? agreed.policy
      return holds(code) && !isWithin(current.policy, asAgreed, purpose.code, code)
        ? [{ operation: code, what: "recipient" }]
        : []
    })
    return added.length > 0 ? [{ purpose, added }] : []
  })
}

/** The edition an event was under: named with it, else the one in force at its time, else the first. */
function editionOf(
  editions: readonly PastEdition[],
  event: ConsentEvent | undefined,
): PastEdition | undefined {
  if (!event) return undefined
  return (
    editions.find(({ number }) => number === event.edition) ??
    editions.findLast(({ publishedAt }) => publishedAt <= event.at) ??
    editions[0]
  )
}

/** Whether the newest edition names no recipient the other did not. */
function isWithin(current: Policy, other: Policy, purpose: string, operation: string): boolean {
  const known = recipientsOf(other, purpose, operation)
  return recipientsOf(current, purpose, operation).every((code) => known.includes(code))
}

/** Whether they said anything to this operation as it now stands. To have been asked is no answer (rule 31). */
function isAnswered(
  editions: readonly PastEdition[],
  current: PastEdition,
  events: readonly ConsentEvent[],
  purpose: string,
  operation: string,
): boolean {
  return events.some((event) => {
    if (event.purpose !== purpose || event.operation !== operation || event.event === "asked") return false
    const under = editionOf(editions, event)?.policy
    const has = under?.purposes
      .find(({ code }) => code === purpose)
      ?.operations.some(({ code }) => code === operation)
    return under !== undefined && has === true && isWithin(current.policy, under, purpose, operation)
  })
}
