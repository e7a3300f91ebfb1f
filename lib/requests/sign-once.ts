import { randomUUID } from "node:crypto"
import { asSigned, type Ctx, type Signed, type SubjectActor } from "@/lib/context"
import { NotFound } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import { intentSoFar } from "@/lib/requests/draft-of"
import { sameAskedBefore } from "@/lib/requests/effects-before"
import { isEffectScope, isReading, type PartScope } from "@/lib/requests/scope"
import { type ReadyToSign, readyToSign, signRequest } from "@/lib/requests/sign"
import type { Typed } from "@/lib/requests/signing"

export type ReadyOnce = { signed: string } | { ready: ReadyToSign }

/** What a letter is about: a right with a plan, or any that is answered in words or with a copy. */
export type Signable = "withdrawal" | "erasure" | "restriction" | "words" | "effects"

const isAbout = (scope: PartScope | undefined, what: Signable): boolean => {
  if (scope === undefined) return false
  if (what === "words") return "about" in scope || isReading(scope)
  return what === "effects" ? isEffectScope(scope) : scope.right === what
}

/**
 * What signing needs, or the number of the request when this very letter was signed already: a form sent again from
 * another tab, or after the answer was lost on the way, gets the same answer. Throws as readyToSign does, and NotFound
 * for a letter about something else.
 */
export async function readyOrSigned(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  what: Signable,
  input: { intent: string } & Typed,
): Promise<ReadyOnce> {
  const { prepared, number } = await asSigned(house, signed, randomUUID(), (ctx) =>
    intentSoFar(ctx, input.intent),
  )
  if (prepared?.draft.lift || !isAbout(prepared?.draft.scope, what)) throw new NotFound()
  return number ? { signed: number } : { ready: await readyToSign(house, signed, input) }
}

/** Signs and returns the request's number; what was signed already, or asked in another letter, is only named (rule 29). */
export async function signOnce(ctx: Ctx<SubjectActor>, once: ReadyOnce): Promise<string> {
  if ("signed" in once) return once.signed
  const { intent, asked } = once.ready
  const { scope } = intent.draft
  const before = isEffectScope(scope) && (await sameAskedBefore(ctx, ctx.actor.subjectId, scope, asked.plan))
  return before || (await signRequest(ctx, once.ready)).number
}
