import { demoStaff } from "@/db/demo-accounts"
import { readDemoPeople } from "@/lib/people/demo-people"

const { accounts, newcomers } = readDemoPeople("policies/somo")

/** Everybody who can sign in to the demonstration. */
export const demoAccounts = [...accounts, ...demoStaff]

const [newcomer] = newcomers
if (!newcomer?.pin) throw new Error("the demonstration has somebody who signs up with a PIN")

/** On the lender's file and without an account yet: signs up with the PIN and the phone. */
export const demoNewcomer = { ...newcomer, pin: newcomer.pin }
