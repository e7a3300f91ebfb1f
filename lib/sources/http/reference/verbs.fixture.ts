import { changesOf, type Planned, planFor, stateOf } from "./steps.fixture"
import { type Row, rowsAt, rowsOf, type Store } from "./store.fixture"

/* What the reference system answers to each verb of the contract. */

/** A question that is refused: the problem's type, and the place in the question. */
export class Refusal extends Error {
  constructor(
    type: string,
    readonly at: number,
  ) {
    super(type)
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a question is taken as the signed portal sends it.
type Question = any
type Answer = Record<string, unknown>

const keysIn = (store: Store): string[] => [...store.people.keys()].sort()
const instant = (): string => new Date().toISOString()

const itemsOf = (store: Store, subject: string, categories: string[]) =>
  rowsOf(store, subject, categories).flatMap((row) =>
    Object.entries({ ...row.fields, ...(row.bytes ? { scan: row.bytes } : {}) })
      .filter(([, value]) => value !== null)
      .map(([field, value]) => ({
        ...{ subject, record: row.id, category: row.category, field },
        value: field === "scan" ? { bytes: Buffer.from(String(value), "base64").length } : value,
        ...{ by: null, at: null, recordedAt: row.at },
      })),
  )

const personOf = (store: Store, key: string) => {
  const person = store.people.get(key)
  if (!person) return []
  const { pin, phone, language } = person
  return [
    {
      ...{ key, language },
      identifiers: [
        { kind: "pin", value: pin },
        { kind: "phone", value: phone },
      ],
    },
  ]
}

function touched(store: Store, { categories, from, to, keys, after, most }: Question) {
  const isMeant = (row: Row) =>
    (from === null || row.at >= from) && (to === null || row.at <= to) && categories.includes(row.category)
  const all = keysIn(store)
    .filter((key) => keys === null || keys.includes(key))
    .filter((key) => rowsOf(store, key).some(isMeant))
  const rest = all.filter((key) => after === null || key > after)
  return { total: all.length, people: rest.slice(0, most).flatMap((key) => personOf(store, key)) }
}

function fact(store: Store, subject: string, name: string) {
  const loan = rowsOf(store, subject, ["loans"])[0]
  const open = loan ? loan.fields.open === true : null
  const values: Record<string, boolean | null> = {
    "customer.exists": store.people.has(subject),
    "loan.open": open,
    "obligations.performed": open === null ? null : !open,
  }
  const since = name === "customer.exists" ? null : (loan?.fields.closed_on ?? null)
  return { name, value: values[name] ?? null, since, evidence: null }
}

function apply(store: Store, { subjects, steps }: Question, id: string, isInEarnest = true): Answer {
  const states: string[] = steps.map((step: Question) => stateOf(store, step))
  const at = instant()
  const changed = states.indexOf("changed")
  if (changed >= 0) return { subjects, outcome: { state: "changed", step: changed, rows: 0, at } }
  const isDone = states.every((state) => state === "already")
  const kept = store.answered.get(id)
  if (isDone && kept && isInEarnest) return kept as Answer
  const changes = steps.flatMap((step: Question, i: number) =>
    states[i] === "before" ? changesOf(store, step) : [],
  )
  const results = steps.map((step: Question, i: number) => ({
    state: states[i] === "already" && step.op !== "keep" ? "already" : "done",
    rows: states[i] === "already" ? 0 : rowsAt(store, step).length,
    at,
  }))
  const answer = { subjects, outcome: { state: "done", results } }
  if (!isDone && isInEarnest) store.change(...changes, { answered: id, kept: answer })
  return answer
}

const STEPS_IN_PAGE = 3

/** Where a step stands in a plan, in an order that stays whatever is added or goes: its wish, and its first record. */
const placeOf = (wish: number, { span, records }: Planned): string =>
  `${String(wish).padStart(4, "0")} ${span?.first ?? records[0] ?? ""}`

export const VERBS: Record<string, (store: Store, question: Question, id: string) => Answer> = {
  about: ({ also }) => ({
    subject: "customer_id",
    kinds: ["pin", "phone"],
    categories: {
      email: { fields: ["email"], can: ["erase", "correct"] },
      expenses: { fields: ["amount", "declared_on", "expense_kind"], can: ["erase", "restrict"] },
      identity_document: { fields: ["doc_type", "scan"], can: [] },
    },
    purposes: { marketing_own: ["use"] },
    facts: ["customer.exists", "loan.open", "obligations.performed"],
    also,
  }),
  find: (store, { kind, value }) => ({
    keys: keysIn(store).filter((key) => (store.people.get(key) as Question)[kind] === value),
  }),
  identify: (store, { keys }) => ({ people: keys.flatMap((key: string) => personOf(store, key)) }),
  count(store, { subject, categories }) {
    const items = itemsOf(store, subject, categories)
    const held = [...new Set(items.map(({ category }) => category))]
    return {
      subject,
      categories: held.map((category) => {
        const mine = items.filter((each) => each.category === category)
        const last = mine.map(({ recordedAt }) => recordedAt).sort()
        return { category, items: mine.length, last: last.at(-1) ?? null }
      }),
    }
  },
  read(store, { subject, categories, limit, after }) {
    const items = itemsOf(store, subject, categories)
    const nameOf = (item: (typeof items)[number]) => `${item.record} ${item.field}`
    const from = after === null ? 0 : items.findIndex((item) => nameOf(item) === after) + 1
    const page = items.slice(from, from + limit)
    const last = page.at(-1)
    return {
      ...{ subject, items: page, total: items.length },
      next: last && from + limit < items.length ? nameOf(last) : null,
    }
  },
  binary(store, { subject, record, field, from, most }) {
    const row = store.rows.get(record)
    const bytes = row?.person === subject && field === "scan" ? row?.bytes : undefined
    if (!bytes) return { subject, record, from, part: null }
    const all = Buffer.from(bytes, "base64")
    const data = all.subarray(from, from + most).toString("base64")
    return { subject, record, from, part: { total: all.length, data, mediaType: "image/png" } }
  },
  plan(store, { subject, wanted, after }) {
    for (const [at, { op, value }] of wanted.entries())
      if (op === "correct" && String(value).length > 100)
        throw new Refusal("urn:ukuk:source:value-does-not-fit", at)
    const each: (Planned[] | string)[] = wanted.map((wish: Question) =>
      planFor(store, subject, wish, after !== undefined),
    )
    const unplanned = each.flatMap((why, i) => (typeof why === "string" ? [{ wanted: i, why }] : []))
    const steps = each.flatMap((mine, i) =>
      typeof mine === "string" ? [] : mine.map((step) => ({ step, place: placeOf(i, step) })),
    )
    if (after === undefined) return { subject, unplanned, steps: steps.map(({ step }) => step) }
    const rest = steps.filter(({ place }) => after === null || place > after)
    const page = rest.slice(0, STEPS_IN_PAGE)
    const next = rest.length > page.length ? page.at(-1)?.place : null
    return { subject, next, steps: page.map(({ step }) => step), unplanned: after === null ? unplanned : [] }
  },
  apply,
  rehearse: (store, question, id) => apply(store, question, id, false),
  verify: (store, { subject, steps }) => ({
    subject,
    results: steps.map((step: Question) => {
      const left = rowsAt(store, step).length
      const held = stateOf(store, step) === "already"
      return { held, found: held ? 0 : left, at: instant() }
    }),
  }),
  facts: (store, { subject, names }) => ({
    subject,
    facts: names.map((name: string) => fact(store, subject, name)),
  }),
  people: (store, { after, most }) => ({
    keys: keysIn(store)
      .filter((key) => after === null || key > after)
      .slice(0, most),
  }),
  touched,
}
