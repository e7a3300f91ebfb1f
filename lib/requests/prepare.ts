import { randomUUID } from "node:crypto"
import { consentEventsOf } from "@/lib/consents/state"
import { asSigned, type Signed, type SubjectActor } from "@/lib/context"
import { Invalid } from "@/lib/errors"
import type { PlanDraft } from "@/lib/fulfilment/draft"
import { computePlan, type Planning, type Scope } from "@/lib/fulfilment/plan"
import { planningGround, planningNow } from "@/lib/fulfilment/planning"
import type { OpenHouse } from "@/lib/house"
import type { Letter } from "@/lib/letters/letter"
import { contactsOfAccount } from "@/lib/notices/contacts"
import { mandateWith } from "@/lib/people/mandates"
import { nameOf } from "@/lib/people/person-name"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { hasNoPassword, refuseOutsideMandate } from "@/lib/requests/asker"
import { requestText } from "@/lib/requests/request-text"
import { isReading, type PartScope } from "@/lib/requests/scope"
import { type Draft, openIntent } from "@/lib/requests/signing"

export type Prospect = { planning: Planning; plan: PlanDraft }

/** Computes, for the person who asks, the plan that would run if they signed now. Nothing is stored. */
export async function prospectFor(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  scope: Scope,
): Promise<Prospect> {
  const ground = await asSigned(house, signed, randomUUID(), async (ctx) => {
    const inForce = await inForceNow(ctx.db)
    refuseOutsideMandate(inForce.policy, ctx.actor, scope.right)
    return planningGround(ctx, ctx.actor.subjectId, inForce)
  })
  const planning = await planningNow(ground, house.sourcesOf(ground.inForce))
  return { planning, plan: await computePlan(planning, scope) }
}

/**
 * Prepares a letter for signing: computes the plan the person will be shown, writes the letter in their language, and
 * opens the intent that binds both. Returns the intent's id. Throws Invalid when the scope is empty.
 */
export async function prepareRequest(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  scope: PartScope,
): Promise<string> {
  if (isEmpty(scope)) throw new Invalid({ choice: { code: "choose_one" } })
  if (scope.right === "rectification" || "about" in scope || isReading(scope))
    throw new Invalid({ choice: { code: "choose_one" } })
  const { planning, plan } = await prospectFor(house, signed, scope)
  // A withdrawal is always accepted (rule 2), also of what has ended already.
  if (scope.right === "erasure" && plan.operations.length + plan.gaps.length === 0) {
    throw new Invalid({ choice: { code: "nothing_held" } })
  }
  const name = (await nameOf(planning.sources, planning.identities)) ?? ""
  const letter = await writeLetter(house, signed, planning, scope, name)
  const draft: Draft = { scope, planHash: plan.hash, name }
  return asSigned(house, signed, randomUUID(), (ctx) => openIntent(ctx, letter, draft))
}

const isEmpty = (scope: PartScope) =>
  ((scope.right === "erasure" || scope.right === "restriction") && scope.categories.length === 0) ||
  (scope.right === "withdrawal" && scope.purposes.every(({ operations }) => operations.length === 0))

/** The letter as the person would sign it, with their name and PIN from the sources and their sign-in contact. */
export async function writeLetter(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  planning: Pick<Planning, "inForce" | "identities">,
  scope: PartScope,
  name: string,
  extra: Parameters<typeof requestText>[3] = {},
): Promise<Letter> {
  const pin = planning.identities.get("*")?.find(({ kind }) => kind === "pin")?.value ?? null
  return asSigned(house, signed, randomUUID(), async (ctx) => {
    const { mandate, accountId } = ctx.actor
    // Whoever acts for another is written to at their own contact.
    const contacts = await contactsOfAccount(ctx, accountId)
    const contact = contacts.map(({ value }) => value).join(", ")
    const by = mandate ? await mandateWith(ctx, mandate.id) : null
    const consents = scope.right === "withdrawal" ? await consentEventsOf(ctx, ctx.actor.subjectId) : []
    const bySession = hasNoPassword(ctx.actor)
    const writer = { name, pin, contact, language: ctx.actor.locale, signedAt: ctx.now, bySession, by }
    return requestText(planning.inForce, writer, scope, { consents, ...extra })
  })
}
