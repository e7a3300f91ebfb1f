import { everybody, type Who } from "./people"

/** What an address answers, in one word; pages lead elsewhere, downloads say a status. */
export type Outcome =
  | "opens"
  /** The same for what is not theirs and for what is not there. */
  | "missing"
  | "sign in"
  | "cabinet"
  | "admin"
  /** They act for nobody now: whom they may act for. */
  | "acting"
  /** Where somebody stands whose number a client gave. */
  | "number"
  /** Their reach or their authority does not go so far. */
  | "not open"
  /** Nobody is signed in who could have it: 401. */
  | "unknown"
  | "forbidden"
  /** It is there for being sent to. */
  | "other method"
  | "back"
  /** The part is in no state for it: its request. */
  | "request"
  /** The person has to be looked at with a reason first. */
  | "person"

export type Outcomes = Readonly<Record<Who, Outcome>>
type Some = Partial<Record<Who, Outcome>>

/**
 * `expected`: for what is the owner's, or is about nobody. `about`: its address names something of one person's, or of the
 * portal's; then what is missing is asked for, too, and answers as `missing` to everybody who gets no further.
 */
export type Rule = { expected: Outcomes; about?: "person" | "nothing staged" }

const allOf = (outcome: (who: Who) => Outcome): Outcomes =>
  Object.fromEntries(everybody.map((who) => [who, outcome(who)])) as Outcomes

const staff = new Set<Who>(["officer", "approver", "steward", "administrator", "auditor", "outsider"])
const nobody = new Set<Who>(["stranger", "shut out"])
const overs = new Set<Who>(["attorney over", "attorney revoked"])

const seers: Who[] = ["officer", "approver", "auditor"]
const inside: Who[] = ["officer", "approver", "steward", "administrator", "auditor"]

const same = (outcome: Outcome): Rule => ({ expected: allOf(() => outcome) })

/** A page of the desk: these open it; to the rest of the staff it is missing, everybody else is led to where they belong. */
const desk = (...opens: readonly Who[]): Rule => ({
  expected: allOf((who) => {
    if (nobody.has(who)) return "sign in"
    if (overs.has(who)) return "acting"
    if (!staff.has(who)) return "cabinet"
    return opens.includes(who) ? "opens" : "missing"
  }),
})

/** A download of the desk: `refused` may know that there is such a thing and may not have it. */
const deskFile = (opens: readonly Who[]): Rule => ({
  expected: allOf((who) => (!staff.has(who) ? "unknown" : opens.includes(who) ? "opens" : "forbidden")),
})

/** A page of the cabinet, the same for the person and for who acts for them, but for those named. */
const cabinet = (but: Some = {}): Rule => ({
  expected: allOf((who) => {
    if (nobody.has(who)) return "sign in"
    if (staff.has(who)) return "admin"
    if (overs.has(who)) return "acting"
    return but[who] ?? "opens"
  }),
})

const cabinetFile = (but: Some = {}): Rule => ({
  expected: allOf((who) =>
    nobody.has(who) || staff.has(who) || overs.has(who) ? "unknown" : (but[who] ?? "opens"),
  ),
})

const person = (rule: Rule): Rule => ({ ...rule, about: "person" })
/** Nothing of the kind is made for the matrix: whoever might open it finds it missing, and the rest stays as it is. */
const unstaged = (rule: Rule): Rule => ({
  expected: allOf((who) => (rule.expected[who] === "opens" ? "missing" : rule.expected[who])),
  about: "nothing staged",
})

const client = { "contact person": "number" } as const
/** The account's own, which nobody else has anything to do with. */
const itself = { ...client, attorney: "missing", "attorney wrong right": "missing" } as const
const inScope = { "attorney wrong right": "not open" } as const
/** Of a person's own requests: whoever acts for them sees what was asked under their mandate alone. */
const asked: Some = {
  other: "missing",
  attorney: "missing",
  "attorney wrong right": "missing",
  "contact person": "missing",
}
const mine = { other: "missing", "contact person": "missing" } as const

export const rules: Readonly<Record<string, Rule>> = {
  "/": same("opens"),
  "/contact": same("opens"),
  "/contact/code": same("opens"),
  "/demo/empty": same("opens"),
  "/demo/outbox": same("opens"),
  "/invitation": same("missing"),
  "/invitation/account": same("opens"),
  "/ledger/checkpoint": same("opens"),
  "/ledger/checkpoint/[size]": same("missing"),
  "/ledger/consistency/[from]/[to]": same("missing"),
  "/ledger/key": same("opens"),
  "/locale": same("back"),
  "/policy": same("opens"),
  "/policy/[edition]": same("opens"),
  "/recipient-notices/[id]/[token]": same("missing"),
  "/recover": same("opens"),
  "/recover/code": same("opens"),
  "/sign-in": {
    expected: allOf((who) =>
      nobody.has(who) ? "opens" : staff.has(who) ? "admin" : overs.has(who) ? "acting" : "cabinet",
    ),
  },
  "/sign-in/code": same("opens"),
  "/sign-in/kept": same("opens"),
  "/sign-out": same("other method"),
  "/sign-up": same("opens"),
  "/sign-up/code": same("opens"),
  "/take-back/[token]": same("opens"),
  "/tasks/[id]/[token]": same("missing"),
  "/unsubscribe/[token]": same("opens"),
  "/verify": same("opens"),

  "/api/demo/outbox": same("opens"),
  "/api/health/live": same("opens"),
  "/api/health/ready": same("opens"),
  "/api/hooks/[source]": same("other method"),
  "/api/hooks/carrier/bounces": same("other method"),
  "/api/hooks/carrier/replies": same("other method"),
  "/api/logo": same("missing"),
  // The lender of the demo has no sign-in of the state.
  "/api/national/callback": same("missing"),
  "/api/national/start": same("missing"),
  "/api/recipient-notices/[id]/[token]": same("missing"),
  "/api/session": { expected: allOf((who) => (nobody.has(who) ? "unknown" : "opens")) },
  "/api/unsubscribe/[token]": same("other method"),
  "/api/v1/keys": same("opens"),
  "/api/v1/openapi.json": same("opens"),
  "/api/v1/recipient-notices/acknowledgements": same("other method"),
  "/api/v1/source-contract.json": same("opens"),

  "/cabinet": cabinet(client),
  "/cabinet/account": cabinet(client),
  "/cabinet/account/passkeys": cabinet(itself),
  "/cabinet/account/passkeys/[id]": unstaged(cabinet(itself)),
  "/cabinet/account/password": cabinet(client),
  "/cabinet/acting": {
    expected: allOf((who) => (nobody.has(who) ? "sign in" : staff.has(who) ? "admin" : "opens")),
  },
  "/cabinet/breaches": cabinet(),
  "/cabinet/breaches/[number]": unstaged(cabinet()),
  "/cabinet/consents": cabinet({ ...client, ...inScope }),
  "/cabinet/consents/asked": cabinet({ ...client, ...inScope }),
  "/cabinet/consents/receipts/[id]": person(cabinet({ ...mine, ...inScope })),
  "/cabinet/data": cabinet({ ...client, ...inScope }),
  "/cabinet/data/[category]": cabinet({ ...client, ...inScope }),
  "/cabinet/data/reveal": cabinet(),
  "/cabinet/disclosures": cabinet(inScope),
  "/cabinet/disclosures/[permission]": unstaged(cabinet()),
  "/cabinet/not-open": cabinet(),
  "/cabinet/number": cabinet({
    ...{ owner: "cabinet", other: "cabinet", attorney: "cabinet", "attorney wrong right": "cabinet" },
  }),
  "/cabinet/prove": same("missing"),
  "/cabinet/policy": cabinet(itself),
  "/cabinet/representatives": cabinet(),
  "/cabinet/requests": cabinet(),
  "/cabinet/requests/[number]": person(cabinet(asked)),
  "/cabinet/requests/[number]/appeal": person(cabinet({ ...asked, owner: "missing" })),
  "/cabinet/requests/[number]/cancel": person(cabinet(asked)),
  "/cabinet/requests/[number]/letters/[id]": person(cabinet(asked)),
  "/cabinet/requests/[number]/lift": person(cabinet({ ...asked, owner: "request" })),
  "/cabinet/requests/[number]/lift/sign": person(cabinet({ ...asked, owner: "missing" })),
  "/cabinet/requests/[number]/receipts": person(cabinet(asked)),
  "/cabinet/requests/new": cabinet(),
  "/cabinet/requests/new/[right]": cabinet(),
  "/cabinet/requests/new/[right]/sign": person(cabinet(asked)),
  "/cabinet/requests/new/erasure": cabinet(inScope),
  "/cabinet/requests/new/rectification": cabinet(inScope),
  "/cabinet/requests/new/rectification/check": unstaged(cabinet()),
  "/cabinet/requests/new/rectification/confirm": cabinet(),
  "/cabinet/requests/new/restriction": cabinet(inScope),
  "/cabinet/requests/new/withdrawal": cabinet(inScope),
  "/cabinet/views": cabinet(inScope),

  "/api/consents/receipts/[id]/json": person(cabinetFile({ ...mine, "attorney wrong right": "missing" })),
  "/api/consents/receipts/[id]/pdf": person(cabinetFile({ ...mine, "attorney wrong right": "missing" })),
  "/api/consents/receipts/[id]/proof": unstaged(cabinetFile()),
  "/api/consents/records/[purpose]": unstaged(cabinetFile()),
  "/api/data/[category]/[item]": unstaged(cabinetFile({ "attorney wrong right": "forbidden" })),
  "/api/letters/[id]/pdf": person(cabinetFile(asked)),
  "/api/letters/[id]/text": person(cabinetFile(asked)),
  "/api/letters/drafts/[intent]": person(cabinetFile(asked)),
  "/api/packages/[id]": unstaged(cabinetFile({ "contact person": "forbidden" })),
  "/api/progress/[part]": person({
    expected: allOf((who) => {
      if (nobody.has(who) || overs.has(who)) return "unknown"
      return who === "owner" || inside.includes(who) ? "opens" : "missing"
    }),
  }),
  "/api/requests/[number]/complaint": person(cabinetFile({ ...asked, owner: "missing" })),
  "/api/requests/[number]/evidence": person(cabinetFile({ ...asked, owner: "missing" })),
  "/api/requests/[number]/receipts/[entry]": unstaged(cabinetFile()),

  "/admin": desk(...inside, "outsider"),
  "/admin/account": desk(...inside, "outsider"),
  "/admin/account/codes": desk(...inside, "outsider"),
  "/admin/account/passkeys": desk(...inside, "outsider"),
  "/admin/account/passkeys/[id]": unstaged(desk(...inside, "outsider")),
  "/admin/account/password": desk(...inside, "outsider"),
  "/admin/account/recovery": desk(...inside, "outsider"),
  "/admin/alerts": desk("auditor"),
  "/admin/alerts/[id]": unstaged(desk("auditor")),
  "/admin/barred": desk(...inside, "outsider"),
  "/admin/breaches": desk(...seers),
  "/admin/breaches/[number]": unstaged(desk(...seers)),
  "/admin/breaches/[number]/change": unstaged(desk("officer")),
  "/admin/breaches/new": desk("officer"),
  "/admin/calendar": desk(...inside),
  "/admin/calendar/[act]": desk("administrator"),
  "/admin/disclosures": desk("officer", "approver", "administrator", "auditor"),
  "/admin/disclosures/[id]": unstaged(desk(...seers)),
  "/admin/disclosures/many": desk(...seers),
  "/admin/disclosures/many/[bulk]": unstaged(desk(...seers)),
  "/admin/disclosures/many/new": desk("officer"),
  "/admin/duties": desk(...inside),
  "/admin/duties/[id]": unstaged(desk(...inside)),
  "/admin/ledger": desk("steward", "administrator", "auditor"),
  "/admin/notices": desk(...inside),
  "/admin/notices/[run]": unstaged(desk(...inside)),
  "/admin/people": desk(...seers),
  "/admin/people/[id]": person(desk(...seers)),
  "/admin/people/[id]/[category]": person({
    expected: { ...desk().expected, officer: "person", approver: "person", auditor: "person" },
  }),
  "/admin/people/[id]/access": person(desk("officer")),
  "/admin/people/[id]/claim": person(desk("officer")),
  "/admin/people/[id]/disclosures": person(desk(...seers)),
  "/admin/people/[id]/disclosures/new": person(desk("officer")),
  "/admin/people/[id]/holds": person(desk(...seers)),
  "/admin/people/[id]/holds/new": person(desk("officer", "approver")),
  "/admin/people/[id]/mandates": person(desk(...seers)),
  "/admin/people/[id]/mandates/new": person(desk("officer")),
  "/admin/people/[id]/permissions/new": person(desk()),
  "/admin/people/unknown": desk("officer"),
  "/admin/policy": desk(...inside),
  "/admin/policy/[kind]": desk(...inside),
  "/admin/processors": desk(...inside),
  "/admin/processors/[id]": unstaged(desk(...inside)),
  "/admin/processors/new": desk("officer", "administrator"),
  "/admin/recipients": desk("officer", "approver", "administrator", "auditor"),
  "/admin/recipients/[id]": unstaged(desk("officer", "approver", "administrator", "auditor")),
  "/admin/register": desk(...inside),
  "/admin/registers": desk(...inside, "outsider"),
  "/admin/requests/[number]": person(desk(...inside)),
  "/admin/requests/[number]/[decision]": person(desk("officer")),
  "/admin/requests/[number]/disclose": person(desk()),
  "/admin/requests/[number]/dry-run": person(desk("officer", "approver")),
  "/admin/requests/new": desk("officer"),
  "/admin/requests/new/authority": desk("officer"),
  "/admin/retention": desk(...inside),
  "/admin/retention/[sweep]": unstaged(desk(...inside)),
  "/admin/sources": desk(...inside),
  "/admin/staff": desk("administrator", "auditor"),
  "/admin/staff/[id]": person(desk("administrator", "auditor")),
  "/admin/staff/networks": desk("administrator", "auditor"),
  "/admin/suppressions": desk("officer", "steward", "administrator"),
  "/admin/tasks": desk("officer", "approver", "steward", "auditor"),
  "/admin/tasks/[id]": unstaged(desk("officer", "approver", "steward", "auditor")),
  "/admin/trainings": desk("administrator", "auditor"),
  "/admin/trainings/[id]": unstaged(desk("administrator", "auditor")),
  "/admin/trainings/new": desk("administrator"),
  "/admin/views": desk(...seers),
  "/admin/views/[id]": unstaged(desk(...seers)),

  "/api/staff/attachments/[id]": unstaged(deskFile([...seers, "outsider"])),
  "/api/staff/breaches/[id]": unstaged(deskFile(seers)),
  "/api/staff/bulk/[id]": unstaged(deskFile(seers)),
  "/api/staff/disclosure-documents/[id]": unstaged(deskFile([...seers, "outsider"])),
  "/api/staff/disclosures": deskFile(["officer", "approver", "administrator", "auditor"]),
  "/api/staff/editions/[id]": unstaged(deskFile(inside)),
  "/api/staff/ledger/[id]": unstaged(deskFile(["steward", "administrator", "auditor"])),
  "/api/staff/letters/[id]": person({
    expected: { ...deskFile(seers).expected, outsider: "missing" },
  }),
  "/api/staff/mandates/[id]": unstaged(deskFile([...seers, "outsider"])),
  "/api/staff/packages/[id]": unstaged(deskFile(["officer"])),
  "/api/staff/packages/[id]/booklet": unstaged(deskFile(["officer"])),
  "/api/staff/register/[form]": deskFile(inside),
  "/api/staff/requests/[number]/bundle": person(deskFile(["auditor"])),
  "/api/staff/runs/[id]": unstaged(deskFile(["officer"])),
  "/api/staff/suppressions": same("other method"),
  "/api/staff/task-evidence/[id]": unstaged(deskFile(["officer", "approver", "steward", "auditor"])),
}
