import { describe, expect, test } from "vitest"
import {
  conditionFor,
  events,
  eventsFrom,
  isOpen,
  mayCause,
  next,
  openStatuses,
  outwardWord,
  outwardWords,
  type PartEvent,
  proposalKinds,
  type Role,
  requestStatus,
  roles,
  type Status,
  statuses,
} from "@/lib/requests/machine"
import { statesPage } from "@/lib/requests/states-page"

// Written down a second time, as cells, so that a slip in the table shows as a difference.
const expected = `
submit        draft       received    subject representative contact_person officer
run           received    fulfilling  system
ask_proof     received    verifying   officer system
ask_proof     working     verifying   officer system
prove         verifying   verifying   subject representative
confirm       received    working     officer system
confirm       verifying   working     officer system
reject_proof  verifying   proposed    officer
ask           working     waiting     officer
answer        waiting     working     subject representative officer
lapse         verifying   lapsed      system
lapse         waiting     lapsed      system
reopen        lapsed      working     subject representative
extend        received    received    officer
extend        verifying   verifying   officer
extend        working     working     officer
extend        waiting     waiting     officer
extend        proposed    proposed    officer
decide        working     fulfilling  officer
propose       working     proposed    officer
retract       proposed    working     officer
send_back     proposed    working     approver
approve       proposed    fulfilling  approver
reply         working     fulfilled   officer
defer         fulfilling  deferred    system
release       deferred    fulfilling  system officer
stall         fulfilling  stalled     system
resume        stalled     fulfilling  officer system
replan        fulfilling  working     officer system
replan        stalled     working     officer system
complete      fulfilling  fulfilled   system
recur         fulfilled   working     system
recur         deferred    working     system
lift          fulfilled   fulfilling  system officer subject representative
cancel        draft       cancelled   subject representative officer system
cancel        received    cancelled   subject representative officer system
cancel        verifying   cancelled   subject representative officer system
cancel        working     cancelled   subject representative officer system
cancel        waiting     cancelled   subject representative officer system
cancel        proposed    cancelled   subject representative officer system
cancel        deferred    cancelled   subject representative officer system
cancel        fulfilling  cancelled   subject representative officer system
`
const cells = new Map(
  expected
    .trim()
    .split("\n")
    .map((line) => {
      const [event, from, to, ...by] = line.split(/\s+/)
      return [`${event} ${from}`, { to, by }] as const
    }),
)
const cell = (event: PartEvent, status: Status) => cells.get(`${event} ${status}`)

describe("the life of a part", () => {
  for (const event of events) {
    test(`${event} leads where the table says and nowhere else, by those roles and no others`, () => {
      for (const status of statuses) {
        const allowed = cell(event, status)
        expect(next(status, event, { proposalKind: "fulfil" }), `${event} from ${status}`).toBe(
          allowed?.to ?? null,
        )
        for (const role of roles) {
          const may = eventsFrom(status, role).includes(event)
          expect(may, `${role}: ${event} from ${status}`).toBe(allowed?.by.includes(role) ?? false)
        }
        expect(eventsFrom(status).includes(event)).toBe(allowed !== undefined)
      }
    })
  }

  test("every cell written down is a cell of the table, and every event has one", () => {
    expect(events).toHaveLength(new Set([...cells.keys()].map((key) => key.split(" ")[0])).size)
    const counted = statuses.flatMap((status) => eventsFrom(status))
    expect(counted).toHaveLength(cells.size)
  })

  test("an approved proposal goes by its kind, and without a kind goes nowhere", () => {
    expect(proposalKinds.map((proposalKind) => next("proposed", "approve", { proposalKind }))).toEqual([
      "fulfilling",
      "refused",
      "fulfilled",
    ])
    expect(next("proposed", "approve")).toBeNull()
    expect(next("proposed", "approve", { proposalKind: null })).toBeNull()
    expect(next("working", "approve", { proposalKind: "refuse" })).toBeNull()
  })

  test("conditions name what the role alone does not settle", () => {
    const conditions = events.flatMap((event) =>
      roles.flatMap((role) => {
        const condition = conditionFor(role, event)
        return condition ? [`${event} ${role} ${condition}`] : []
      }),
    )
    expect(conditions).toEqual([
      "submit officer registering",
      "answer officer on_their_word",
      "retract officer proposer",
      "approve approver not_author",
      "release officer with_approver",
      "lift officer with_approver",
      "lift system at_its_date",
      "cancel officer on_their_word",
      "cancel system by_link",
    ])
    for (const event of events)
      for (const role of roles) if (conditionFor(role, event)) expect(mayCause(role, event)).toBe(true)
  })

  test("stewards, administrators and auditors change no status, and an officer never approves", () => {
    const silent: Role[] = ["steward", "administrator", "auditor"]
    for (const role of silent) for (const status of statuses) expect(eventsFrom(status, role)).toEqual([])
    expect(mayCause("officer", "approve")).toBe(false)
    expect(mayCause("approver", "propose")).toBe(false)
  })

  test("no status is out of reach and no open status is without a way out", () => {
    const reached = new Set<Status>(["draft"])
    for (let grew = true; grew; ) {
      const before = reached.size
      for (const status of [...reached])
        for (const event of eventsFrom(status))
          for (const proposalKind of proposalKinds) {
            const to = next(status, event, { proposalKind })
            if (to) reached.add(to)
          }
      grew = reached.size > before
    }
    expect([...reached].sort()).toEqual([...statuses].sort())
    for (const status of openStatuses) {
      const leaves = eventsFrom(status).some(
        (event) => next(status, event, { proposalKind: "fulfil" }) !== status,
      )
      expect(leaves, status).toBe(true)
    }
  })
})

describe("what is shown of it", () => {
  test("open means submitted and not closed", () => {
    expect(openStatuses).toEqual([
      "received",
      "verifying",
      "waiting",
      "working",
      "proposed",
      "stalled",
      "fulfilling",
      "deferred",
    ])
    for (const status of ["draft", "fulfilled", "refused", "lapsed", "cancelled"] as const)
      expect(isOpen(status)).toBe(false)
  })

  test("a request is as far as its least advanced open part; closed parts speak only when none is open", () => {
    expect(requestStatus(["fulfilled", "deferred", "working", "refused"])).toBe("working")
    expect(requestStatus(["deferred", "fulfilled"])).toBe("deferred")
    expect(requestStatus(["cancelled", "refused", "fulfilled"])).toBe("fulfilled")
    expect(requestStatus(["cancelled", "refused"])).toBe("refused")
    expect(requestStatus(["cancelled", "lapsed"])).toBe("lapsed")
    expect(requestStatus(["draft"])).toBe("draft")
    expect(requestStatus([])).toBe("draft")
  })

  test("thirteen statuses become six words, each of them used", () => {
    expect(new Set(statuses.map(outwardWord))).toEqual(new Set(outwardWords))
    expect(outwardWord("waiting")).toBe("your_turn")
    expect(outwardWord("deferred")).toBe("being_done")
    expect(outwardWord("refused")).toBe("not_done")
  })

  test("docs/request-states.md is what the table says today", async () => {
    await expect(statesPage()).toMatchFileSnapshot("../../docs/request-states.md")
  })
})
