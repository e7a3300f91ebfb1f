import {
  conditionFor,
  events,
  eventsFrom,
  mayCause,
  next,
  type PartEvent,
  type ProposalKind,
  proposalKinds,
  type Role,
  roles,
  type Status,
} from "@/lib/requests/machine"

/** One part as the rules see it, with what its invariants speak of. Days are plain numbers. */
export type Model = {
  right: "erasure" | "withdrawal" | "question"
  status: Status
  today: number
  due: number
  extended: number
  kind: ProposalKind | null
  /** Who wrote versions of its proposals; the last wrote the present one. */
  authors: number[]
  reminded: number
  held: boolean
  /** Letters of the organisation since the last event that needs one. */
  letter: boolean
}

/** What happened, for the properties: they look at nothing else. */
export type Entry = {
  before: Model
  after: Model
  event: PartEvent | "hold" | "wait"
  actor: number
  erased: boolean
}

/** What a person at the keyboard may try: anything. */
export type Try = {
  pick: number
  wild: boolean
  actor: number
  role: number
  kind: number
  hold: boolean
  days: number
}

/** The rules the verbs keep beside the table. A test leaves one out to see that its property fails then. */
export const rules = {
  table: true,
  letters: true,
  fourEyes: true,
  holds: true,
  clock: true,
  withdrawal: true,
}
export type Rules = typeof rules

const TERM = 7
/** Closed by a decision, by silence or by doing it, and told by a letter. */
export const toldStatuses: readonly Status[] = ["fulfilled", "refused", "lapsed"]

export const begun = (right: Model["right"]): Model => ({
  right,
  status: "draft",
  today: 0,
  due: TERM,
  extended: 0,
  kind: null,
  authors: [],
  reminded: 0,
  held: false,
  letter: false,
})

const isForbidden = (model: Model, event: PartEvent, actor: number, role: Role, kept: Rules): boolean => {
  const condition = conditionFor(role, event)
  if (condition === "proposer" && model.authors.at(-1) !== actor) return true
  if (kept.fourEyes && condition === "not_author" && model.authors.includes(actor)) return true
  if (kept.withdrawal && model.right === "withdrawal" && event === "lapse") return true
  if (event === "lapse" && model.reminded < 2) return true
  if (event === "reply" && model.right !== "question") return true
  if (kept.clock && event === "extend" && (model.extended > 0 || model.today > model.due)) return true
  return kept.holds && model.held && model.right === "erasure" && (event === "complete" || event === "defer")
}

const proposalOf = (
  model: Model,
  event: PartEvent,
  wanted: ProposalKind,
  kept: Rules,
): ProposalKind | null => {
  if (event === "reject_proof") return "refuse"
  if (event === "propose") return wanted
  return event === "approve" && kept.table ? model.kind : (model.kind ?? wanted)
}

const clockOf = (model: Model, event: PartEvent, kept: Rules): Partial<Model> => {
  if (event === "extend") return { extended: model.extended + 1, due: model.due + TERM }
  if (event === "reopen" || event === "recur") return { due: Math.max(model.due, model.today + TERM) }
  // A slip: an answer brings the date back to where it was counted from.
  if (event === "answer" && !kept.clock) return { due: model.due - 1 }
  return {}
}

/** Tries something: what the rules do not allow leaves the part as it is. */
export function attempt(model: Model, tried: Try, kept: Rules = rules): Entry {
  const plain = { before: model, actor: tried.actor, erased: false }
  if (tried.hold) return { ...plain, event: "hold", after: { ...model, held: !model.held } }
  if (tried.days > 0) {
    const reminded = model.status === "waiting" || model.status === "verifying" ? model.reminded + 1 : 0
    return { ...plain, event: "wait", after: { ...model, today: model.today + tried.days, reminded } }
  }
  const likely = tried.wild ? events : eventsFrom(model.status)
  const event = likely[tried.pick % Math.max(1, likely.length)] ?? "submit"
  const wanted = proposalKinds[tried.kind % 2] ?? "fulfil"
  const role = roleOf(event, tried)
  const refusing = event === "reject_proof" || (event === "propose" && wanted === "refuse")
  const kind = proposalOf(model, event, wanted, kept)
  const lawful = next(model.status, event, { proposalKind: kind })
  const to = kept.table ? lawful : (lawful ?? (event === "complete" ? "fulfilled" : null))
  const refused =
    !to ||
    !mayCause(role, event) ||
    isForbidden(model, event, tried.actor, role, kept) ||
    (kept.withdrawal && refusing && model.right === "withdrawal")
  if (refused) return { ...plain, event, after: model }
  const proposes = event === "propose" || event === "reject_proof"
  const after: Model = {
    ...model,
    ...clockOf(model, event, kept),
    status: to,
    kind: proposes ? kind : model.kind,
    authors: proposes ? [...model.authors, tried.actor] : model.authors,
    letter: kept.letters && toldStatuses.includes(to),
  }
  return { ...plain, event, after, erased: event === "complete" && model.right === "erasure" }
}

/** Mostly somebody who may, sometimes anybody. */
const roleOf = (event: PartEvent, { role, wild }: Try): Role => {
  const able = wild ? roles : roles.filter((each) => mayCause(each, event))
  return able[role % Math.max(1, able.length)] ?? "system"
}

/** All that happened to one part. */
export function traceOf(right: Model["right"], tries: readonly Try[], kept: Rules = rules): Entry[] {
  const entries: Entry[] = []
  let model = begun(right)
  for (const tried of tries) {
    const entry = attempt(model, tried, kept)
    entries.push(entry)
    model = entry.after
  }
  return entries
}

// Written down without the table: from where a part goes where.
const WAYS: Readonly<Record<Status, readonly Status[]>> = {
  draft: ["received", "cancelled"],
  received: ["fulfilling", "verifying", "working", "cancelled"],
  verifying: ["working", "proposed", "lapsed", "cancelled"],
  waiting: ["working", "lapsed", "cancelled"],
  working: ["verifying", "waiting", "fulfilling", "proposed", "fulfilled", "cancelled"],
  proposed: ["working", "fulfilling", "refused", "cancelled"],
  fulfilling: ["deferred", "stalled", "working", "fulfilled", "cancelled"],
  stalled: ["fulfilling", "working"],
  deferred: ["fulfilling", "working", "cancelled"],
  fulfilled: ["fulfilling", "working"],
  refused: [],
  lapsed: ["working"],
  cancelled: [],
}

type Property = { breaks: keyof Rules; holds: (trace: readonly Entry[]) => boolean }

/** What no sequence of events may break, each with the rule without which it would. */
export const properties: Readonly<Record<string, Property>> = {
  "a part never comes into a state that nothing leads to": {
    breaks: "table",
    holds: (trace) =>
      trace.every(({ before, after }) =>
        before.status === after.status ? true : WAYS[before.status].includes(after.status),
      ),
  },
  "no part is closed without a letter that tells it": {
    breaks: "letters",
    holds: (trace) =>
      trace.every(
        ({ before, after }) =>
          before.status === after.status || !toldStatuses.includes(after.status) || after.letter,
      ),
  },
  "nobody approves a proposal of which they wrote a version": {
    breaks: "fourEyes",
    holds: (trace) =>
      trace.every(
        ({ event, before, after, actor }) =>
          event !== "approve" || before.status === after.status || !before.authors.includes(actor),
      ),
  },
  "nothing is erased under a hold": {
    breaks: "holds",
    holds: (trace) => trace.every(({ erased, before }) => !(erased && before.held)),
  },
  "a due date is never lost, never brought forward, and moved by an extension once and inside the term": {
    breaks: "clock",
    holds: (trace) =>
      trace.every(
        ({ before, after, event }) =>
          Number.isFinite(after.due) &&
          after.due >= before.due &&
          after.extended <= 1 &&
          (event !== "extend" || before.extended === after.extended || before.today <= before.due),
      ),
  },
  "a withdrawal is never refused and never lapses": {
    breaks: "withdrawal",
    holds: (trace) =>
      trace.every(
        ({ after }) => after.right !== "withdrawal" || !["refused", "lapsed"].includes(after.status),
      ),
  },
}
