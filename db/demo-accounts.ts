/** Someone who can sign in to the demo; `code` is the secret their one-time codes come from. */
export type DemoAccount = { who: string; signIn: string; password: string; code?: string; state: string }

const staff = (who: string, state: string): DemoAccount => ({
  who,
  signIn: `${who}@demo.example`,
  password: "demo-staff-1",
  code: "JBSWY3DPEHPK3PXP",
  state,
})

/** The accounts of the demo, visibly made up. They exist only with UKUK_DEMO=1. */
export const demoAccounts: readonly DemoAccount[] = [
  {
    who: "borrower 1",
    signIn: "+996555000001",
    password: "demo-borrower-1",
    state: "open loan, marketing consents, a relative's phone on file, one automated refusal in the past",
  },
  {
    who: "borrower 2",
    signIn: "+996555000002",
    password: "demo-borrower-2",
    state: "loan repaid last month",
  },
  {
    who: "borrower 3",
    signIn: "+996555000003",
    password: "demo-borrower-3",
    state: "loan repaid seven years ago",
  },
  staff("officer", "handles requests"),
  staff("approver", "second pair of eyes"),
  staff("steward", "answers for one source"),
  staff("admin", "configures"),
  staff("auditor", "reads everything, changes nothing"),
]

/** On the lender's file and without an account yet: signs up with the PIN and the phone. */
export const demoNewcomer = { who: "borrower 4", pin: "21505199000004", phone: "+996555000004" }
