/** The life of a part, as data: the one place that says which event leads where and by whose hand. Pure. */
export const statuses = [
  "draft",
  "received",
  "verifying",
  "waiting",
  "working",
  "proposed",
  "stalled",
  "fulfilling",
  "deferred",
  "fulfilled",
  "refused",
  "lapsed",
  "cancelled",
] as const
export type Status = (typeof statuses)[number]

export const roles = [
  "subject",
  "representative",
  "contact_person",
  "officer",
  "approver",
  "steward",
  "administrator",
  "auditor",
  "system",
] as const
export type Role = (typeof roles)[number]

/** `reply`: an answer in words that needs a second person, as one to an appeal does. */
export const proposalKinds = ["fulfil", "refuse", "reply"] as const
export type ProposalKind = (typeof proposalKinds)[number]

/**
 * What the role alone does not settle and the verb must check on the locked row: `registering` an entry from paper,
 * phone, e-mail, visit or an authority; `on_their_word`: the person said so and it is written down; `proposer`: wrote
 * the present proposal; `not_author`: wrote no version of it; `with_approver`: a second person agreed; `at_its_date`;
 * `by_link`: by the link in the notice to the person's contacts.
 */
export type Condition =
  | "registering"
  | "on_their_word"
  | "proposer"
  | "not_author"
  | "with_approver"
  | "at_its_date"
  | "by_link"

type Transition = {
  from: readonly Status[]
  to: Status | "same" | Readonly<Record<ProposalKind, Status>>
  by: readonly Role[]
  only?: Readonly<Partial<Record<Role, Condition>>>
  needs: string
}

export const transitions = {
  submit: {
    from: ["draft"],
    to: "received",
    by: ["subject", "representative", "contact_person", "officer"],
    only: { officer: "registering" },
    needs: "letter or its scan; effects from the moment of receipt run at once",
  },
  run: {
    from: ["received"],
    to: "fulfilling",
    by: ["system"],
    needs: "self-service the policy lets through, or a sweep two people agreed to",
  },
  ask_proof: {
    from: ["received", "working"],
    to: "verifying",
    by: ["officer", "system"],
    needs: "the doubt, in words",
  },
  prove: { from: ["verifying"], to: "verifying", by: ["subject", "representative"], needs: "evidence" },
  confirm: {
    from: ["received", "verifying"],
    to: "working",
    by: ["officer", "system"],
    needs: "method of proof",
  },
  reject_proof: {
    from: ["verifying"],
    to: "proposed",
    by: ["officer"],
    needs: "a refusal proposal with its ground",
  },
  ask: { from: ["working"], to: "waiting", by: ["officer"], needs: "a question" },
  answer: {
    from: ["waiting"],
    to: "working",
    by: ["subject", "representative", "officer"],
    only: { officer: "on_their_word" },
    needs: "an answer",
  },
  lapse: {
    from: ["verifying", "waiting"],
    to: "lapsed",
    by: ["system"],
    needs: "two reminders and a letter; never a withdrawal",
  },
  reopen: {
    from: ["lapsed"],
    to: "working",
    by: ["subject", "representative"],
    needs: "within the policy's term",
  },
  extend: {
    from: ["received", "verifying", "working", "waiting", "proposed"],
    to: "same",
    by: ["officer"],
    needs: "before the deadline; the profile has a source for it; once; reason; letter",
  },
  decide: {
    from: ["working"],
    to: "fulfilling",
    by: ["officer"],
    needs: "a plan of reversible operations only, nothing kept or refused",
  },
  propose: {
    from: ["working"],
    to: "proposed",
    by: ["officer"],
    needs: "decision per item, grounds for each keep, delay or refusal",
  },
  retract: { from: ["proposed"], to: "working", by: ["officer"], only: { officer: "proposer" }, needs: "" },
  send_back: { from: ["proposed"], to: "working", by: ["approver"], needs: "a reason" },
  approve: {
    from: ["proposed"],
    to: { fulfil: "fulfilling", refuse: "refused", reply: "fulfilled" },
    by: ["approver"],
    only: { approver: "not_author" },
    needs:
      "for a refusal: code, law, text, letter with the appeal route; for an appeal: acted in nothing of the original",
  },
  reply: {
    from: ["working"],
    to: "fulfilled",
    by: ["officer"],
    needs: "a right of kind answer; the letter",
  },
  defer: {
    from: ["fulfilling"],
    to: "deferred",
    by: ["system"],
    needs: "the rest waits for a fact or date; the decision letter goes out inside the term",
  },
  release: {
    from: ["deferred"],
    to: "fulfilling",
    by: ["system", "officer"],
    only: { officer: "with_approver" },
    needs: "the fact with evidence, or the date",
  },
  stall: {
    from: ["fulfilling"],
    to: "stalled",
    by: ["system"],
    needs: "an operation failed beyond retries; cause shown",
  },
  resume: { from: ["stalled"], to: "fulfilling", by: ["officer", "system"], needs: "" },
  replan: {
    from: ["fulfilling", "stalled"],
    to: "working",
    by: ["officer", "system"],
    needs: "data changed or a source is out of reach; what is done stays done",
  },
  complete: {
    from: ["fulfilling"],
    to: "fulfilled",
    by: ["system"],
    needs: "verification passed, certificate sealed, letter sent",
  },
  recur: {
    from: ["fulfilled", "deferred"],
    to: "working",
    by: ["system"],
    needs: "a later reading found the data no longer as certified; the term begins anew",
  },
  lift: {
    from: ["fulfilled"],
    to: "fulfilling",
    by: ["system", "officer", "subject", "representative"],
    only: { system: "at_its_date", officer: "with_approver" },
    needs: "ends a restriction; the person told first",
  },
  cancel: {
    from: ["draft", "received", "verifying", "working", "waiting", "proposed", "deferred", "fulfilling"],
    to: "cancelled",
    by: ["subject", "representative", "officer", "system"],
    only: { officer: "on_their_word", system: "by_link" },
    needs: "from fulfilling only before its notBefore; what is done stays done and is said so",
  },
} as const satisfies Record<string, Transition>

export type PartEvent = keyof typeof transitions

const table: Readonly<Record<PartEvent, Transition>> = transitions

const isEvent = (name: string): name is PartEvent => Object.hasOwn(transitions, name)
export const events: readonly PartEvent[] = Object.keys(transitions).filter(isEvent)

/**
 * Where `event` leads from `status`, or null when it is not allowed there. `approve` follows the proposal's kind and
 * gives null without one.
 */
export const next = (
  status: Status,
  event: PartEvent,
  facts: { proposalKind?: ProposalKind | null } = {},
): Status | null => {
  const { from, to } = table[event]
  if (!from.includes(status)) return null
  if (to === "same") return status
  if (typeof to === "string") return to
  return facts.proposalKind ? to[facts.proposalKind] : null
}

/** The events that may happen in `status`; with a role, only those that role may cause. Conditions are not looked at. */
export const eventsFrom = (status: Status, role?: Role): PartEvent[] =>
  events.filter(
    (event) => table[event].from.includes(status) && (role === undefined || mayCause(role, event)),
  )

/** Whether a role may cause an event at all. */
export const mayCause = (role: Role, event: PartEvent): boolean => table[event].by.includes(role)

/** What the verb must also check before this role causes this event; null when the role is enough. */
export const conditionFor = (role: Role, event: PartEvent): Condition | null =>
  table[event].only?.[role] ?? null

const closed: readonly Status[] = ["fulfilled", "refused", "lapsed", "cancelled"]

/** Whether the part still asks something of somebody: submitted and not closed. A draft is in no queue. */
export const isOpen = (status: Status): boolean => status !== "draft" && !closed.includes(status)

/** The statuses in which the clock matters, for queries. */
export const openStatuses: readonly Status[] = statuses.filter(isOpen)

/**
 * A request's status: its least advanced open part, in the order of `statuses`. With no part open: what was achieved,
 * fulfilled before refused before lapsed before cancelled; a request of drafts, or without parts, is a draft.
 */
export const requestStatus = (parts: readonly Status[]): Status =>
  openStatuses.find((status) => parts.includes(status)) ??
  closed.find((status) => parts.includes(status)) ??
  "draft"

export const outwardWords = ["received", "your_turn", "in_review", "being_done", "done", "not_done"] as const
export type OutwardWord = (typeof outwardWords)[number]

const outward: Readonly<Record<Status, OutwardWord>> = {
  draft: "your_turn",
  received: "received",
  verifying: "your_turn",
  waiting: "your_turn",
  working: "in_review",
  proposed: "in_review",
  stalled: "being_done",
  fulfilling: "being_done",
  deferred: "being_done",
  fulfilled: "done",
  refused: "not_done",
  lapsed: "not_done",
  cancelled: "not_done",
}

/** The one of six words the person is shown for a status. */
export const outwardWord = (status: Status): OutwardWord => outward[status]
