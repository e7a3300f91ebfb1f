import { randomUUID } from "node:crypto"
import { asSigned, type Signed, type SubjectActor } from "@/lib/context"
import { Invalid, type MessageRef, NotFound } from "@/lib/errors"
import { planOf } from "@/lib/fulfilment/plan"
import { planningGround } from "@/lib/fulfilment/planning"
import type { OpenHouse } from "@/lib/house"
import { multiline } from "@/lib/letters/clean"
import { myView } from "@/lib/oversight/my-views"
import { nameOf } from "@/lib/people/person-name"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { askerOf } from "@/lib/requests/asker"
import { demandsTyped } from "@/lib/requests/demands"
import { writeLetter } from "@/lib/requests/prepare"
import type { AnswerScope } from "@/lib/requests/scope"
import { type Demanded, type Draft, openIntent } from "@/lib/requests/signing"
import { MOST_WORDS, type WordsForm, wordsForm, wordsTyped } from "@/lib/requests/words-form"

export type WordsAsked = {
  right: string
  about: readonly string[]
  words: string
  amount?: string | undefined
  demand?: string | undefined
  /** The view of their data a question is about, and whether it asks for the name of who looked. */
  view?: string | undefined
  named?: boolean
}

/**
 * Prepares the letter of a right that is answered in words: checks what was typed and ticked, writes the letter in the
 * person's language and opens the intent it is sent with. No source is asked but for the person's name. Returns the
 * right and the intent's id. Throws NotFound for a right the policy does not have, Invalid beside `words` or `about`.
 */
export async function prepareWords(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  asked: WordsAsked,
): Promise<{ right: string; intent: string }> {
  const { seen, ...ground } = await asSigned(house, signed, randomUUID(), async (ctx) => ({
    ...(await planningGround(ctx, ctx.actor.subjectId, inForceNow(ctx.db))),
    seen: await myView(ctx, asked.view),
  }))
  const { inForce, identities } = ground
  if (asked.view && !(seen && asked.right === "question")) throw new NotFound()
  const form = wordsForm(inForce, asked.right, askerOf(signed.actor))
  if (!form) throw new NotFound()
  const { scope, words, demanded } = checked(form, asked)
  const name = (await nameOf(house.sourcesOf(inForce), identities)) ?? ""
  const letter = await writeLetter(house, signed, ground, scope, name, {
    words,
    ...(seen ? { seen } : {}),
    ...(demanded ? { demanded } : {}),
  })
  const draft: Draft = {
    ...{ scope, planHash: planOf([]).hash, name, words, edition: inForce.edition.id },
    ...(demanded ? { demanded } : {}),
  }
  const intent = await asSigned(house, signed, randomUUID(), (ctx) => openIntent(ctx, letter, draft))
  return { right: form.code, intent }
}

/** What was asked, as it stands in the letter. What the policy does not offer counts as not ticked. */
function checked(
  form: WordsForm,
  asked: WordsAsked,
): { scope: AnswerScope; words: string; demanded: Demanded | null } {
  const fields: Record<string, MessageRef> = {}
  const about = form.topics.map(({ code }) => code).filter((code) => asked.about.includes(code))
  if (form.topics.length > 0 && about.length === 0) fields.about = { code: "choose_one" }
  const words = wordsTyped(asked.words)
  if (words.length > MOST_WORDS) fields.words = { code: "too_long", values: { max: MOST_WORDS } }
  // Letters drop what cannot be seen, so that alone says nothing.
  const isSilent = multiline(words) === ""
  if (isSilent && asked.named) fields.words = { code: "name_needs_reason" }
  else if (isSilent && form.wordsNeeded && !asked.view) fields.words = { code: "required" }
  const demands = form.right.demands ? demandsTyped(asked) : null
  Object.assign(fields, demands?.fields)
  if (Object.keys(fields).length > 0) throw new Invalid(fields)
  const scope: AnswerScope = {
    ...{ right: form.code, about },
    ...(asked.view ? { view: asked.view, ...(asked.named ? { named: true } : {}) } : {}),
  }
  return { scope, words, demanded: demands?.demanded ?? null }
}
