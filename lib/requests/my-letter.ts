import { randomUUID } from "node:crypto"
import { and, eq, isNull } from "drizzle-orm"
import { letters } from "@/db/schema/letters"
import { requests } from "@/db/schema/requests"
import { asSigned, type Ctx, type Signed, type SubjectActor } from "@/lib/context"
import { NotFound } from "@/lib/errors"
import { isUuid } from "@/lib/format/uuid"
import type { OpenHouse } from "@/lib/house"
import { type OpenedLetter, openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { askedByMe } from "@/lib/requests/asked-by-me"
import { pdfOf } from "@/lib/requests/printed-letter"

/** A letter of the person's own, opened. Throws NotFound for one that is missing or somebody else's. */
export async function myLetter(ctx: Ctx<SubjectActor>, id: string): Promise<OpenedLetter> {
  const isMine = isUuid(id) && (await isOfMyRequest(ctx, id))
  const letter = isMine ? await openLetter(ctx, id) : null
  if (!letter) throw new NotFound()
  return letter
}

/** Whoever acts for another reads the letters of what they asked under that authority, and no others. */
async function isOfMyRequest({ db, actor }: Ctx<SubjectActor>, id: string): Promise<boolean> {
  const rows = await db
    .select({ id: letters.id })
    .from(letters)
    .leftJoin(requests, eq(requests.id, letters.requestId))
    .where(
      and(
        eq(letters.id, id),
        eq(letters.subjectId, actor.subjectId),
        actor.mandate ? askedByMe(actor) : isNull(requests.secrecy),
      ),
    )
  return rows.length > 0
}

// Registration numbers are digits, dashes and strokes; a file's name takes no strokes.
const nameOf = ({ registration, kind }: OpenedLetter) => `${registration.replaceAll(/[^\w-]/g, "-")}-${kind}`

/** A letter as PDF with its registration number. Throws NotFound as myLetter does. */
export async function myLetterPdf(house: OpenHouse, signed: Signed<SubjectActor>, id: string) {
  const { letter, inForce } = await asSigned(house, signed, randomUUID(), async (ctx) => ({
    letter: await myLetter(ctx, id),
    inForce: await inForceNow(ctx.db),
  }))
  const registration = { number: letter.registration, at: letter.signedAt ?? letter.createdAt }
  return { name: nameOf(letter), body: await pdfOf(inForce, letter.letter, registration) }
}

/** The text of a letter as it was hashed. Throws NotFound as myLetter does. */
export async function myLetterText(house: OpenHouse, signed: Signed<SubjectActor>, id: string) {
  const letter = await asSigned(house, signed, randomUUID(), (ctx) => myLetter(ctx, id))
  return { name: nameOf(letter), body: letterText(letter.letter) }
}
