import type { Scope, Story } from "@/lib/breaches/breach"
import { type Day, endOfDay, startOfDay } from "@/lib/deadlines/day"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import { Invalid, type MessageRef } from "@/lib/errors"
import type { Vault } from "@/lib/keys/vault"
import { sealKeys } from "@/lib/notices/runs"
import type { InForce } from "@/lib/policy/editions"
import { categoriesHeld } from "@/lib/sources/held-in"

/** A breach as it was typed. `from` and `to` bound when the data was recorded; `keys` are one source's own, a line each. */
export type EnteredBreach = {
  type: string
  happenedFrom: TypedDay
  happenedTo: TypedDay
  foundOn: TypedDay
  what: string
  how: string
  measures: string
  categories: readonly string[]
  sources: readonly string[]
  from: TypedDay
  to: TypedDay
  keys: string
}

export type CheckedBreach = {
  type: string
  happenedFrom: Day
  happenedTo: Day
  foundOn: Day
  categories: string[]
  scope: Scope
  story: Story
}

const SHORTEST = 10
const MOST_KEYS = 10_000
type Fields = Record<string, MessageRef>

/** Checks what was typed against the policy and the data map. Throws Invalid beside each field. */
export function checkedBreach(
  vault: Pick<Vault, "sealOwn">,
  inForce: Pick<InForce, "policy" | "dataMap">,
  today: Day,
  entered: EnteredBreach,
): CheckedBreach {
  const fields: Fields = {}
  const type = inForce.policy.breaches?.find(({ code }) => code === entered.type)
  if (!type) fields.type = { code: "choose_one" }
  const days = daysOf(entered, today, fields)
  const story = storyOf(entered, fields)
  const scope = scopeOf(vault, inForce, entered, fields)
  if (!type || !days || Object.keys(fields).length > 0) throw new Invalid(fields)
  return { type: type.code, ...days, story, ...scope }
}

/** A day typed under a name: what is missing, no day or ahead is said beside it. */
function dayOf(name: string, typed: TypedDay, today: Day, fields: Fields, isOptional = false): Day | null {
  const day = typedDay(typed)
  if (day === "" && isOptional) return null
  if (!day) fields[name] = { code: day === "" ? "required" : "date_shape" }
  else if (day > today) fields[name] = { code: "day_ahead" }
  return day || null
}

function daysOf(entered: EnteredBreach, today: Day, fields: Fields) {
  const happenedFrom = dayOf("happenedFrom", entered.happenedFrom, today, fields)
  const happenedTo = dayOf("happenedTo", entered.happenedTo, today, fields, true) ?? happenedFrom
  const foundOn = dayOf("foundOn", entered.foundOn, today, fields)
  if (!happenedFrom || !happenedTo || !foundOn) return null
  if (happenedTo < happenedFrom) fields.happenedTo ??= { code: "ends_before" }
  if (foundOn < happenedFrom) fields.foundOn ??= { code: "found_before" }
  return { happenedFrom, happenedTo, foundOn }
}

function storyOf({ what, how, measures }: EnteredBreach, fields: Fields): Story {
  const story = { what: what.trim(), how: how.trim(), measures: measures.trim() }
  for (const [name, text] of Object.entries(story))
    if (text.length < SHORTEST) fields[name] = { code: "words_short", values: { min: SHORTEST } }
  return story
}

export type EnteredScope = Pick<EnteredBreach, "categories" | "sources" | "from" | "to" | "keys">

/**
 * Whose data, by what the data map knows: sources, categories, days, keys of one source. What cannot be so is said beside
 * its field in `fields`.
 */
export function scopeOf(
  vault: Pick<Vault, "sealOwn">,
  { policy, dataMap }: Pick<InForce, "policy" | "dataMap">,
  entered: EnteredScope,
  fields: Fields,
): { categories: string[]; scope: Scope } {
  const zone = policy.organisation.timezone
  const sources = Object.keys(categoriesHeld(dataMap)).filter((name) => entered.sources.includes(name))
  const categories = policy.categories
    .map(({ code }) => code)
    .filter((code) => entered.categories.includes(code))
  if (sources.length === 0) fields.sources = { code: "choose_one" }
  const held = sources.flatMap((name) => categoriesHeld(dataMap)[name] ?? [])
  if (categories.length === 0) fields.categories = { code: "choose_one" }
  else if (sources.length > 0 && !categories.some((code) => held.includes(code)))
    fields.categories = { code: "not_held_there" }
  const [from, to] = [typedDay(entered.from), typedDay(entered.to)]
  if (from === null) fields.from = { code: "date_shape" }
  if (to === null) fields.to = { code: "date_shape" }
  else if (from && to && to < from) fields.to = { code: "ends_before" }
  const keys = keysOf(entered.keys)
  if (keys.length > 0 && sources.length !== 1) fields.keys = { code: "keys_of_one_source" }
  else if (keys.length > MOST_KEYS) fields.keys = { code: "too_many_keys", values: { max: MOST_KEYS } }
  const scope = {
    sources,
    from: from ? startOfDay(from, zone).toISOString() : null,
    to: to ? endOfDay(to, zone).toISOString() : null,
    keys: keys.length > 0 ? sealKeys(vault, keys) : null,
  }
  return { categories, scope }
}

const keysOf = (typed: string): string[] => [
  ...new Set(
    typed
      .split(/[\s,;]+/)
      .map((key) => key.trim())
      .filter(Boolean),
  ),
]
