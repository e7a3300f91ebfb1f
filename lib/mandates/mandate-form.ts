import type { MandateKind } from "@/lib/context"
import { addDays, addMonths, type Day } from "@/lib/deadlines/day"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import type { MessageRef } from "@/lib/errors"
import { formatDate } from "@/lib/format/date"
import { type Login, normalLogin } from "@/lib/people/identifiers"
import { mandateKinds, type Proof, proofKinds } from "@/lib/people/mandate"
import { rightsFor } from "@/lib/policy/lookup"
import type { Right } from "@/lib/policy/rights-schema"
import type { Policy } from "@/lib/policy/schema"

export const ALL_RIGHTS = "all"
const LONGEST = 200

/** A mandate as an officer typed it. `rights` are codes, or `all`; `birth` is a child's, for a guardian. */
export type MandateTyped = {
  kind: string
  name: string
  entityName: string
  entityNumber: string
  contact: string
  proof: string
  proofNumber: string
  proofIssued: TypedDay
  proofIssuer: string
  rights: readonly string[]
  starts: TypedDay
  ends: TypedDay
  birth: TypedDay
}

export type MandateRead = {
  kind: MandateKind
  name: string
  entity: { name: string; taxNumber: string } | null
  contact: Login
  proof: Proof
  rights: string[] | null
  startsOn: Day
  endsOn: Day | null
}

/** What was typed, or what is wrong with it beside each field. `today` is the organisation's day. */
export function readMandate(
  policy: Pick<Policy, "rights" | "age">,
  typed: MandateTyped,
  today: Day,
): { read: MandateRead } | { fields: Record<string, MessageRef> } {
  const fields: Record<string, MessageRef> = {}
  const text = (name: string, value: string) => textIn(fields, name, value)
  const kind = mandateKinds.find((code) => code === typed.kind)
  if (!kind) fields.kind = { code: "choose_one" }
  else if (rightsFor(policy, kind).length === 0) fields.kind = { code: "no_right_for_kind" }
  const name = text("name", typed.name)
  const entity =
    kind === "legal_entity"
      ? { name: text("entityName", typed.entityName), taxNumber: taxNumberIn(fields, typed.entityNumber) }
      : null
  const contact = normalLogin(typed.contact)
  if (!contact) fields.contact = { code: "contact_shape" }
  const proofKind = proofKinds.find((code) => code === typed.proof)
  if (!proofKind) fields.proof = { code: "choose_one" }
  const proof = {
    number: text("proofNumber", typed.proofNumber),
    issuer: text("proofIssuer", typed.proofIssuer),
    issuedOn: dayIn(fields, "proofIssued", typed.proofIssued) ?? "",
  }
  if (proof.issuedOn > today) fields.proofIssued = { code: "day_ahead" }
  const rights = rightsIn(fields, kind ? rightsFor(policy, kind) : [], typed.rights)
  const days = daysIn(fields, policy.age.adult, kind, typed, today)
  if (Object.keys(fields).length > 0 || !kind || !contact || !proofKind) return { fields }
  return { read: { kind, name, entity, contact, proof: { kind: proofKind, ...proof }, rights, ...days } }
}

type Fields = Record<string, MessageRef>

function textIn(fields: Fields, name: string, typed: string): string {
  const value = typed.trim()
  if (!value) fields[name] = { code: "required" }
  else if (value.length > LONGEST) fields[name] = { code: "too_long", values: { max: LONGEST } }
  return value
}

/** 14 digits, as tax numbers of the republic have. */
function taxNumberIn(fields: Fields, typed: string): string {
  const digits = typed.replaceAll(/[\s-]/g, "")
  if (!/^\d{14}$/.test(digits)) fields.entityNumber = { code: "tax_number_shape" }
  return digits
}

function dayIn(fields: Fields, name: string, typed: TypedDay): Day | null {
  const day = typedDay(typed)
  if (!day) fields[name] = { code: day === null ? "date_shape" : "required" }
  return day || null
}

function rightsIn(fields: Fields, given: readonly Right[], ticked: readonly string[]): string[] | null {
  if (ticked.includes(ALL_RIGHTS)) return null
  const rights = given.map(({ code }) => code).filter((code) => ticked.includes(code))
  const others = ticked.filter((code) => !rights.some((each) => each === code))
  if (ticked.length === 0) fields.rights = { code: "choose_one" }
  else if (given.length > 0 && others.length > 0) fields.rights = { code: "right_not_for_kind" }
  return rights
}

/** First and last day. A parent or guardian acts until the day before the child comes of age. */
function daysIn(
  fields: Fields,
  adult: number,
  kind: MandateKind | undefined,
  typed: MandateTyped,
  today: Day,
): { startsOn: Day; endsOn: Day | null } {
  const startsOn = dayIn(fields, "starts", typed.starts) ?? ""
  const isOpen = typedDay(typed.ends) === ""
  const typedEnd = isOpen ? null : dayIn(fields, "ends", typed.ends)
  const lastAsChild = kind === "guardian" ? lastDayAsChild(fields, adult, typed.birth, today) : null
  const [endsOn = null] = [typedEnd, lastAsChild].filter((day): day is Day => day !== null).sort()
  if (endsOn && !fields.ends) {
    if (startsOn && endsOn < startsOn) fields.ends = { code: "ends_before_start" }
    else if (endsOn < today)
      fields.ends = { code: "authority_over", values: { date: formatDate(endsOn, "ky") } }
  }
  return { startsOn, endsOn }
}

function lastDayAsChild(fields: Fields, adult: number, typed: TypedDay, today: Day): Day | null {
  const birth = dayIn(fields, "birth", typed)
  if (!birth) return null
  const last = addDays(addMonths(birth, adult * 12), -1)
  if (birth > today) fields.birth = { code: "day_ahead" }
  else if (last < today) fields.birth = { code: "of_age", values: { age: adult } }
  return last
}
