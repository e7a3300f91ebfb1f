import { randomUUID } from "node:crypto"
import { asSigned, type Ctx, type Signed, type SubjectActor } from "@/lib/context"
import { Invalid, NotFound } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import type { Letter } from "@/lib/letters/letter"
import { nameOf } from "@/lib/people/person-name"
import type { InForce } from "@/lib/policy/editions"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { type AskedAll, dividedAsked } from "@/lib/requests/asked"
import { effectForm, effectScope } from "@/lib/requests/effects"
import { sameAskedBefore } from "@/lib/requests/effects-before"
import { type Prospect, prospectFor, writeLetter } from "@/lib/requests/prepare"
import type { EffectScope } from "@/lib/requests/scope"
import { type Draft, openIntent } from "@/lib/requests/signing"
import { startAtOnce } from "@/lib/requests/start-at-once"
import { submitParts } from "@/lib/requests/submit"
import { MOST_WORDS, sentBySession, wordsTyped } from "@/lib/requests/words-form"

export type EffectAsked = { right: string; back: boolean; words: string }

/** What using a right would change now, for the page on which it is read. */
export type EffectProspect = Prospect & { scope: EffectScope }

/**
 * Works out what a right whose effects the policy knows would change for this person now. Throws NotFound for a right
 * the policy does not offer, or a mark that cannot be taken back; SourceUnreachable.
 */
export async function effectProspect(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  { right, back }: Pick<EffectAsked, "right" | "back">,
): Promise<EffectProspect> {
  const inForce = await asSigned(house, signed, randomUUID(), (ctx) => inForceNow(ctx.db))
  const form = effectForm(inForce, right)
  if (!form || (back && !form.canTakeBack)) throw new NotFound()
  const scope = effectScope(inForce, form, back)
  return { ...(await prospectFor(house, signed, scope)), scope }
}

export type ReadyEffect = {
  right: string
  scope: EffectScope
  inForce: InForce
  asked: AskedAll
  letter: Letter
  draft: Draft
  /** Being signed in is proof enough: it is sent with this one press. */
  isSent: boolean
}

/**
 * All that asking needs outside a transaction: the plan as it is now and the letter in the person's language. Throws as
 * effectProspect does, and Invalid beside `words`.
 */
export async function prepareEffect(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  asked: EffectAsked,
): Promise<ReadyEffect> {
  const words = wordsTyped(asked.words)
  if (words.length > MOST_WORDS)
    throw new Invalid({ words: { code: "too_long", values: { max: MOST_WORDS } } })
  const { planning, plan, scope } = await effectProspect(house, signed, asked)
  const { inForce } = planning
  const name = (await nameOf(planning.sources, planning.identities)) ?? ""
  const letter = await writeLetter(house, signed, planning, scope, name, { words })
  return {
    right: scope.right,
    scope,
    inForce,
    asked: await dividedAsked(planning, scope, plan),
    letter,
    draft: { scope, planHash: plan.hash, name, ...(words ? { words } : {}) },
    isSent: sentBySession(inForce, scope.right),
  }
}

/** Where asking leads: to the request, `again` where it had been asked before, or to the letter to be signed. */
export type Asking = { number: string; again: boolean } | { right: string; intent: string }

/**
 * Asks for a right whose effects the policy knows. Where being signed in is proof enough, the request is registered and
 * what the policy lets take effect at once does so; any other letter is opened to be signed. Who asked before is led to
 * that request (rule 29).
 */
export async function askEffect(ctx: Ctx<SubjectActor>, ready: ReadyEffect): Promise<Asking> {
  const { scope, inForce, asked, letter, draft } = ready
  const before = await sameAskedBefore(ctx, ctx.actor.subjectId, scope, asked.plan)
  if (before) return { number: before, again: true }
  if (!ready.isSent) return { right: scope.right, intent: await openIntent(ctx, letter, draft) }
  const { part, besides } = await submitParts(ctx, {
    ...{ inForce, letter, intentId: null, name: draft.name },
    ...asked,
  })
  await startAtOnce(ctx, inForce, [part, ...besides], "ticked")
  return { number: part.number, again: false }
}
