import type { Actor, StaffRole } from "@/lib/context"

type Rule = { subject?: true; staff?: readonly StaffRole[] }

const everyone = ["officer", "approver", "steward", "administrator", "auditor"] as const
const workers = ["officer", "approver", "administrator"] as const

/** Who may do what: one table. The rows themselves are guarded again by `accessX` and by row-level security. */
const table = {
  "data.read": { subject: true },
  "data.reveal": { subject: true },
  "consent.stop": { subject: true },
  "withdrawal.prepare": { subject: true },
  "withdrawal.sign": { subject: true },
  "erasure.prepare": { subject: true },
  "erasure.sign": { subject: true },
  "restriction.prepare": { subject: true },
  "restriction.sign": { subject: true },
  "restriction.prepare_lift": { subject: true },
  "restriction.lift": { subject: true },
  "words.prepare": { subject: true },
  "words.sign": { subject: true },
  "rectification.submit": { subject: true },
  "contact.change": { subject: true },
  "contact.confirm": { subject: true },
  "request.answer": { subject: true },
  "request.cancel": { subject: true },
  "locale.change": { subject: true, staff: everyone },
  "queue.read": { staff: everyone },
  "request.read": { staff: everyone },
  "request.assign": { staff: workers },
  "request.register": { staff: ["officer"] },
  "request.confirm": { staff: ["officer"] },
  "request.ask": { staff: ["officer"] },
  "request.note": { staff: workers },
  "request.propose": { staff: ["officer"] },
  "request.decide": { staff: ["officer"] },
  "request.reply": { staff: ["officer"] },
  "request.retract": { staff: ["officer"] },
  "request.approve": { staff: ["approver"] },
  "request.send_back": { staff: ["approver"] },
  "request.resume": { staff: ["officer"] },
  "request.replan": { staff: ["officer"] },
  "hold.set": { staff: ["officer", "approver"] },
  "hold.end": { staff: ["approver"] },
  "person.view": { staff: ["officer", "approver", "auditor"] },
  "sources.read": { staff: everyone },
  "policy.read": { staff: everyone },
  "calendar.edit": { staff: ["administrator"] },
} as const satisfies Record<string, Rule>

export type Permission = keyof typeof table

/** Whether this actor may do this at all. */
export function may(actor: Actor, permission: Permission): boolean {
  const rule: Rule = table[permission]
  if (actor.kind === "subject") return rule.subject === true
  return actor.kind === "staff" && (rule.staff?.includes(actor.role) ?? false)
}
