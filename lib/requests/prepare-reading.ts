import { randomUUID } from "node:crypto"
import { asSigned, type Signed, type SubjectActor } from "@/lib/context"
import { Invalid, type MessageRef, NotFound } from "@/lib/errors"
import { planOf } from "@/lib/fulfilment/plan"
import { planningGround } from "@/lib/fulfilment/planning"
import type { OpenHouse } from "@/lib/house"
import { nameOf } from "@/lib/people/person-name"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { type Capacity, offeredRight } from "@/lib/policy/lookup"
import type { Asker, Right } from "@/lib/policy/rights-schema"
import type { Policy } from "@/lib/policy/schema"
import { askerOf } from "@/lib/requests/asker"
import { writeLetter } from "@/lib/requests/prepare"
import { EVERYTHING } from "@/lib/requests/prepare-choice"
import { isReadingRight, type ReadingRight, type ReadingScope } from "@/lib/requests/scope"
import { type Draft, openIntent } from "@/lib/requests/signing"

export type ReadingForm = { code: ReadingRight; right: Right }
export type ReadingAsked = { right: string; choice: readonly string[]; to: string }

/** What of an answer with the data the policy offers them under this code; null where it does not. */
export function readingForm(
  policy: Policy,
  code: string,
  asker: Asker | Capacity = "subject",
): ReadingForm | null {
  const right = offeredRight(policy, code, asker)
  return right?.kind === "operation" && isReadingRight(code) ? { code, right } : null
}

/**
 * Prepares the letter by which a person asks for what is held about them: checks what was ticked, writes the letter in
 * their language and opens the intent it is sent with. `to` is a service of the right's, or empty for the person.
 * Returns the right and the intent's id. Throws NotFound for a right the policy does not have, Invalid beside `choice`
 * or `to`.
 */
export async function prepareReading(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  asked: ReadingAsked,
): Promise<{ right: string; intent: string }> {
  const ground = await asSigned(house, signed, randomUUID(), async (ctx) =>
    planningGround(ctx, ctx.actor.subjectId, inForceNow(ctx.db)),
  )
  const { inForce, identities } = ground
  const form = readingForm(inForce.policy, asked.right, askerOf(signed.actor))
  if (!form) throw new NotFound()
  const scope = checked(inForce.policy, form, asked)
  const name = (await nameOf(house.sourcesOf(inForce), identities)) ?? ""
  const letter = await writeLetter(house, signed, ground, scope, name)
  const draft: Draft = { scope, planHash: planOf([]).hash, name, edition: inForce.edition.id }
  const intent = await asSigned(house, signed, randomUUID(), (ctx) => openIntent(ctx, letter, draft))
  return { right: form.code, intent }
}

/** What the policy does not have counts as not ticked; a service it does not name is no choice. */
function checked(policy: Policy, { code, right }: ReadingForm, { choice, to }: ReadingAsked): ReadingScope {
  const fields: Record<string, MessageRef> = {}
  const all = choice.includes(EVERYTHING)
  const categories = policy.categories.map((each) => each.code).filter((each) => all || choice.includes(each))
  if (categories.length === 0) fields.choice = { code: "choose_one" }
  const service = right.services?.find((each) => each.code === to)
  if (to && !service) fields.to = { code: "choose_one" }
  if (Object.keys(fields).length > 0) throw new Invalid(fields)
  return { right: code, categories, ...(service ? { service: service.code } : {}) }
}
