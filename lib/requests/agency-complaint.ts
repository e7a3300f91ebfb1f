import { and, eq, ne } from "drizzle-orm"
import { requestParts, requests } from "@/db/schema/requests"
import type { Ctx, Locale, SubjectActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { NotFound } from "@/lib/errors"
import { type AppealTold, agencyLetter } from "@/lib/letters/agency-letter"
import { groundInLetter } from "@/lib/letters/grounded"
import type { Letter } from "@/lib/letters/letter"
import { contactsOf } from "@/lib/notices/contacts"
import { identitiesOf } from "@/lib/people/identities"
import { pinned } from "@/lib/policy/editions"
import { textIn } from "@/lib/policy/lookup"
import { accessPart, type Part, pinnedOf, requesterName } from "@/lib/requests/access"
import { whyNoAppeal } from "@/lib/requests/appeal"
import { appealFacts } from "@/lib/requests/appeal-facts"
import { appealOutcomes } from "@/lib/requests/appeal-outcomes"
import { routeOf } from "@/lib/requests/appeal-route"
import { organisationIn } from "@/lib/requests/request-text"
import { wordsOf } from "@/lib/requests/words-in"

/**
 * The complaint to the body the legal profile names, filled from the part's own file and from the appeal where there was
 * one, in `language`; to be signed by hand and sent by the person. Throws NotFound for somebody else's part, for one that
 * is not decided nor overdue, and where the policy's route names no such body.
 */
export async function agencyComplaint(
  ctx: Ctx<SubjectActor>,
  partId: string,
  language: Locale,
): Promise<{ number: string; letter: Letter }> {
  const part = await accessPart(ctx, partId, null)
  const inForce = await pinnedOf(ctx, part)
  const body = routeOf(inForce, part).find(({ readyComplaint }) => readyComplaint)
  if (!body || whyNoAppeal({ ...part, appealOf: null }, ctx.now)) throw new NotFound()
  const own = (await identitiesOf(ctx, part.subjectId)).get("*") ?? []
  const contacts = (await contactsOf(ctx, part.subjectId)).map(({ value }) => value)
  const { appeal, words } = await toldAppeal(ctx, part, language)
  const letter = agencyLetter({
    language,
    to: {
      title: textIn(body.title, language),
      ...(body.address ? { address: textIn(body.address, language) } : {}),
      ...(body.site ? { site: body.site } : {}),
    },
    organisation: organisationIn(inForce, language),
    person: {
      name: await requesterName(ctx, part),
      pin: own.find(({ kind }) => kind === "pin")?.value ?? null,
      contact: contacts.join(", ") || "—",
    },
    appealed: await appealFacts(ctx, part.id, language),
    appeal,
    ...(words ? { words } : {}),
    writtenOn: dayIn(ctx.now, inForce.policy.organisation.timezone),
  })
  return { number: part.number, letter }
}

async function toldAppeal(
  ctx: Ctx,
  part: Part,
  language: Locale,
): Promise<{ appeal: AppealTold | null; words: string | null }> {
  const rows = await ctx.db
    .select({ part: requestParts, number: requests.number })
    .from(requestParts)
    .innerJoin(requests, eq(requests.id, requestParts.requestId))
    .where(and(eq(requestParts.appealOf, part.id), ne(requestParts.status, "cancelled")))
  const [row] = rows
  if (!row?.number) return { appeal: null, words: null }
  const { id, receivedAt, outcome, ground } = row.part
  const inForce = await pinned(ctx.db, row.part)
  const appeal = {
    number: row.number,
    receivedOn: dayIn(receivedAt, inForce.policy.organisation.timezone),
    outcome: appealOutcomes.find((code) => code === outcome) ?? null,
    ground: ground ? groundInLetter(inForce, ground, language) : null,
  }
  return { appeal, words: await wordsOf(ctx, id) }
}
