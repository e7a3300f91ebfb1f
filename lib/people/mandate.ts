import type { MandateKind } from "@/lib/context"
import type { Day } from "@/lib/deadlines/day"
import type { Login } from "@/lib/people/identifiers"

export const mandateKinds = [
  "representative",
  "guardian",
  "legal_entity",
  "heir",
] as const satisfies readonly MandateKind[]

/** The papers that show an authority. */
export const proofKinds = [
  "power_of_attorney",
  "birth_certificate",
  "guardianship_order",
  "court_decision",
  "charter_or_order",
  "inheritance_certificate",
] as const
export type ProofKind = (typeof proofKinds)[number]

/** What shows the authority, as it reads. */
export type Proof = { kind: ProofKind; number: string; issuedOn: Day; issuer: string }

/** Who acts, for whom, and how they are reached; `entity` is the legal entity they act for. */
export type MandateHolder = {
  name: string
  entity: { name: string; taxNumber: string } | null
  contact: Login
  /** The name of the person acted for, as the sources held it when the mandate was registered. */
  person: string
}

export type MandateState = "live" | "ahead" | "over" | "revoked" | "objected"

/** Somebody's authority to act for a person, opened. `rights` null: every right the policy gives its kind. */
export type Mandate = {
  id: string
  subjectId: string
  accountId: string | null
  kind: MandateKind
  holder: MandateHolder
  proof: Proof
  attachmentId: string | null
  rights: string[] | null
  startsOn: Day
  endsOn: Day | null
  at: Date
  endedAt: Date | null
  state: MandateState
}

/** The same for where nobody may be named: neither who holds it nor by what paper. */
export type UnnamedMandate = Omit<Mandate, "holder" | "proof">

type Dates = Pick<Mandate, "startsOn" | "endsOn"> & { endedAt: Date | null; endedWhy: string | null }

/** Where a mandate stands on a day of the organisation. */
export function mandateState({ startsOn, endsOn, endedAt, endedWhy }: Dates, on: Day): MandateState {
  if (endedAt) return endedWhy === "objected" ? "objected" : "revoked"
  if (on < startsOn) return "ahead"
  return endsOn !== null && on > endsOn ? "over" : "live"
}
