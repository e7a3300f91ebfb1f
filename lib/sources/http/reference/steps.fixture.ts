import { type Change, digestOf, type Row, rowsAt, rowsOf, type Store, type Value } from "./store.fixture"

/* How the reference system plans a change, tells what became of it, and makes it. */

type Wish = {
  op: string
  category: string
  purpose: string
  items?: { field: string; record: string }[]
  field: string
  record?: string
  value: Value
}
type Step = {
  op: string
  subject: string
  category: string
  purpose: string | null
  records: string[]
  span?: { first: string; last: string; count: number }
  before: string
  after: string | null
  values: Record<string, Value> | null
}

export type Planned = Step & {
  strategy: string
  place: string
  fields: string[]
  items: Record<string, number>
}

const CORRECTABLE = ["email"]
const RESTRICTABLE = ["expenses"]
const ERASABLE = ["email", "expenses"]

const isOn = (op: string): boolean => op === "restrict" || op === "stop"
const markOf = ({
  subject,
  op,
  category,
  purpose,
}: Pick<Step, "subject" | "op" | "category" | "purpose">): string =>
  op.endsWith("restrict") ? `${subject}/restrict/${category}` : `${subject}/stop/${purpose}`

const itemsIn = (rows: Row[]): number => rows.flatMap(({ fields }) => Object.values(fields)).length

/** The steps for one wish, or why there is none. */
export function planFor(store: Store, subject: string, wish: Wish, maySpan: boolean): Planned[] | string {
  if (wish.op === "stop" || wish.op === "allow" || wish.op.endsWith("restrict"))
    return planMark(store, subject, wish)
  const held = rowsOf(store, subject, [wish.category])
  if (wish.op === "correct") return planCorrection(subject, wish, held)
  const rows = held.filter(({ id }) => !wish.items || wish.items.some(({ record }) => record === id))
  if (rows.length === 0) return "nothing_held"
  if (wish.op === "erase" && !ERASABLE.includes(wish.category)) return "not_mapped"
  // Rows go whole here: one field of several is not taken out of them.
  const isNamed = (id: string, field: string) =>
    !wish.items || wish.items.some((each) => each.record === id && each.field === field)
  if (rows.some(({ id, fields }) => Object.keys(fields).some((field) => !isNamed(id, field))))
    return "not_mapped"
  // Single records are always named; of a whole category only so many are.
  const isMany = maySpan && !wish.items && rows.length > store.named
  return isMany
    ? spans(rows, store.span).map((each) => rowStep(wish, each, true))
    : [rowStep(wish, rows, false)]
}

const spans = (rows: Row[], size: number): Row[][] =>
  Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => rows.slice(i * size, (i + 1) * size))

/** One step over some records, by their names or by the first and the last of them. */
function rowStep({ op, category }: Wish, rows: Row[], isSpan: boolean): Planned {
  const [first = "", last = ""] = [rows[0]?.id, rows.at(-1)?.id]
  return {
    ...{ subject: rows[0]?.person ?? "", op, strategy: op === "erase" ? "delete" : "keep" },
    ...{ category, purpose: null, place: category, values: null, after: null },
    fields: [...new Set(rows.flatMap(({ fields }) => Object.keys(fields)))],
    records: isSpan ? [] : rows.map(({ id }) => id),
    ...(isSpan ? { span: { first, last, count: rows.length } } : {}),
    items: { [category]: itemsIn(rows) },
    before: digestOf(rows),
  }
}

function planCorrection(subject: string, wish: Wish, held: Row[]): Planned[] | string {
  if (!CORRECTABLE.includes(wish.category)) return "not_mapped"
  const rows = held.filter(({ id }) => wish.record === undefined || wish.record === id)
  const [row] = rows
  if (!row) return "nothing_held"
  if (rows.length > 1) return "ambiguous"
  if (row.fields[wish.field] === wish.value) return "already"
  const corrected = { ...row, fields: { ...row.fields, [wish.field]: wish.value } }
  return [
    {
      ...{ subject, op: "correct", strategy: "set", category: wish.category, purpose: null },
      ...{ place: wish.category, fields: [wish.field], records: [row.id], items: { [wish.category]: 1 } },
      ...{ before: digestOf([row]), after: digestOf([corrected]), values: { [wish.field]: wish.value } },
    },
  ]
}

function planMark(store: Store, subject: string, wish: Wish): Planned[] | string {
  const isPurpose = wish.op === "stop" || wish.op === "allow"
  if (!isPurpose && !RESTRICTABLE.includes(wish.category)) return "not_mapped"
  const purpose = isPurpose ? wish.purpose : null
  const step = { subject, op: wish.op, category: isPurpose ? "marks" : wish.category, purpose }
  const [mark, on] = [markOf(step), isOn(wish.op)]
  const is = store.marks.get(mark) ?? false
  if (is === on) return "already"
  return [
    {
      ...{ ...step, strategy: "flag", place: "marks", fields: [], records: [], items: {}, values: { on } },
      ...{ before: digestOf([mark, is]), after: digestOf([mark, on]) },
    },
  ]
}

const isOfRows = ({ records, span }: Step): boolean => records.length > 0 || span !== undefined

/** Whether a step is still to be done, was done, or speaks of data that are others by now. */
export function stateOf(store: Store, step: Step): "before" | "already" | "changed" {
  const rows = rowsAt(store, step)
  const mark = markOf(step)
  const is = isOfRows(step) ? digestOf(rows) : digestOf([mark, store.marks.get(mark) ?? false])
  if (step.op === "keep") return is === step.before ? "already" : "changed"
  if (step.op === "erase" && rows.length === 0) return "already"
  if (is === step.after) return "already"
  return is === step.before ? "before" : "changed"
}

/** What carrying out a step changes. */
export function changesOf(store: Store, step: Step): Change[] {
  if (!isOfRows(step)) return [{ mark: markOf(step), on: isOn(step.op) }]
  return rowsAt(store, step).map(
    ({ id }): Change => (step.op === "erase" ? { remove: id } : { set: id, values: step.values ?? {} }),
  )
}
