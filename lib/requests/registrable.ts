import type { MessageRef } from "@/lib/errors"
import { multiline } from "@/lib/letters/clean"
import type { EntryChannel } from "@/lib/letters/letter"
import type { InForce } from "@/lib/policy/editions"
import { category, offeredRight, right } from "@/lib/policy/lookup"
import type { Right } from "@/lib/policy/rights-schema"
import type { Category, Purpose } from "@/lib/policy/schema"
import type { CodedScope } from "@/lib/requests/asked"
import { awaitsConfirmation } from "@/lib/requests/by-email"
import { correctionFields } from "@/lib/requests/correction-entered"
import { effectForm, effectScope } from "@/lib/requests/effects"
import { EVERYTHING } from "@/lib/requests/prepare-choice"
import {
  isAnswerRight,
  isEffectScope,
  isReadingRight,
  type PartScope,
  type ReadingRight,
} from "@/lib/requests/scope"
import { splitStops } from "@/lib/requests/self-service"
import { MOST_WORDS, wordsForm } from "@/lib/requests/words-form"

type Underlying = InForce

/** What of a right can be ticked: purposes or categories; `all` may stand for every one of them. */
export type Registrable = {
  right: Right
  code: PartScope["right"]
  choices: readonly (Purpose | Category)[]
  mayBeAll: boolean
  wordsNeeded: boolean
  /** Of a correction: what can be corrected, named `category/field`. */
  fields?: ReturnType<typeof correctionFields>
  /** A mark that was set may be taken off again: ticked as `back`. */
  canTakeBack?: boolean
}

/** The tick that takes a mark back. */
export const BACK = "back"

/** What staff may register: what is answered in words, a withdrawal, an erasure, a restriction, a copy, effects, a correction. */
export function registrable(inForce: Underlying, code: string): Registrable | null {
  const form = wordsForm(inForce, code)
  if (form) {
    const { right, topics, wordsNeeded } = form
    return { right, code: form.code, choices: topics, mayBeAll: false, wordsNeeded }
  }
  const { purposes, categories } = inForce.policy
  const effects = effectForm(inForce, code)
  if (effects) {
    const { right, canTakeBack } = effects
    return { right, code: effects.code, choices: [], mayBeAll: false, wordsNeeded: false, canTakeBack }
  }
  const right = offeredRight(inForce.policy, code)
  if (right && code === "rectification") {
    const fields = correctionFields(inForce)
    return fields.length > 0
      ? { right, code, choices: [], mayBeAll: false, wordsNeeded: false, fields }
      : null
  }
  if (!right || !isChosen(code)) return null
  const choices = code === "withdrawal" ? purposes : categories
  return { right, code, choices, mayBeAll: true, wordsNeeded: false }
}

const isChosen = (code: string): code is "withdrawal" | "erasure" | "restriction" | ReadingRight =>
  code === "withdrawal" || code === "erasure" || code === "restriction" || isReadingRight(code)

/** The rights staff may register, in the policy's order. */
export const registrables = (inForce: Underlying): Registrable[] =>
  inForce.policy.rights.flatMap(({ code }) => registrable(inForce, code) ?? [])

/** What was ticked, as the part's scope; what the policy does not have counts as not ticked. */
export function scopeFrom(
  inForce: Underlying,
  { code, choices, mayBeAll, canTakeBack }: Registrable,
  ticked: readonly string[],
): CodedScope {
  const effects = effectForm(inForce, code)
  if (effects) return effectScope(inForce, effects, canTakeBack === true && ticked.includes(BACK))
  const all = mayBeAll && ticked.includes(EVERYTHING)
  // "All my consents" names no purpose on another basis; a letter that names one is registered with it (rule 2).
  const isMeant = (each: Purpose | Category) => !("withdrawable" in each) || each.withdrawable
  const chosen = choices.filter((each) => (all && isMeant(each)) || ticked.includes(each.code))
  if (code === "erasure" || code === "restriction" || isReadingRight(code))
    return { right: code, categories: chosen.map((each) => each.code) }
  if (code === "withdrawal") {
    const purposes = chosen.flatMap((each) => ("operations" in each ? each : []))
    return {
      right: code,
      purposes: purposes.map((each) => ({
        purpose: each.code,
        operations: each.operations.map((operation) => operation.code),
      })),
    }
  }
  if (!isAnswerRight(code)) throw new Error(`nothing is registered so under ${code}`)
  return { right: code, about: chosen.map((each) => each.code) }
}

/**
 * Whether only the person's own letter carries it: an erasure, a restriction, and a withdrawal of more than what one button stops
 * (rules 2 to 4). What is answered in words may be said in any way.
 */
export function needsLetter(inForce: Pick<InForce, "policy">, scope: PartScope): boolean {
  if (scope.right === "withdrawal") return splitStops(inForce, scope).rest !== null
  if (scope.right === "rectification") return category(inForce.policy, scope.category).selfService !== "ask"
  if (isEffectScope(scope)) return right(inForce.policy, scope.right).proof === "password"
  return scope.right === "erasure" || scope.right === "restriction"
}

/** What is missing or wrong in what was entered, beside its field. `words` are those trimmed. */
export function faultsOf(
  inForce: Underlying,
  form: Registrable,
  entered: { scope: PartScope; words: string; channel: EntryChannel | null; hasScan: boolean },
): Record<string, MessageRef> {
  const fields: Record<string, MessageRef> = {}
  const { scope, words, channel, hasScan } = entered
  const chosen =
    "about" in scope
      ? scope.about
      : scope.right === "withdrawal"
        ? scope.purposes
        : "categories" in scope
          ? scope.categories
          : []
  if (form.choices.length > 0 && chosen.length === 0) fields.choice = { code: "choose_one" }
  if (!channel) fields.channel = { code: "choose_one" }
  const said = multiline(words) !== ""
  const byLetter =
    needsLetter(inForce, scope) && (chosen.length > 0 || isEffectScope(scope) || "field" in scope)
  // An e-mail counts once the person confirms it: its own words are enough until then.
  const isByEmail = channel !== null && awaitsConfirmation(scope, channel)
  if (byLetter && channel === "phone") fields.channel = { code: "letter_needed" }
  else if (!hasScan && ((byLetter && !isByEmail) || channel === "paper"))
    fields.evidence = { code: "scan_needed" }
  if (words.length > MOST_WORDS) fields.words = { code: "too_long", values: { max: MOST_WORDS } }
  else if (!said && form.wordsNeeded) fields.words = { code: "required" }
  else if (!said && !hasScan && channel !== "paper" && (!byLetter || isByEmail))
    fields.words = { code: "note_or_scan" }
  return fields
}
