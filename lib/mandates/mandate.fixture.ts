import { randomUUID } from "node:crypto"
import { asSigned, type Signed, type SubjectActor } from "@/lib/context"
import { type MandateEntered, prepareMandate, registerMandate } from "@/lib/mandates/register-mandate"
import { actUnder, whoIs } from "@/lib/people/sessions"
import { SCAN } from "@/lib/testing/files.fixture"
import type { OpenDeployment } from "@/lib/testing/open-deployment"
import { noDay, typedAs } from "@/lib/testing/typed.fixture"

type Deployment = Pick<OpenDeployment, "house" | "staff" | "owner">

/** A power of attorney as an officer enters it, but for what a test says otherwise. */
export const powerOfAttorney = (
  subject: string,
  contact: string,
  other: Partial<MandateEntered> = {},
): MandateEntered => ({
  ...{ subject, contact, kind: "representative", name: "Өкүлов Өкүл", entityName: "", entityNumber: "" },
  ...{
    proof: "power_of_attorney",
    proofNumber: "12-А",
    proofIssuer: "Нотариус",
    proofIssued: typedAs("2026-02-01"),
  },
  ...{ rights: ["all"], starts: typedAs("2026-02-01"), ends: noDay, birth: noDay, language: "ru" },
  evidence: SCAN,
  ...other,
})

/** An officer registers an authority, as on the screen. Returns its id. */
export async function register({ house, staff }: Deployment, entered: MandateEntered): Promise<string> {
  const officer = await staff("officer")
  const ready = await prepareMandate(house, officer, entered)
  return asSigned(house, officer, randomUUID(), (ctx) => registerMandate(ctx, ready))
}

/** Who is signed in acts under a mandate from now on. */
export async function actFor(
  { house }: Deployment,
  { token }: { token: string },
  mandate: string | null,
): Promise<Signed<SubjectActor>> {
  if (!(await actUnder(house, token, mandate))) throw new Error("the mandate does not carry this")
  const answer = await whoIs(house, token)
  if (answer.is !== "actor" || answer.signed.actor.kind !== "subject")
    throw new Error(`nobody acts: ${answer.is}`)
  return answer.signed as Signed<SubjectActor>
}
