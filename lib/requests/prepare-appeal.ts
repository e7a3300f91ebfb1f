import { randomUUID } from "node:crypto"
import { asSigned, type Signed, type SubjectActor } from "@/lib/context"
import { Invalid, NotFound } from "@/lib/errors"
import { planOf } from "@/lib/fulfilment/plan"
import { planningGround } from "@/lib/fulfilment/planning"
import type { OpenHouse } from "@/lib/house"
import { nameOf } from "@/lib/people/person-name"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { openToAppeal } from "@/lib/requests/appeal"
import { appealFacts } from "@/lib/requests/appeal-facts"
import { writeLetter } from "@/lib/requests/prepare"
import { type Draft, openIntent } from "@/lib/requests/signing"
import { MOST_WORDS, wordsForm, wordsTyped } from "@/lib/requests/words-form"

/** The right an appeal is asked under, with its own term. */
export const APPEAL_SCOPE = { right: "complaint" as const, about: [] }

/**
 * Prepares an appeal: the ready letter from the part's own file, with the person's words where they add any, and the
 * intent it is sent with. Returns the intent's id. Throws Invalid beside `words`, NotAllowedNow as openToAppeal does,
 * NotFound for somebody else's part and where the policy takes no complaints.
 */
export async function prepareAppeal(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  asked: { part: string; words: string },
): Promise<string> {
  const words = wordsTyped(asked.words)
  if (words.length > MOST_WORDS)
    throw new Invalid({ words: { code: "too_long", values: { max: MOST_WORDS } } })
  const { ground, part, appealed } = await asSigned(house, signed, randomUUID(), async (ctx) => ({
    part: await openToAppeal(ctx, asked.part),
    appealed: await appealFacts(ctx, asked.part, ctx.actor.locale),
    ground: await planningGround(ctx, ctx.actor.subjectId, inForceNow(ctx.db)),
  }))
  const { inForce, identities } = ground
  if (!wordsForm(inForce, APPEAL_SCOPE.right)) throw new NotFound()
  const name = (await nameOf(house.sourcesOf(inForce), identities)) ?? ""
  const letter = await writeLetter(house, signed, ground, APPEAL_SCOPE, name, {
    appealed,
    ...(words ? { words } : {}),
  })
  const draft: Draft = {
    ...{ scope: APPEAL_SCOPE, planHash: planOf([]).hash, name, words, edition: inForce.edition.id },
    appeal: { part: part.id, number: part.number },
  }
  return asSigned(house, signed, randomUUID(), (ctx) => openIntent(ctx, letter, draft))
}
