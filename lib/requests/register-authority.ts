import { randomUUID } from "node:crypto"
import { and, eq, isNull, sql } from "drizzle-orm"
import { subjects } from "@/db/schema/people"
import { asSigned, type Ctx, type Locale, type Signed, type StaffActor } from "@/lib/context"
import { addMonths, type Day, dayIn } from "@/lib/deadlines/day"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import { Forbidden, Invalid, type MessageRef } from "@/lib/errors"
import { locales } from "@/lib/format/locale"
import { secrecyGrounds } from "@/lib/fulfilment/keeping"
import { computePlan, planOf } from "@/lib/fulfilment/plan"
import { planningGround, planningNow } from "@/lib/fulfilment/planning"
import type { OpenHouse } from "@/lib/house"
import { authorityAsked } from "@/lib/letters/authority-letter"
import { type EntryChannel, entryChannels, type Letter } from "@/lib/letters/letter"
import { nameOf } from "@/lib/people/person-name"
import { may } from "@/lib/permissions"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"
import { category, offeredRight, textIn } from "@/lib/policy/lookup"
import type { Part } from "@/lib/requests/access"
import { type Checked, keepFor, lookAt } from "@/lib/requests/attach"
import { type Authority, authorityGrounds, transferGroundInLetter } from "@/lib/requests/authority"
import { EVERYTHING } from "@/lib/requests/prepare-choice"
import { receivedAtFrom, type TypedMoment } from "@/lib/requests/received-at"
import { organisationIn } from "@/lib/requests/request-text"
import { startAtOnce } from "@/lib/requests/start-at-once"
import { type Asked, type Origin, openParts } from "@/lib/requests/submit"
import { MOST_WORDS, wordsTyped } from "@/lib/requests/words-form"
import type { Sent } from "@/lib/uploads/inspect"

/** The ways by which a written request of a state body comes. */
export const authorityChannels = entryChannels.filter((code) => code !== "phone")
const MOST_NAME = 200

/**
 * A state body's request as an officer entered it. `subject` is null for somebody the portal does not know, who is named
 * in `whom`. `secrecy` is the ground under which the person is not told, "" where they are; `review` its day.
 */
export type EnteredAuthority = {
  subject: string | null
  whom: string
  body: string
  number: string
  date: TypedDay
  received: TypedMoment
  channel: string
  language: string
  ground: string
  choice: readonly string[]
  block: boolean
  words: string
  secrecy: string
  review: TypedDay
  evidence: Sent | null
}

export type ReadyAuthority = {
  /** To be opened, where nobody on the portal is meant. */
  isNew: boolean
  origin: Origin & { channel: EntryChannel }
  inForce: InForce
  asked: Asked
  beside: Asked | undefined
  authority: Authority
  secrecy: { ground: string; reviewOn: Day } | null
  letter: Letter
  file: Checked | null
}

/** Everything wrong with what was entered, told at once beside its field; else what it says. */
function checked(inForce: InForce, now: Date, entered: EnteredAuthority) {
  const { policy } = inForce
  const zone = policy.organisation.timezone
  const today = dayIn(now, zone)
  const fields: Record<string, MessageRef> = {}
  for (const name of ["body", "number"] as const) {
    if (!entered[name].trim()) fields[name] = { code: "required" }
    else if (entered[name].length > MOST_NAME) fields[name] = { code: "too_long", values: { max: MOST_NAME } }
  }
  const date = typedDay(entered.date)
  if (!date) fields.date = { code: date === "" ? "required" : "date_shape" }
  else if (date > today) fields.date = { code: "received_in_future" }
  if (!entered.subject && !entered.whom.trim()) fields.whom = { code: "required" }
  const received = receivedAtFrom(entered.received, now, zone)
  if ("fields" in received) Object.assign(fields, received.fields)
  const channel = authorityChannels.find((code) => code === entered.channel)
  if (!channel) fields.channel = { code: "choose_one" }
  const language: Locale | undefined = locales.find((code) => code === entered.language)
  if (!language) fields.language = { code: "choose_one" }
  if (!authorityGrounds(policy).some(({ code }) => code === entered.ground))
    fields.ground = { code: "ground_required" }
  const all = entered.choice.includes(EVERYTHING)
  const categories = policy.categories
    .map(({ code }) => code)
    .filter((code) => all || entered.choice.includes(code))
  if (categories.length === 0) fields.choice = { code: "choose_one" }
  if (entered.block && !offeredRight(policy, "restriction")) fields.block = { code: "not_allowed_now" }
  const words = wordsTyped(entered.words)
  if (words.length > MOST_WORDS) fields.words = { code: "too_long", values: { max: MOST_WORDS } }
  const reviewOn = typedDay(entered.review)
  if (entered.secrecy) {
    if (!secrecyGrounds(inForce).some(({ code }) => code === entered.secrecy))
      fields.secrecy = { code: "ground_required" }
    if (!reviewOn) fields.review = { code: reviewOn === "" ? "required" : "date_shape" }
    else if (reviewOn <= today) fields.review = { code: "day_past" }
    else if (reviewOn > addMonths(today, 12)) fields.review = { code: "hold_review_late" }
  }
  const secrecy = entered.secrecy && reviewOn ? { ground: entered.secrecy, reviewOn } : null
  const whole = date && channel && language && "at" in received
  return {
    fields,
    said: whole ? { date, channel, language, receivedAt: received.at, categories, words, secrecy } : null,
  }
}

/**
 * All that registering needs outside a transaction: what was entered checked, the scan looked at, the block planned
 * against the sources as they are now, the letter written. A state body asks in writing, by number and date. Throws
 * Forbidden, or Invalid beside the fields.
 */
export async function prepareAuthority(
  house: OpenHouse,
  signed: Signed<StaffActor>,
  entered: EnteredAuthority,
): Promise<ReadyAuthority> {
  const subjectId = entered.subject ?? randomUUID()
  const { ground, now } = await asSigned(house, signed, randomUUID(), async (ctx) => {
    if (!may(ctx.actor, "request.register")) throw new Forbidden()
    if (entered.subject) await knownSubject(ctx, entered.subject)
    return { ground: await planningGround(ctx, subjectId, inForceNow(ctx.db)), now: ctx.now }
  })
  const { inForce } = ground
  const { fields, said } = checked(inForce, now, entered)
  const sent = await lookAt(house, signed, entered.evidence)
  if ("fields" in sent) Object.assign(fields, sent.fields)
  else if (!sent.file) fields.evidence = { code: "scan_needed" }
  if (Object.keys(fields).length > 0 || !said || "fields" in sent) throw new Invalid(fields)
  const { date, channel, language, receivedAt, categories, words, secrecy } = said
  const planning = await planningNow(ground, house.sourcesOf(inForce))
  const name = await nameOf(planning.sources, planning.identities)
  const [body, number] = [entered.body.trim(), entered.number.trim()]
  const whom = name ?? entered.whom.trim()
  const authority: Authority = { body, number, date, whom, ground: entered.ground, block: entered.block }
  const restriction = { right: "restriction", categories } as const
  const zone = inForce.policy.organisation.timezone
  const letter = authorityAsked({
    language,
    organisation: organisationIn(inForce, language),
    demand: authority,
    whom,
    ground: transferGroundInLetter(inForce, entered.ground, language),
    categories: categories.map((code) => textIn(category(inForce.policy, code).title, language)),
    block: entered.block,
    words,
    registered: { channel, receivedOn: dayIn(receivedAt, zone), enteredOn: dayIn(now, zone) },
  })
  return {
    isNew: entered.subject === null,
    origin: { subjectId, requesterId: null, language, channel, receivedAt, askedBy: "authority" },
    inForce,
    asked: { scope: { right: "authority_request", about: categories }, plan: planOf([]) },
    beside: entered.block
      ? {
          scope: { ...restriction, categories: [...categories] },
          plan: await computePlan(planning, restriction),
        }
      : undefined,
    authority,
    secrecy,
    letter,
    file: sent.file,
  }
}

async function knownSubject(ctx: Ctx<StaffActor>, id: string): Promise<void> {
  const rows = await ctx.db
    .select({ id: subjects.id })
    .from(subjects)
    .where(and(eq(subjects.id, id), isNull(subjects.erasedAt)))
  if (rows.length === 0) throw new Invalid({ person: { code: "nobody_found" } })
}

/**
 * Registers it in one transaction: request with the body's document, part with a clock of its own from receipt, letter,
 * scan, history and ledger entry. A block holds at once, where the policy's restriction does (rule 14). The person is
 * told when it is answered. Throws Forbidden.
 */
export async function registerAuthority(ctx: Ctx<StaffActor>, ready: ReadyAuthority): Promise<Part> {
  if (!may(ctx.actor, "request.register")) throw new Forbidden()
  const { origin, inForce, asked, beside, authority, secrecy, letter, file, isNew } = ready
  if (isNew) await ctx.db.execute(sql`select guard.open_subject(${origin.subjectId})`)
  const submission = {
    inForce,
    letter,
    intentId: null,
    name: authority.whom,
    authority,
    secrecy,
    ...asked,
    besides: beside ? [beside] : [],
  }
  const opened = await openParts(ctx, origin, submission)
  if (file) await keepFor(ctx, opened.part, file)
  await startAtOnce(ctx, inForce, opened.besides, "registered")
  return opened.part
}
