import { randomUUID } from "node:crypto"
import { asSigned, type Locale, type Signed, type SubjectActor } from "@/lib/context"
import { NotFound } from "@/lib/errors"
import { locales } from "@/lib/format/locale"
import type { OpenHouse } from "@/lib/house"
import { letterText } from "@/lib/letters/letter-text"
import { renderPlainPdf } from "@/lib/letters/render-letter-pdf"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { agencyComplaint } from "@/lib/requests/agency-complaint"
import { evidenceOf } from "@/lib/requests/evidence"
import type { PartEvent } from "@/lib/requests/machine"
import { myRequest } from "@/lib/requests/my-request"
import { pdfOf } from "@/lib/requests/printed-letter"

type Asked = { number: string; part: string; language: string }

const languageOf = ({ language }: Asked, actor: SubjectActor): Locale =>
  locales.find((code) => code === language) ?? actor.locale

/** The ready complaint as a file, PDF or text. Throws NotFound as agencyComplaint does. */
export async function complaintFile(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  asked: Asked & { kind: "pdf" | "txt" },
): Promise<{ name: string; body: string | Buffer }> {
  const language = languageOf(asked, signed.actor)
  const { letter, now } = await asSigned(house, signed, randomUUID(), async (ctx) => {
    const { parts } = await myRequest(ctx, asked.number)
    if (!parts.some(({ id }) => id === asked.part)) throw new NotFound()
    return { ...(await agencyComplaint(ctx, asked.part, language)), now: ctx.now }
  })
  const body = asked.kind === "txt" ? letterText(letter) : await renderPlainPdf(letter, now)
  return { name: `${asked.number}-complaint-${language}`, body }
}

/** The evidence of a part as PDF. Throws NotFound as evidenceOf does. */
export async function evidencePdf(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  asked: Asked,
  eventTitle: (event: PartEvent, language: Locale) => string,
): Promise<{ name: string; body: Buffer }> {
  const language = languageOf(asked, signed.actor)
  const options = { language, eventTitle: (event: PartEvent) => eventTitle(event, language) }
  const { letter, inForce, now } = await asSigned(house, signed, randomUUID(), async (ctx) => ({
    letter: await evidenceOf(ctx, asked, options),
    inForce: await inForceNow(ctx.db),
    now: ctx.now,
  }))
  const body = await pdfOf(inForce, letter, { number: asked.number, at: now })
  return { name: `${asked.number}-evidence-${language}`, body }
}
