import type { Actor, StaffRole } from "@/lib/context"

/**
 * `own`: the person alone, never whoever acts for them; `full`: only who has shown fully who they are. `contact`: also
 * somebody who is no customer, known by a phone that others gave; see `accounts.reach`. `outside`: also an approver from
 * outside the organisation.
 */
type Rule = { subject?: true | "own" | "full"; contact?: true; staff?: readonly StaffRole[]; outside?: true }

const everyone = ["officer", "approver", "steward", "administrator", "auditor"] as const
const workers = ["officer", "approver", "administrator"] as const

/** Who may do what: one table. The rows themselves are guarded again by `accessX` and by row-level security. */
const table = {
  "data.read": { subject: "full", contact: true },
  "data.reveal": { subject: "full" },
  "data.confirm": { subject: "full" },
  "data.remind": { subject: "own" },
  "consent.stop": { subject: true },
  "consent.give": { subject: true },
  "consent.answer": { subject: true },
  "withdrawal.prepare": { subject: true },
  "withdrawal.sign": { subject: true },
  "erasure.prepare": { subject: true, contact: true },
  "erasure.sign": { subject: true, contact: true },
  "restriction.prepare": { subject: true, contact: true },
  "restriction.sign": { subject: true, contact: true },
  "restriction.prepare_lift": { subject: true },
  "restriction.lift": { subject: true },
  "copy.prepare": { subject: "full" },
  "package.download": { subject: "full" },
  "words.prepare": { subject: true, contact: true },
  "words.sign": { subject: true, contact: true },
  "appeal.prepare": { subject: true, contact: true },
  "effect.ask": { subject: "full" },
  "effect.sign": { subject: "full" },
  "rectification.submit": { subject: "full", contact: true },
  "contact.change": { subject: "own" },
  "contact.confirm": { subject: "own" },
  "request.answer": { subject: true, contact: true },
  "request.prove": { subject: true, contact: true },
  "request.reopen": { subject: true, contact: true },
  "request.cancel": { subject: true, contact: true },
  "locale.change": { subject: true, contact: true, staff: everyone, outside: true },
  "session.end": { subject: true, staff: everyone, outside: true },
  "password.change": { subject: "own", staff: everyone, outside: true },
  "queue.read": { staff: everyone, outside: true },
  "request.read": { staff: everyone, outside: true },
  "request.assign": { staff: workers },
  "request.hand_over": { staff: ["officer", "administrator"] },
  "request.register": { staff: ["officer"] },
  "claim.send": { staff: ["officer"] },
  "request.confirm": { staff: ["officer"] },
  "request.ask_proof": { staff: ["officer"] },
  "request.ask": { staff: ["officer"] },
  "request.answer_for": { staff: ["officer"] },
  "request.cancel_for": { staff: ["officer"] },
  "request.extend": { staff: ["officer"] },
  "request.move": { staff: ["officer"] },
  "request.agree": { staff: ["approver"] },
  "request.note": { staff: workers },
  "request.propose": { staff: ["officer"] },
  "request.decide": { staff: ["officer"] },
  "package.take": { staff: ["officer"] },
  "request.reply": { staff: ["officer"] },
  "request.put_to": { staff: ["officer"] },
  "request.retract": { staff: ["officer"] },
  "request.approve": { staff: ["approver"], outside: true },
  "request.review": { staff: ["approver"] },
  "request.tell": { staff: ["officer"] },
  "recipients.read": { staff: ["officer", "approver", "administrator", "auditor"] },
  "request.send_back": { staff: ["approver"], outside: true },
  "request.resume": { staff: ["officer"] },
  "request.rehearse": { staff: ["officer", "approver"] },
  "request.replan": { staff: ["officer"] },
  "hold.set": { staff: ["officer", "approver"] },
  "hold.end": { staff: ["approver"] },
  "request.close_objected": { staff: ["officer"] },
  "mandate.object": { subject: "own" },
  "person.add": { staff: ["officer"] },
  "access.give": { staff: ["officer"] },
  "mandate.register": { staff: ["officer"] },
  "mandate.revoke": { staff: ["officer"] },
  "person.find": { staff: ["officer", "approver", "auditor"] },
  "person.view": { staff: ["officer", "approver", "auditor"], outside: true },
  "views.withheld": { staff: ["officer", "approver", "auditor"] },
  "views.review": { staff: ["officer", "approver"] },
  "alert.read": { staff: ["auditor"] },
  "alert.close": { staff: ["auditor"] },
  "tie.declare": { staff: everyone },
  "tie.end": { staff: ["administrator"] },
  "absence.declare": { staff: everyone },
  "sweep.read": { staff: everyone },
  "sweep.propose": { staff: ["officer"] },
  "sweep.approve": { staff: ["approver"] },
  "sweep.drop": { staff: ["officer", "approver"] },
  "breach.read": { staff: ["officer", "approver", "auditor"] },
  "breach.write": { staff: ["officer"] },
  "breach.release": { staff: ["approver"] },
  "breach.told": { subject: true, contact: true },
  "run.read": { staff: everyone },
  "run.post": { staff: ["officer"] },
  "duty.read": { staff: everyone },
  "duty.do": { staff: everyone },
  "suppressions.check": { staff: ["officer", "steward", "administrator"] },
  "training.read": { staff: ["administrator", "auditor"] },
  "training.publish": { staff: ["administrator"] },
  "staff.read": { staff: ["administrator", "auditor"] },
  "staff.manage": { staff: ["administrator"] },
  "disclosures.read": { staff: ["officer", "approver", "administrator", "auditor"] },
  "disclosures.secret": { staff: ["officer", "approver", "auditor"] },
  "disclosures.review": { staff: ["officer"] },
  "disclosures.enter": { staff: ["officer"] },
  "bulk.read": { staff: ["officer", "approver", "auditor"] },
  "bulk.write": { staff: ["officer"] },
  "bulk.approve": { staff: ["approver"] },
  "permission.ask": { staff: ["officer"] },
  "permission.answer": { subject: "own" },
  "permission.withdraw": { subject: true },
  "permission.withdraw_for": { staff: ["officer"] },
  "processors.read": { staff: everyone },
  "processors.keep": { staff: ["officer", "administrator"] },
  "processing.read": { staff: everyone },
  "sources.read": { staff: everyone },
  "source.stop": { staff: ["administrator"] },
  "source.check": { staff: ["administrator"] },
  "task.read": { staff: ["officer", "approver", "steward", "auditor"] },
  "task.answer": { staff: ["officer", "steward"] },
  "policy.read": { staff: everyone },
  "edition.accept": { subject: "own" },
  "edition.draft": { staff: ["administrator"] },
  "edition.approve": { staff: ["approver"] },
  "calendar.edit": { staff: ["administrator"] },
  "calendar.approve": { staff: ["approver"] },
} as const satisfies Record<string, Rule>

export type Permission = keyof typeof table

/** Whether this actor may do this at all. */
export function may(actor: Actor, permission: Permission): boolean {
  const rule: Rule = table[permission]
  if (actor.kind === "subject") {
    if (actor.reach === "contact" && !actor.mandate) return rule.contact === true
    if (rule.subject === "own") return actor.mandate === null
    return rule.subject === true || (rule.subject === "full" && actor.reach === "full")
  }
  if (actor.kind !== "staff" || !rule.staff?.includes(actor.role)) return false
  return !actor.outside || rule.outside === true
}
