import { randomUUID } from "node:crypto"
import { asSigned, type Ctx, type Signed, type SubjectActor } from "@/lib/context"
import { NotFound } from "@/lib/errors"
import { planningGround } from "@/lib/fulfilment/planning"
import type { OpenHouse } from "@/lib/house"
import type { Letter } from "@/lib/letters/letter"
import { letterHash } from "@/lib/letters/letter-text"
import type { Code } from "@/lib/letters/pdf/qr"
import { renderLetterPdf } from "@/lib/letters/render-letter-pdf"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"
import { accessPart } from "@/lib/requests/access"
import { appealFacts } from "@/lib/requests/appeal-facts"
import { draftOf } from "@/lib/requests/draft-of"
import { liftedBy } from "@/lib/requests/lift-restriction"
import { writeLetter } from "@/lib/requests/prepare"
import { organisationIn } from "@/lib/requests/request-text"

/** A letter as PDF under a registration number, with the organisation and accent of the edition given; `code` for a phone. */
export function pdfOf(
  inForce: Pick<InForce, "policy">,
  letter: Letter,
  registration: { number: string; at: Date; code?: Code },
): Promise<Buffer> {
  const { accent } = inForce.policy.organisation
  return renderLetterPdf(letter, {
    registrationNumber: registration.number,
    registeredAt: registration.at,
    hash: letterHash(letter),
    organisation: organisationIn(inForce, letter.language),
    ...(registration.code ? { code: registration.code } : {}),
    ...(accent ? { accent } : {}),
  })
}

async function preparedIn(ctx: Ctx<SubjectActor>, intentId: string) {
  const prepared = await draftOf(ctx, intentId)
  const { lift, appeal } = prepared?.draft ?? {}
  return {
    prepared,
    lifted: lift ? await accessPart(ctx, lift, null) : null,
    appealed: prepared && appeal ? await appealFacts(ctx, appeal.part, prepared.letter.language) : null,
  }
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
  const { prepared, ground, now, lifted, appealed } = await asSigned(
    house,
    signed,
    randomUUID(),
    async (ctx) => ({
      ...(await preparedIn(ctx, intentId)),
      ground: await planningGround(ctx, ctx.actor.subjectId, await inForceNow(ctx.db)),
      now: ctx.now,
    }),
  )
  if (!prepared || prepared.draft.scope.right === "rectification") throw new NotFound()
  const { scope, name, words, demanded } = prepared.draft
  const { language } = prepared.letter
  const writer = { ...signed, actor: { ...signed.actor, locale: language } }
  const letter = await writeLetter(house, writer, ground, scope, name, {
    onPaper: true,
    ...(words ? { words } : {}),
    ...(demanded ? { demanded } : {}),
    ...(appealed ? { appealed } : {}),
    ...(lifted ? { lift: liftedBy(ground, lifted) } : {}),
  })
  return pdfOf(ground.inForce, letter, { number: "", at: now })
}
