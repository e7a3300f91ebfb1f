import type { Locale, Signed, StaffActor } from "@/lib/context"
import { Invalid, type MessageRef, NotFound } from "@/lib/errors"
import type { Scope } from "@/lib/fulfilment/plan"
import type { OpenHouse } from "@/lib/house"
import type { Correction as Told } from "@/lib/letters/correction-letter"
import type { InForce } from "@/lib/policy/editions"
import type { Text } from "@/lib/policy/text-schema"
import { openReading } from "@/lib/records/reading"
import { chosen, correctableCategories, correctablesIn, writableFields } from "@/lib/requests/correctable"
import { type CorrectionScope, correctedTo, toldIn } from "@/lib/requests/work-out-correction"

/** What staff entered of a correction: `category/field`, and the new value as it was written or said. */
export type CorrectionTyped = { field: string; value: string }

/** A correction as it is registered: what is planned, and what the letter tells. */
export type CorrectionEntered = {
  scope: CorrectionScope
  planned: Extract<Scope, { right: "rectification" }>
  told: (language: Locale) => Told
}

/** Every field staff may register a correction of, named `category/field`. */
export const correctionFields = (inForce: InForce): { code: string; title: Text; category: Text }[] =>
  correctableCategories(inForce).flatMap((category) =>
    writableFields(inForce, category).map(({ code, title }) => ({
      code: `${category.code}/${code}`,
      title,
      category: category.title,
    })),
  )

const DAY = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/

/**
 * Works out a correction that reached staff: whose field it is, and the new value in the shape its type asks for; a date
 * as DD.MM.YYYY. Returns what is wrong beside `field` or `value` instead, so that all faults of a form are told at once.
 */
export async function correctionEntered(
  house: OpenHouse,
  signed: Signed<StaffActor>,
  subject: string,
  typed: CorrectionTyped,
): Promise<CorrectionEntered | { fields: Record<string, MessageRef> }> {
  const [categoryCode = "", code = ""] = typed.field.split("/")
  try {
    const reading = await openReading(house, signed, subject)
    const found = await correctablesIn(reading, categoryCode)
    const { field, item, held } = chosen(found, { field: code })
    const { dataMap } = reading.inForce
    const [, day, month, year] = DAY.exec(typed.value.trim()) ?? []
    const value = correctedTo(dataMap, { field, held }, { value: typed.value, day, month, year })
    const scope: CorrectionScope = {
      right: "rectification",
      category: found.category.code,
      field: field.code,
    }
    return {
      scope,
      planned: { ...scope, value, ...(item ? { item } : {}) },
      told: (language) => toldIn(dataMap, { field, held }, value, language),
    }
  } catch (error) {
    if (error instanceof NotFound) return { fields: { field: { code: "choose_field" } } }
    if (error instanceof Invalid) return { fields: error.fields }
    throw error
  }
}
