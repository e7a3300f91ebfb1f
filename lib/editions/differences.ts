import { canonical } from "@/lib/ledger/record"
import { citationText } from "@/lib/policy/lookup"
import type { Profile } from "@/lib/policy/profile-schema"
import { under } from "@/lib/policy/references"
import { Citation, type Locale, Term, Text } from "@/lib/policy/text-schema"

/** A value as people read it: a text, a length of time, or a word of the schema such as "letter" or "yes". */
export type Value = { text: Text } | { term: Term } | { word: string }
/** A step of the way to what differs: a field of the schema, or a thing that has a name of its own. */
export type Step = { field: string } | { name: Text }
/**
 * One thing that differs between two editions of a document, and where, from the outside in. `changed` is said of what
 * has no words of its own.
 */
export type Difference = { where: Step[] } & (
  | { what: "added" | "removed"; item: Value }
  | { what: "becomes"; before: Value; after: Value }
  | { what: "changed" }
)

/** In which list the codes under a key are explained. */
const LISTS: Record<string, string> = {
  ...{ purposes: "purposes", purpose: "purposes", stops: "purposes", categories: "categories" },
  ...{ category: "categories", restricts: "categories", erases: "categories", recipients: "recipients" },
  ...{ recipient: "recipients", origins: "origins", origin: "origins", retention: "retentionRules" },
  ...{ rule: "retentionRules", grounds: "grounds", ground: "grounds", continues: "grounds" },
  ...{ continuesWhile: "grounds", preserves: "grounds", rights: "rights", fact: "facts" },
  ...{ basis: "bases", appeal: "complaintRoute" },
}
/** What is keyed by codes of its author's, not by fields of the schema. */
const KEYED = new Set(["sources", "entries", "facts", "notHeld", "values", "names", "codes"])

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
const textOf = (value: unknown): Text | null => {
  const parsed = Text.safeParse(value)
  return parsed.success ? parsed.data : null
}
const plain = (value: string): Text => ({ ky: value, ru: value, en: value })
const codeOf = (value: unknown): string | null => {
  const code = under(value, "code") ?? under(value, "year") ?? under(value, "date")
  return code === undefined ? null : String(code)
}
const nameOf = (value: unknown, code: string): Text =>
  textOf(under(value, "title")) ?? textOf(under(value, "name")) ?? plain(code)

type Reader = {
  titles: (key: string, code: string) => Text
  cited: (value: unknown) => Text
}

/** `profile`: the legal profile by which bases and laws have their names. */
function readerOf(documents: readonly unknown[], profile: Profile): Reader {
  const lists = [...documents, profile]
  const titles = (key: string, code: string) => {
    const list = LISTS[key] ?? key
    for (const document of lists) {
      const entries = under(document, list)
      const found = Array.isArray(entries) ? entries.find((entry) => codeOf(entry) === code) : undefined
      if (found) return nameOf(found, code)
    }
    return plain(code)
  }
  const one = (citation: unknown, locale: Locale) => {
    const parsed = Citation.safeParse(citation)
    if (!parsed.success) return ""
    const known = profile.laws.some(({ code }) => code === parsed.data.law)
    const { law, ...clause } = parsed.data
    return citationText(profile, known ? parsed.data : clause, locale) || (law ?? "")
  }
  const cited = (value: unknown) => {
    const all = (locale: Locale) =>
      Array.isArray(value) ? value.map((citation) => one(citation, locale)).join("; ") : ""
    return { ky: all("ky") || "–", ru: all("ru") || "–", en: all("en") || "–" }
  }
  return { titles, cited }
}

/** What is said as one: a text, a scalar, a length of time, the sources of a statement. Null for what has parts. */
function leafOf(key: string, value: unknown, reader: Reader): Value | null {
  if (key === "cites") return { text: reader.cited(value) }
  const text = textOf(value)
  if (text) return { text }
  const term = Term.safeParse({ n: under(value, "n"), unit: under(value, "unit") })
  if (term.success) return { term: term.data }
  if (under(value, "from") === "profile") return { word: "profile" }
  if (typeof value === "boolean") return { word: value ? "yes" : "no" }
  if (typeof value === "number") return { text: plain(String(value)) }
  if (typeof value === "string") return key in LISTS ? { text: reader.titles(key, value) } : { word: value }
  return null
}

/** A value in words, a thing by its name; null for what has none. */
function inWords(key: string, value: unknown, reader: Reader): Value | null {
  const leaf = leafOf(key, value, reader)
  if (leaf) return leaf
  const code = codeOf(value)
  if (code !== null) return { text: nameOf(value, code) }
  const named = textOf(under(value, "title")) ?? textOf(under(value, "note")) ?? textOf(under(value, "text"))
  return named ? { text: named } : null
}

/** What differs from `before` in `after`, in the order of the document. */
export function differencesBetween(before: unknown, after: unknown, profile: Profile): Difference[] {
  return within(before, after, [], readerOf([after, before], profile))
}

function within(before: unknown, after: unknown, where: Step[], reader: Reader): Difference[] {
  const [old, now] = [isObject(before) ? before : {}, isObject(after) ? after : {}]
  const keys = [...new Set([...Object.keys(now), ...Object.keys(old)])].filter((key) => key !== "code")
  return keys.flatMap((key) => at(key, old[key], now[key], [...where, { field: key }], reader))
}

function at(key: string, before: unknown, after: unknown, where: Step[], reader: Reader): Difference[] {
  if (canonical(before) === canonical(after)) return []
  if (before === undefined || after === undefined)
    return oneSided(before === undefined, inWords(key, before ?? after, reader), where)
  const [was, is] = [leafOf(key, before, reader), leafOf(key, after, reader)]
  if (was && is && canonical(was) !== canonical(is))
    return [{ where, what: "becomes", before: was, after: is }]
  if (Array.isArray(before) && Array.isArray(after)) return lists(key, before, after, where, reader)
  if (isObject(before) && isObject(after))
    return KEYED.has(key) ? keyed(before, after, where, reader) : within(before, after, where, reader)
  return [{ where, what: "changed" }]
}

const oneSided = (isNew: boolean, item: Value | null, where: Step[]): Difference[] => [
  item ? { where, what: isNew ? "added" : "removed", item } : { where, what: "changed" },
]

/** Lists of named things are compared name by name; of other things, by what is in the one and not in the other. */
function lists(
  key: string,
  before: unknown[],
  after: unknown[],
  where: Step[],
  reader: Reader,
): Difference[] {
  const one = (what: "added" | "removed", value: unknown): Difference[] => {
    const item = inWords(key, value, reader)
    return [item ? { where, what, item } : { where, what: "changed" }]
  }
  if (key === "cites") return [{ where, what: "changed" }]
  if (![...before, ...after].every((value) => codeOf(value) !== null)) {
    const [old, now] = [before.map(canonical), after.map(canonical)]
    const gone = before.filter((value) => !now.includes(canonical(value)))
    const come = after.filter((value) => !old.includes(canonical(value)))
    const all = [
      ...come.flatMap((value) => one("added", value)),
      ...gone.flatMap((value) => one("removed", value)),
    ]
    return all.length > 0 ? all : [{ where, what: "changed" }]
  }
  const find = (list: unknown[], code: string | null) => list.find((value) => codeOf(value) === code)
  return [
    ...after.flatMap((value) => {
      const old = find(before, codeOf(value))
      if (old === undefined) return one("added", value)
      return within(old, value, [...where, { name: nameOf(value, codeOf(value) ?? "") }], reader)
    }),
    ...before.filter((value) => !find(after, codeOf(value))).flatMap((value) => one("removed", value)),
  ]
}

function keyed(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  where: Step[],
  reader: Reader,
): Difference[] {
  return [...new Set([...Object.keys(after), ...Object.keys(before)])].flatMap((code) => {
    const name = nameOf(after[code] ?? before[code], code)
    if (!(code in before) || !(code in after)) return oneSided(!(code in before), { text: name }, where)
    return at(code, before[code], after[code], [...where, { name }], reader)
  })
}
