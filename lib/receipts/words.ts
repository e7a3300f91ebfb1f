import type { Fault, Verdict } from "@/lib/receipts/check-receipt"
import type { Entry } from "@/lib/receipts/receipt"

/** The sentences about a receipt in one language: templates with names in braces, filled here so that a browser can. */
export type VerdictTexts = {
  holds: string
  fails: string
  unchecked: string
  faultsHead: string
  provenHead: string
  notProvenHead: string
  contentHead: string
  faults: Record<
    | Exclude<Fault["is"], "unreadable">
    | "head"
    | `piece_${"content" | "index" | "path" | "checkpoint" | "signature"}`,
    string
  >
  proven: Record<"entered" | "place" | "signed" | "content" | "closed", string>
  notProven: Record<"true" | "who" | "clock" | "later" | "key", string>
  fields: Readonly<Record<string, string>>
  acts: Readonly<Record<string, string>>
  /** What the steps of a request are called. */
  events: Readonly<Record<string, string>>
}

/** A verdict in words, in the order it is shown. */
export type Told = {
  outcome: "holds" | "fails" | "unchecked"
  title: string
  faults: readonly string[]
  proven: readonly string[]
  notProven: readonly string[]
  /** What was entered: names and values. */
  content: readonly { key: string; value: string }[]
}

/** A template with its names in braces filled. */
export const filled = (template: string, values: Record<string, string | number>): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))

/** Says what a verdict is, what is proven and what is not. Of what does not hold nothing is told as proven. */
export function verdictWords(verdict: Verdict, texts: VerdictTexts): Told {
  const { holds, faults, entry, content, tree, key } = verdict
  const isUnchecked = faults.length > 0 && faults.every(({ is }) => is === "signature_unchecked")
  const outcome = holds ? "holds" : isUnchecked ? "unchecked" : "fails"
  const said = faults.map((fault) => faultWords(fault, texts))
  if (!holds || !entry || !tree || !key)
    return { outcome, title: texts[outcome], faults: said, proven: [], notProven: [], content: [] }
  const { proven } = texts
  const rows = content === null ? [] : contentRows(content, texts)
  return {
    outcome,
    title: texts.holds,
    faults: [],
    proven: [
      filled(proven.entered, { at: timeWords(entry.at), act: actWords({ entry, content }, texts) }),
      filled(proven.place, { place: tree.index + 1, size: tree.size, origin: tree.origin }),
      filled(proven.signed, { key: `${key.name}+${key.id}` }),
      content === null ? proven.closed : proven.content,
    ],
    notProven: Object.values(texts.notProven),
    content: rows,
  }
}

const faultWords = (fault: Fault, { faults }: VerdictTexts): string => {
  if (fault.is === "unreadable") return fault.piece === "head" ? faults.head : faults[`piece_${fault.piece}`]
  const names = "names" in fault ? fault.names.join(", ") : ""
  return filled(faults[fault.is], { ...fault, names })
}

type Opened = { entry: Pick<Entry, "act">; content: string | null }

const kindOf = ({ act }: Pick<Entry, "act">, { acts }: VerdictTexts): string =>
  acts[act.replace(".", "_")] ?? filled(acts.other ?? "{code}", { code: act })

const stepOf = ({ entry, content }: Opened, { events }: VerdictTexts): string | undefined => {
  const event = entry.act === "part.moved" && content !== null ? fieldsOf(content).event : undefined
  return typeof event === "string" ? events[event] : undefined
}

/** What an entry is about, as a heading: the step of a request by its own name. */
export const entryWords = (opened: Opened, texts: VerdictTexts): string =>
  stepOf(opened, texts) ?? kindOf(opened.entry, texts)

const actWords = (opened: Opened, texts: VerdictTexts): string => {
  const step = stepOf(opened, texts)
  return step ? `${kindOf(opened.entry, texts)}: «${step}»` : kindOf(opened.entry, texts)
}

function contentRows(content: string, texts: VerdictTexts): Told["content"] {
  return Object.entries(fieldsOf(content)).map(([name, value]) => ({
    key: texts.fields[name] ?? name,
    value:
      name === "event" && typeof value === "string"
        ? (texts.events[value] ?? value)
        : Array.isArray(value)
          ? value.join(", ")
          : String(value),
  }))
}

function fieldsOf(content: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(content)
    return typeof read === "object" && read !== null && !Array.isArray(read) ? { ...read } : {}
  } catch {
    return {}
  }
}

const AHEAD_MS = 6 * 60 * 60 * 1000

/** `23.11.2026 17:27:05 (UTC+6)`: by the clock of Bishkek, put together here since browsers have no Kyrgyz. */
export function timeWords(at: string): string {
  const ms = Date.parse(at)
  if (Number.isNaN(ms)) return at
  const [day = "", time = ""] = new Date(ms + AHEAD_MS).toISOString().split("T")
  return `${day.split("-").reverse().join(".")} ${time.slice(0, 8)} (UTC+6)`
}
