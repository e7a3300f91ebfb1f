/** Someone who can sign in to the demo; `code` is the secret their one-time codes come from. */
export type DemoAccount = { who: string; signIn: string; password: string; code?: string; state: string }

const staff = (who: string, state: string): DemoAccount => ({
  who,
  signIn: `${who}@demo.example`,
  password: "demo-staff-1",
  code: "JBSWY3DPEHPK3PXP",
  state,
})

/** One member of staff per role, visibly made up, whichever the organisation. They exist only with UKUK_DEMO=1. */
export const demoStaff: readonly DemoAccount[] = [
  staff("officer", "handles requests"),
  staff("approver", "second pair of eyes"),
  staff("steward", "answers for one source"),
  staff("admin", "configures"),
  staff("auditor", "reads everything, changes nothing"),
]
