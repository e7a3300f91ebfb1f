import {
  conditionFor,
  events,
  isOpen,
  mayCause,
  next,
  outwardWord,
  type PartEvent,
  proposalKinds,
  roles,
  statuses,
  transitions,
} from "@/lib/requests/machine"

const said = (name: string): string => name.replaceAll("_", " ")

const leadsTo = (event: PartEvent): string => {
  const { to } = transitions[event]
  if (typeof to === "string") return to
  return proposalKinds.map((kind) => `${to[kind]} (${kind})`).join(", ")
}

const by = (event: PartEvent): string =>
  roles
    .filter((role) => mayCause(role, event))
    .map((role) => {
      const condition = conditionFor(role, event)
      return condition ? `${role} (${said(condition)})` : role
    })
    .join(", ")

const row = (event: PartEvent): string => {
  const { from, needs } = transitions[event]
  return `| ${event} | ${from.join(", ")} | ${leadsTo(event)} | ${by(event)} | ${needs || "–"} |`
}

const edges = (event: PartEvent): string[] =>
  transitions[event].from.flatMap((start) => {
    const ends = new Set(proposalKinds.map((proposalKind) => next(start, event, { proposalKind })))
    return [...ends].filter((end) => end !== start).map((end) => `  ${start} --> ${end}: ${said(event)}`)
  })

/** docs/request-states.md, made from the transition table; a test compares the two. */
export const statesPage = (): string =>
  [
    "# The states of a part",
    "",
    "Made from `lib/requests/machine.ts` by `npx vitest run lib/requests/machine.test.ts -u`; not edited by hand.",
    "",
    "| event | from | to | by | also requires |",
    "|---|---|---|---|---|",
    ...events.map(row),
    "",
    "| status | open | the person reads |",
    "|---|---|---|",
    ...statuses.map(
      (status) => `| ${status} | ${isOpen(status) ? "yes" : "no"} | ${said(outwardWord(status))} |`,
    ),
    "",
    "```mermaid",
    "stateDiagram-v2",
    "  [*] --> draft",
    ...events.flatMap(edges),
    "```",
    "",
  ].join("\n")
