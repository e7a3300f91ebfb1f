import { randomUUID } from "node:crypto"
import { asSigned, type Signed, type StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { Invalid, NotFound } from "@/lib/errors"
import type { PlanDraft } from "@/lib/fulfilment/draft"
import { computePlan, planOf } from "@/lib/fulfilment/plan"
import { type PlanningGround, planningNow } from "@/lib/fulfilment/planning"
import type { OpenHouse } from "@/lib/house"
import type { EntryChannel, Letter } from "@/lib/letters/letter"
import type { Mandate } from "@/lib/people/mandate"
import { NAME_KIND, nameOf } from "@/lib/people/person-name"
import type { InForce } from "@/lib/policy/editions"
import { type AskedAll, type CodedScope, dividedAsked } from "@/lib/requests/asked"
import type { Checked } from "@/lib/requests/attach"
import { awaitsConfirmation } from "@/lib/requests/by-email"
import type { CorrectionEntered } from "@/lib/requests/correction-entered"
import { type Entered, enteredFully, type Known, knownFor } from "@/lib/requests/registration-entered"
import { requestText } from "@/lib/requests/request-text"
import { isReading, type PartScope } from "@/lib/requests/scope"
import { restrictedWhileOpen } from "@/lib/requests/self-service"
import type { Origin } from "@/lib/requests/submit"
import type { Sources } from "@/lib/sources/connector"
import { ValueDoesNotFit } from "@/lib/sources/failures"

export type ReadyRegistration = {
  origin: Origin & { channel: EntryChannel }
  inForce: InForce
  asked: AskedAll
  name: string
  letter: Letter
  file: Checked | null
  appealOf: string | undefined
}

/**
 * All that registering needs outside a transaction: what was entered checked, the file looked at, the plan computed from
 * the sources as they are now, and the letter written as staff heard or read it. Throws Forbidden, NotFound for a right
 * nobody registers, Invalid beside `person`, `asker`, `channel`, `received`, `time`, `language`, `choice`, `words`, `evidence`.
 */
export async function prepareRegistration(
  house: OpenHouse,
  signed: Signed<StaffActor>,
  entered: Entered,
): Promise<ReadyRegistration> {
  const known = await asSigned(house, signed, randomUUID(), (ctx) => knownFor(ctx, entered))
  const { inForce } = known.ground
  const { scope, origin, file, words, mandate, corrected } = await enteredFully(house, signed, known, entered)
  const sources = house.sourcesOf(inForce)
  const asked =
    scope.right === "rectification"
      ? { scope, plan: await correctionPlan(known.ground, sources, corrected), besides: [] }
      : await planned(known.ground, sources, scope, origin.channel)
  if (scope.right === "erasure" && asked.plan.operations.length + asked.plan.gaps.length === 0)
    throw new Invalid({ choice: { code: "nothing_held" } })
  const name = (await nameOf(sources, known.ground.identities)) ?? ""
  const letter = letterOf(known, { scope, origin, words, name, mandate, corrected })
  return { origin, inForce, asked, name, letter, file, appealOf: entered.appeal }
}

/** What was asked with its plans. No source is asked about what is answered in words and restricts nothing. */
async function planned(
  ground: PlanningGround,
  sources: Sources,
  scope: CodedScope,
  channel: EntryChannel,
): Promise<AskedAll> {
  if (("about" in scope || isReading(scope)) && !restrictedWhileOpen(ground.inForce, scope))
    return { scope, plan: planOf([]), besides: [] }
  const planning = await planningNow(ground, sources)
  const plan = await computePlan(planning, scope)
  return awaitsConfirmation(scope, channel)
    ? { scope, plan, besides: [] }
    : dividedAsked(planning, scope, plan)
}

/** The plan of a correction, tried out in the source. Throws Invalid beside `value`. */
async function correctionPlan(
  ground: PlanningGround,
  sources: Sources,
  corrected: CorrectionEntered | null,
): Promise<PlanDraft> {
  if (!corrected) throw new NotFound()
  try {
    return await computePlan(await planningNow(ground, sources), corrected.planned)
  } catch (error) {
    if (error instanceof ValueDoesNotFit) throw new Invalid({ value: { code: "does_not_fit" } })
    throw error
  }
}

function letterOf(
  { ground, contacts, consents, now, appealed }: Known,
  {
    scope,
    origin,
    words,
    name,
    mandate,
    corrected,
  }: {
    scope: PartScope
    origin: ReadyRegistration["origin"]
    words: string
    name: string
    mandate: Mandate | null
    corrected: CorrectionEntered | null
  },
): Letter {
  const { inForce, identities } = ground
  const own = identities.get("*") ?? []
  const pin = own.find(({ kind }) => kind === "pin")?.value ?? null
  const told = own.filter(({ kind }) => kind !== "pin" && kind !== NAME_KIND).map(({ value }) => value)
  const reached = mandate ? [mandate.holder.contact.value] : contacts.length > 0 ? contacts : told
  const { language, channel, receivedAt } = origin
  const writer = {
    name,
    pin,
    contact: reached.join(", ") || "—",
    language,
    signedAt: receivedAt,
    by: mandate,
  }
  const enteredOn = dayIn(now, inForce.policy.organisation.timezone)
  return requestText(inForce, writer, scope, {
    words,
    ...(appealed ? { appealed } : {}),
    ...(corrected ? { correction: corrected.told(language) } : {}),
    consents: scope.right === "withdrawal" ? consents : [],
    registered: { channel, enteredOn, hasCabinet: origin.requesterId !== null },
  })
}
