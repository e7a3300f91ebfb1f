import type { Locale, Signed, SubjectActor } from "@/lib/context"
import { Invalid, NotFound } from "@/lib/errors"
import type { Scope } from "@/lib/fulfilment/plan"
import type { OpenHouse } from "@/lib/house"
import type { Letter } from "@/lib/letters/letter"
import { normalPhone } from "@/lib/people/identifiers"
import { nameOf } from "@/lib/people/person-name"
import { textIn } from "@/lib/policy/lookup"
import type { Category, Field, FieldType } from "@/lib/policy/schema"
import { openReading } from "@/lib/records/reading"
import { isAskedFor, shownValue } from "@/lib/records/shown"
import { codeOf, wordOf } from "@/lib/records/words"
import { type Correctable, chosen, correctablesIn } from "@/lib/requests/correctable"
import { newValue, type TypedValue } from "@/lib/requests/new-value"
import { type Prospect, prospectFor, writeLetter } from "@/lib/requests/prepare"
import type { PartScope } from "@/lib/requests/scope"
import type { Item } from "@/lib/sources/connector"
import { ValueDoesNotFit } from "@/lib/sources/failures"
import type { DataMap } from "@/lib/sources/map-schema"
import { translatorFor } from "@/messages/translator"

export type CorrectionScope = Extract<PartScope, { right: "rectification" }>
export type CorrectionAsked = {
  category: string
  field?: string | undefined
  item?: string | undefined
  typed: TypedValue
}

/** A correction worked out against the sources, before anything is stored. `from` is null where nothing was held. */
export type Correction = {
  category: Category
  scope: CorrectionScope
  value: string
  item: string | null
  from: string | null
  prospect: Prospect
  name: string
}

/**
 * Works a correction out: the field, the new value in the shape its type asks for, and the plan, tried out in the
 * source and taken back. Throws NotFound for a field that is not theirs to correct, Invalid beside `value` for a value
 * that is none, is the same, or does not fit the source's own column.
 */
export async function workOutCorrection(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  asked: CorrectionAsked,
): Promise<Correction> {
  const reading = await openReading(house, signed, signed.actor.subjectId)
  const found = await correctablesIn(reading, asked.category)
  const { field, item, held } = chosen(found, asked)
  const value = correctedTo(reading.inForce.dataMap, { field, held }, asked.typed)
  const scope: CorrectionScope = { right: "rectification", category: found.category.code, field: field.code }
  const prospect = await correctionProspect(house, signed, { ...scope, value, ...(item ? { item } : {}) })
  const { sources, identities } = prospect.planning
  return {
    category: found.category,
    scope,
    value,
    item,
    from: held ? heldText(reading.inForce.dataMap, field, held, signed.actor.locale) : null,
    prospect,
    name: (await nameOf(sources, identities)) ?? "",
  }
}

/** The new value as the sources take it. Throws Invalid beside `value` for what is none, or is so already. */
export function correctedTo(
  dataMap: DataMap,
  { field, held }: Pick<Correctable, "field" | "held">,
  asked: TypedValue,
): string {
  const typed = newValue(field.type, asked)
  const value =
    (held && field.type === "text" && codeOf(dataMap, field.code, String(held.value), typed)) || typed
  if (held && isSame(field.type, held, value)) throw new Invalid({ value: { code: "same_value" } })
  return value
}

/** A correction as its letter tells it: the field, the value held and the new one, in the letter's language. */
export const toldIn = (
  dataMap: DataMap,
  { field, held }: Pick<Correctable, "field" | "held">,
  value: string,
  locale: Locale,
) => ({
  field: textIn(field.title, locale),
  from: held ? heldText(dataMap, field, held, locale) : null,
  to: valueText(dataMap, field, value, locale),
})

/** The plan of a correction, tried out in the source. Throws Invalid beside `value`. */
export async function correctionProspect(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  scope: Scope,
): Promise<Prospect> {
  try {
    const prospect = await prospectFor(house, signed, scope)
    const { operations, gaps } = prospect.plan
    if (operations.length + gaps.length === 0) throw new Invalid({ value: { code: "nowhere_to_write" } })
    return prospect
  } catch (error) {
    if (error instanceof ValueDoesNotFit) throw new Invalid({ value: { code: "does_not_fit" } })
    throw error
  }
}

function isSame(type: FieldType, held: Item, value: string): boolean {
  const before = String(held.value)
  if (type === "phone") return normalPhone(before) === value
  if (type === "email") return before.trim().toLowerCase() === value
  if (type === "money" || type === "number") return Number(before) === Number(value)
  return (type === "date" ? before.slice(0, 10) : before) === value
}

/** A held value as a letter writes it: where no program reads it, that it is looked up. */
function heldText(dataMap: DataMap, field: Field, held: Item, locale: Locale): string {
  if (isAskedFor(held.value)) return translatorFor(locale, "data")("item.asked")
  return valueText(dataMap, field, typeof held.value === "object" ? "" : String(held.value), locale)
}

/** A value as the person reads it: dates and sums in their language, the source's codes in words. */
function valueText(dataMap: DataMap, { code, type }: Field, value: string, locale: Locale): string {
  const shown = shownValue(type, value, locale)
  if (shown.kind === "text") return shown.text
  return wordOf(dataMap, code, value, locale) ?? value
}

/** The letter of a correction, old value and new, with the names of its documents. */
export async function letterOf(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  { category, scope, from, value, prospect, name }: Correction,
  attachments: readonly string[],
): Promise<Letter> {
  const { locale } = signed.actor
  const field = category.fields.find(({ code }) => code === scope.field)
  if (!field) throw new NotFound()
  const correction = {
    field: textIn(field.title, locale),
    from,
    to: valueText(prospect.planning.inForce.dataMap, field, value, locale),
  }
  return writeLetter(house, signed, prospect.planning, scope, name, { correction, attachments })
}
