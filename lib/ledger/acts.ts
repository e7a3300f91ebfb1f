/** The closed list of acts that leave an entry. A new act is a new line here and nowhere else. */
export const acts = [
  "account.signed_up",
  "account.contact_changed",
  "consent.withdrawn",
  "consent.expired",
  "request.submitted",
  "part.moved",
  "part.proposed",
  "part.approved",
  "part.assigned",
  "letter.signed",
  "letter.registered",
  "letter.sent",
  "person.viewed",
  "view.refused",
  "tie.declared",
  "tie.ended",
  "absence.declared",
  "absence.ended",
  "hold.set",
  "hold.ended",
  "fulfilment.applied",
  "certificate.sealed",
  "policy.published",
  "calendar.published",
] as const

export type Act = (typeof acts)[number]
