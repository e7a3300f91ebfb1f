import { randomUUID } from "node:crypto"
import { asSigned, type Signed, type SubjectActor } from "@/lib/context"
import { NotFound } from "@/lib/errors"
import { planningGround } from "@/lib/fulfilment/planning"
import type { OpenHouse } from "@/lib/house"
import type { Letter } from "@/lib/letters/letter"
import { letterHash } from "@/lib/letters/letter-text"
import { renderLetterPdf } from "@/lib/letters/render-letter-pdf"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"
import { draftOf } from "@/lib/requests/draft-of"
import { writeLetter } from "@/lib/requests/prepare"
import { organisationIn } from "@/lib/requests/request-text"

/** A letter as PDF under a registration number, with the organisation and accent of the edition given. */
export function pdfOf(
  inForce: InForce,
  letter: Letter,
  registration: { number: string; at: Date },
): Promise<Buffer> {
  const { accent } = inForce.policy.organisation
  return renderLetterPdf(letter, {
    registrationNumber: registration.number,
    registeredAt: registration.at,
    hash: letterHash(letter),
    organisation: organisationIn(inForce, letter.language),
    ...(accent ? { accent } : {}),
  })
}

/**
 * The letter a person prepared, to be signed by hand and handed in (rule 4): the same words with a line for the
 * signature, and no number until it is registered. Throws NotFound for a draft that is not theirs.
 */
export async function letterToPrint(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  intentId: string,
): Promise<Buffer> {
  const { prepared, ground, now } = await asSigned(house, signed, randomUUID(), async (ctx) => ({
    prepared: await draftOf(ctx, intentId),
    ground: await planningGround(ctx, ctx.actor.subjectId, await inForceNow(ctx.db)),
    now: ctx.now,
  }))
  if (!prepared || prepared.draft.scope.right === "rectification") throw new NotFound()
  const { scope, name, words } = prepared.draft
  const { language } = prepared.letter
  const writer = { ...signed, actor: { ...signed.actor, locale: language } }
  const letter = await writeLetter(house, writer, ground, scope, name, {
    onPaper: true,
    ...(words ? { words } : {}),
  })
  return pdfOf(ground.inForce, letter, { number: "", at: now })
}
