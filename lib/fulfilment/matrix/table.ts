/** What is done to a source, or to the worker, in the middle of the work. */
export const faults = [
  "worker killed",
  "database killed",
  "connection dropped",
  "timeout",
  "delivered twice",
  "permission lost",
  "disk full",
] as const
export type Fault = (typeof faults)[number]

/**
 * What comes of it: the state of an undisturbed run; or a stall with its cause, or somebody's duty to see to it, and that
 * state once somebody goes on or answers.
 */
export type Outcome = "same" | `stalled: ${string}` | `waits: ${string}`

type Row = Readonly<Record<Fault, Outcome>>

const same: Row = {
  "worker killed": "same",
  "database killed": "same",
  "connection dropped": "same",
  timeout: "same",
  "delivered twice": "same",
  "permission lost": "stalled: PrivilegeLost",
  "disk full": "same",
}

/** The fault matrix: every kind of source under every fault. */
export const matrix: Readonly<Record<string, Row>> = {
  PostgreSQL: same,
  MariaDB: same,
  HTTP: same,
  Files: { ...same, timeout: "stalled: SourceSlow", "disk full": "stalled: SourceFull" },
  "By hand": {
    ...same,
    timeout: "waits: source_task of the stewards",
    "permission lost": "stalled: DatabaseFault",
  },
  "The portal itself": { ...same, "permission lost": "stalled: DatabaseFault" },
}

const HOW: Readonly<Record<Fault, string>> = {
  "worker killed":
    "SIGKILL in the middle of the source's answers, three times: once a worker that had worked before, twice one that had just begun",
  "database killed":
    "SIGKILL of every process of the server in the middle of an answer, then the same server again",
  "connection dropped": "the connection is reset after a quarter of the answer, and the next one after half",
  timeout: "the answer stops in the middle for longer than the map allows; in the portal a row stays locked",
  "delivered twice": "the same job three times at once, and once more afterwards",
  "permission lost":
    "the right to change what the plan changes is revoked; given back before somebody goes on",
  "disk full":
    "no byte is left in the folder in which a copy of what is held is made: what fits into some megabytes of memory needs none; a larger one stalls with *DiskFull* and is made once there is room (`lib/copies/big.test.ts`)",
}

/** What stands for a fault where a source has no server of a database, or no network, of its own. */
const ELSEWHERE: Readonly<Record<string, Partial<Record<Fault, string>>>> = {
  HTTP: {
    "database killed":
      "SIGKILL of the system that answers, in the middle of an answer; it keeps its data itself, and starts again with them",
    "permission lost": "it refuses every change (403), and goes on answering questions",
  },
  Files: {
    "worker killed": "while it has read half of the export, and while half of an order is written",
    "database killed":
      "there is none; in its place the system ends while it writes: the export is half written, then it is without its sum, then it is replaced while it is read",
    "connection dropped": "what is read ends after a quarter of the export, and the next time after half",
    timeout: "an order is not answered within the hours of the map; it is answered before somebody goes on",
    "permission lost": "the folder can be read and not written",
    "disk full": "the folder has room for the sum of an order and none for the order",
  },
  "By hand": {
    "worker killed": "while it opens the task, and while it takes up the answer",
    "database killed":
      "the portal's own, while the task is opened, and while the answer is taken: who answers is refused, and answers again",
    timeout:
      "nobody answers: they are reminded once, and then it is a duty of the staff until the late answer",
    "delivered twice": "the same jobs; the link is used by two at once, and once more",
    "permission lost":
      "the portal may open no task; given back, a link that is none and a colleague who may not answer are refused",
    "disk full":
      "there is no room in the database for what proves the answer: who answers is refused, and answers again",
  },
}

const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`

/** Faults of people, clocks, keys and crowds, which strike no source. */
const AROUND: readonly string[][] = [
  [
    "role or authority taken away between the page and the act",
    "refused, nothing written; at the very moment, whole or not at all; the old session stays over",
    "`lib/requests/revoked.test.ts`, `lib/mandates/mandates.test.ts`",
  ],
  [
    "clock set forward or back by hours or days",
    "sessions end either way and do not wake; used codes stay used; the ledger keeps its order",
    "`lib/people/clock.test.ts`",
  ],
  [
    "nights in which clocks move, 29 February, the year's end",
    "days and terms are those of the calendar",
    "`lib/deadlines/day.test.ts`, `lib/deadlines/due-date.test.ts`, `lib/deadlines/against-hand-count.test.ts`",
  ],
  [
    "master key missing, another one, or changed under load",
    "the key is named by its id and nothing starts; no reader misses anything",
    "`lib/keys/rotate.test.ts`",
  ],
  [
    "floods of passwords, half requests, huge bodies",
    "refused; everybody else is answered, memory stays",
    "`e2e/after/flood.spec.ts`, `lib/people/tries.test.ts`",
  ],
]

/** The page of the matrix, for whoever decides whether to rely on it. */
export function faultPage(): string {
  const kinds = Object.keys(matrix)
  return [
    "# What a fault leaves behind",
    "",
    "Made from the list the tests run by (`lib/fulfilment/matrix/table.ts`); made anew with",
    "`npx vitest run lib/fulfilment/matrix -u`. Each cell is a request carried out by a worker in a process of its own,",
    "against real servers started for it, over a network that a test can break. *same*: what the source holds, and what the",
    "portal says was done, are those of an undisturbed run. *stalled*: nothing was changed, staff see the cause, and after",
    "the fault is over and somebody presses the button the end is the same, too. *waits*: nothing was changed, it is a duty of",
    "those named, and the end is the same once it is answered.",
    "",
    row(["fault", ...kinds]),
    row(["---", ...kinds.map(() => "---")]),
    ...faults.map((fault) => row([fault, ...kinds.map((kind) => matrix[kind]?.[fault] ?? "")])),
    "",
    ...faults.map((fault) => `- **${fault}**: ${HOW[fault]}.`),
    "",
    ...Object.entries(ELSEWHERE).flatMap(([kind, how]) => [
      `Where the source is *${kind}*:`,
      "",
      ...faults.flatMap((fault) => (how[fault] ? [`- **${fault}**: ${how[fault]}.`] : [])),
      "",
    ]),
    "A small disk is mounted by root alone: for anybody else the cells that need one (the line *disk full*, and *permission",
    "lost* of files) are skipped, and counted so.",
    "",
    "## Around the portal",
    "",
    row(["fault", "what holds", "shown in"]),
    row(["---", "---", "---"]),
    ...AROUND.map(row),
    "",
  ].join("\n")
}
