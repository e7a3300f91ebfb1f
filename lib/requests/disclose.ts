import { randomUUID } from "node:crypto"
import { decisions } from "@/db/schema/decisions"
import { asSigned, type Ctx, type Locale, type Signed, type StaffActor } from "@/lib/context"
import { Invalid, type MessageRef, NotAllowedNow } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import { record } from "@/lib/ledger/record"
import { authorityAnswer, type Given } from "@/lib/letters/authority-letter"
import { multiline } from "@/lib/letters/clean"
import { groundInLetter } from "@/lib/letters/grounded"
import type { Letter } from "@/lib/letters/letter"
import { recordView } from "@/lib/oversight/record-view"
import { identitiesOf, type KnownIn } from "@/lib/people/identities"
import type { InForce } from "@/lib/policy/editions"
import { category, citationText, textIn } from "@/lib/policy/lookup"
import { shownItem } from "@/lib/records/shown"
import { shownText } from "@/lib/records/shown-text"
import { accessPart, type Part, pinnedOf } from "@/lib/requests/access"
import {
  type Authority,
  authorityGrounds,
  authorityOf,
  transferGroundInLetter,
} from "@/lib/requests/authority"
import { refuseGroundsFor } from "@/lib/requests/grounds"
import { keepProposal, lawOf } from "@/lib/requests/keep-proposal"
import { organisationIn } from "@/lib/requests/request-text"
import { movePart } from "@/lib/requests/transition"
import type { Item, Sources } from "@/lib/sources/connector"

/** More values than this are no letter: fewer categories are handed over at a time. */
export const MOST_VALUES = 2_000
const PAGE = 500

/** What an officer would hand over: categories of those asked for, and why the others are not. */
export type Disclosure = {
  part: string
  version: number
  give: readonly string[]
  ground: string
  purpose: string
  withheldGround: string
  withheldReason: string
}

export type PreparedDisclosure = { items: ReadonlyMap<string, readonly Item[]> }

/** The part, checked together with what was entered: only a ground the policy has for state bodies carries a disclosure. */
async function checked(ctx: Ctx<StaffActor>, input: Disclosure) {
  const part = await accessPart(ctx, input.part, "request.propose", input.version)
  if (part.scope.right !== "authority_request" || part.status !== "working") throw new NotAllowedNow()
  const inForce = await pinnedOf(ctx, part)
  const { about } = part.scope
  const fields: Record<string, MessageRef> = {}
  const give = about.filter((code) => input.give.includes(code))
  if (give.length === 0) fields.give = { code: "choose_one" }
  if (!authorityGrounds(inForce.policy).some(({ code }) => code === input.ground))
    fields.ground = { code: "ground_required" }
  if (multiline(input.purpose) === "") fields.purpose = { code: "required" }
  const withheld = about.filter((code) => !give.includes(code))
  if (withheld.length > 0) {
    if (!refuseGroundsFor(inForce, part.right).some(({ code }) => code === input.withheldGround))
      fields.withheldGround = { code: "ground_required" }
    if (multiline(input.withheldReason) === "") fields.withheldReason = { code: "reason_required" }
  }
  if (Object.keys(fields).length > 0) throw new Invalid(fields)
  return { part, inForce, give, withheld }
}

/**
 * Reads what would be handed over from the sources, now and to the last value; that an officer sees it is recorded
 * first. Throws Invalid beside the fields, SourceUnreachable: nothing is handed over in part without saying so.
 */
export async function prepareDisclosure(
  house: OpenHouse,
  signed: Signed<StaffActor>,
  input: Disclosure,
): Promise<PreparedDisclosure> {
  const { inForce, give, identities } = await asSigned(house, signed, randomUUID(), async (ctx) => {
    const { part, inForce, give } = await checked(ctx, input)
    const view = { subjectId: part.subjectId, categories: give, requestNumber: part.number, reason: null }
    await recordView(ctx, view)
    return { inForce, give, identities: await identitiesOf(ctx, part.subjectId) }
  })
  const sources = house.sourcesOf(inForce)
  const items = new Map<string, readonly Item[]>()
  let total = 0
  for (const code of give) {
    const held = await itemsOf(sources, identities, code)
    total += held.length
    if (total > MOST_VALUES)
      throw new Invalid({ give: { code: "too_many_values", values: { max: MOST_VALUES } } })
    items.set(code, held)
  }
  return { items }
}

async function itemsOf(sources: Sources, identities: KnownIn, code: string): Promise<Item[]> {
  const items: Item[] = []
  for (const [source, identifiers] of identities) {
    if (source === "*") continue
    for (let offset: number | null = 0; offset !== null && items.length <= MOST_VALUES; ) {
      const question = { identifiers, categories: [code], page: { offset, limit: PAGE } }
      const answer = await sources.of(source).read(question)
      items.push(...answer.items)
      offset = answer.nextOffset
    }
  }
  return items
}

const recordsIn = (items: readonly Item[]): number =>
  new Set(items.map(({ source, id, key }) => JSON.stringify([source, id.split(".")[0], key]))).size

function givenOf(inForce: InForce, code: string, items: readonly Item[], language: Locale): Given {
  const held = category(inForce.policy, code)
  return {
    what: textIn(held.title, language),
    records: recordsIn(items),
    values: items.map((item) => ({
      field: textIn(held.fields.find((each) => each.code === item.field)?.title ?? held.title, language),
      value: shownText(
        inForce.dataMap,
        item.field,
        shownItem(item, held.sensitivity, { full: true }, language),
        language,
      ),
    })),
  }
}

/** The letter the state body would get. Refuses what `proposeDisclosure` refuses. */
export async function disclosureLetter(
  ctx: Ctx<StaffActor>,
  input: Disclosure,
  { items }: PreparedDisclosure,
): Promise<{ part: Part; inForce: InForce; authority: Authority; letter: Letter; withheld: string[] }> {
  const { part, inForce, give, withheld } = await checked(ctx, input)
  const { language, number } = part
  const authority = await authorityOf(ctx, part)
  const letter = authorityAnswer({
    language,
    organisation: organisationIn(inForce, language),
    demand: authority,
    whom: authority.whom,
    number,
    ground: transferGroundInLetter(inForce, input.ground, language),
    purpose: input.purpose,
    given: give.map((code) => givenOf(inForce, code, items.get(code) ?? [], language)),
    withheld: withheld.map((code) => ({
      what: textIn(category(inForce.policy, code).title, language),
      ground: groundInLetter(inForce, input.withheldGround, language),
      explanation: input.withheldReason,
    })),
    by: [ctx.actor.unit],
  })
  return { part, inForce, authority, letter, withheld }
}

/**
 * Proposes to hand data over to a state body, for an approver who wrote no version of it: the letter with the data, and a
 * decision per category; nothing goes before it is approved. Throws Invalid, NotAllowedNow.
 */
export async function proposeDisclosure(
  ctx: Ctx<StaffActor>,
  input: Disclosure,
  prepared: PreparedDisclosure,
): Promise<Part> {
  const { part, inForce, letter, withheld } = await disclosureLetter(ctx, input, prepared)
  const proposalId = await keepProposal(ctx, part, "fulfil", null, letter)
  const seal = (id: string, text: string) =>
    ctx.vault.seal({ id: part.subjectId, purpose: "case" }, `decisions.reason|${id}`, text)
  const row = async (
    item: string,
    outcome: string,
    grounded?: { code: string; law: string; words: string },
  ) => {
    const id = randomUUID()
    const why = grounded && {
      ground: grounded.code,
      law: grounded.law,
      reason: await seal(id, grounded.words),
    }
    return { id, proposalId, partId: part.id, subjectId: part.subjectId, item, outcome, ...why }
  }
  const clause = authorityGrounds(inForce.policy).find(({ code }) => code === input.ground)?.clause ?? ""
  const cited = { code: input.ground, law: citationText(inForce.profile, { clause }, part.language) }
  const law = () => lawOf(inForce, input.withheldGround, part.language)
  const given = [...prepared.items].filter(([, items]) => items.length > 0).map(([code]) => code)
  await ctx.db
    .insert(decisions)
    .values([
      await row("*", "do", { ...cited, words: input.purpose }),
      ...(await Promise.all(given.map((code) => row(code, "do")))),
      ...(await Promise.all(
        withheld.map((code) =>
          row(code, "refuse", { code: input.withheldGround, law: law(), words: input.withheldReason }),
        ),
      )),
    ])
  await record(ctx, "part.proposed", {
    subjectId: part.subjectId,
    object: proposalId,
    payload: { kind: "fulfil" },
  })
  return movePart(ctx, part, "propose", { proposalKind: "fulfil" })
}
