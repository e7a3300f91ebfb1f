import { randomUUID } from "node:crypto"
import { and, eq, isNull } from "drizzle-orm"
import { accounts, subjects } from "@/db/schema/people"
import { requestParts } from "@/db/schema/requests"
import { asSigned, type Ctx, type Locale, type Signed, type StaffActor } from "@/lib/context"
import { explainDueDate } from "@/lib/deadlines/explain-due-date"
import { Forbidden, Invalid, type MessageRef, NotAllowedNow, NotFound } from "@/lib/errors"
import { formatDate } from "@/lib/format/date"
import { defaultLocale, isLocale } from "@/lib/format/locale"
import { planOf } from "@/lib/fulfilment/plan"
import { planningGround } from "@/lib/fulfilment/planning"
import type { OpenHouse } from "@/lib/house"
import { record } from "@/lib/ledger/record"
import { claimLetter } from "@/lib/letters/claim-letter"
import { multiline } from "@/lib/letters/clean"
import { keepLetter } from "@/lib/letters/keep-letter"
import { tell } from "@/lib/notices/tell"
import { refuseTied } from "@/lib/people/barred"
import { nameOf } from "@/lib/people/person-name"
import { may } from "@/lib/permissions"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"
import { right, textIn } from "@/lib/policy/lookup"
import type { Part } from "@/lib/requests/access"
import { answerBy } from "@/lib/requests/answer-by"
import { demandsTyped } from "@/lib/requests/demands"
import { writeOn } from "@/lib/requests/handle"
import { organisationIn } from "@/lib/requests/request-text"
import type { PartScope } from "@/lib/requests/scope"
import type { Demanded } from "@/lib/requests/signing"
import { openPart, openRequest } from "@/lib/requests/submit"
import { movePart } from "@/lib/requests/transition"
import { MOST_WORDS, wordsTyped } from "@/lib/requests/words-form"

const OWN_CLAIM: PartScope = { right: "claim", about: [], from: "organisation" }

/** Whether the policy in force knows claims before court, which go both ways. */
export const takesClaims = ({ policy }: Pick<InForce, "policy">): boolean =>
  policy.rights.some(({ code, kind }) => code === "claim" && kind === "answer")

export type EnteredClaim = { subject: string; words: string; amount: string; demand: string }
export type ReadyClaim = {
  subjectId: string
  accountId: string | null
  language: Locale
  name: string
  words: string
  demanded: Demanded
}

/**
 * What was entered checked, and the name the letter is written to, asked of the sources. Throws Invalid beside `words`,
 * `amount`, `demand`; NotFound for nobody; NotAllowedNow where the policy knows no claims; Forbidden.
 */
export async function prepareOwnClaim(
  house: OpenHouse,
  signed: Signed<StaffActor>,
  entered: EnteredClaim,
): Promise<ReadyClaim> {
  const known = await asSigned(house, signed, randomUUID(), (ctx) => readPerson(ctx, entered.subject))
  const words = wordsTyped(entered.words)
  const { demanded, fields } = demandsTyped(entered)
  const faults: Record<string, MessageRef> = { ...fields }
  if (multiline(words) === "") faults.words = { code: "required" }
  if (words.length > MOST_WORDS) faults.words = { code: "too_long", values: { max: MOST_WORDS } }
  if (!demanded.amount && !faults.amount && multiline(demanded.demand) === "")
    faults.demand = { code: "required" }
  if (Object.keys(faults).length > 0) throw new Invalid(faults)
  const { ground, accountId, locale } = known
  const name = (await nameOf(house.sourcesOf(ground.inForce), ground.identities)) ?? ""
  const language = isLocale(locale) ? locale : defaultLocale
  return { subjectId: entered.subject, accountId, language, name, words, demanded }
}

async function readPerson(ctx: Ctx<StaffActor>, subjectId: string) {
  if (!may(ctx.actor, "claim.send")) throw new Forbidden()
  const rows = await ctx.db
    .select({ accountId: accounts.id, locale: accounts.locale })
    .from(subjects)
    .leftJoin(accounts, eq(accounts.subjectId, subjects.id))
    .where(and(eq(subjects.id, subjectId), isNull(subjects.erasedAt)))
  const [row] = rows
  if (!row) throw new NotFound()
  await refuseTied(ctx, subjectId)
  const ground = await planningGround(ctx, subjectId, inForceNow(ctx.db))
  if (!takesClaims(ground.inForce)) throw new NotAllowedNow()
  return { ...row, ground }
}

/**
 * Sends the organisation's own claim: a request of its own that waits for the person's answer until the term of the
 * policy is over, the letter in their cabinet, history, ledger entry and notice, in the open transaction. As long as it
 * is open it keeps the data it needs, as theirs does. Throws Forbidden.
 */
export async function sendOwnClaim(ctx: Ctx<StaffActor>, ready: ReadyClaim): Promise<Part> {
  if (!may(ctx.actor, "claim.send")) throw new Forbidden()
  const { subjectId, accountId: requesterId, language, name } = ready
  await refuseTied(ctx, subjectId)
  const inForce = await inForceNow(ctx.db)
  const origin = { subjectId, requesterId, language, channel: "system", receivedAt: ctx.now } as const
  const request = await openRequest(ctx, origin, { inForce, name })
  const opened = await openPart(ctx, inForce, request, { scope: OWN_CLAIM, plan: planOf([]) })
  const { number } = opened
  const letter = letterOf(ctx, inForce, opened, ready)
  await keepLetter(ctx, {
    ...{ subjectId, requestId: request.id, partId: opened.id, letter, registration: number },
    ...{ kind: "our_claim", editionId: inForce.edition.id },
  })
  await writeOn(ctx, opened, ready.words)
  const set = { assignedTo: ctx.actor.accountId }
  const taken = await movePart(ctx, opened, "confirm", { set, note: "own_claim" })
  const asked = await movePart(ctx, taken, "ask")
  // The term is the claim's own: it neither stands still nor lapses while the person is silent.
  const clock = { awaitedSince: null, dueAt: opened.dueAt, dueOn: opened.dueOn, dueSteps: opened.dueSteps }
  await ctx.db.update(requestParts).set(clock).where(eq(requestParts.id, opened.id))
  await record(ctx, "request.submitted", {
    subjectId,
    object: request.id,
    payload: { number, right: "claim", channel: "system" },
  })
  await tell(ctx, { subjectId, language }, "our_claim", {
    number,
    date: formatDate(opened.dueOn, language),
    path: `/cabinet/requests/${number}`,
  })
  return { ...asked, ...clock }
}

function letterOf(ctx: Ctx<StaffActor>, inForce: InForce, part: Part, ready: ReadyClaim) {
  const { language, name, words, demanded } = ready
  const due = answerBy(inForce, "claim", ctx.now)
  return claimLetter({
    ...{ language, demanded, facts: words, person: { name } },
    organisation: organisationIn(inForce, language),
    right: textIn(right(inForce.policy, "claim").title, language),
    dueOn: due.dueOn,
    arithmetic: explainDueDate(due.steps, language),
    answerAt: `${ctx.appUrl}/cabinet/requests/${part.number}`,
    by: [ctx.actor.unit],
  })
}
