import { randomUUID } from "node:crypto"
import { asSigned, type Signed, type SubjectActor } from "@/lib/context"
import { NotFound } from "@/lib/errors"
import type { PlanDraft } from "@/lib/fulfilment/draft"
import type { OpenHouse } from "@/lib/house"
import { nameOf } from "@/lib/people/person-name"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"
import { isStopPurpose } from "@/lib/policy/lookup"
import { prospectFor } from "@/lib/requests/prepare"

/**
 * What stopping a purpose with one button needs before its transaction: the plan over all its operations, and the
 * name for the certificate. Throws NotFound for a purpose that is none, or that needs a letter.
 */
export async function prepareStop(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  code: string,
): Promise<{ inForce: InForce; plan: PlanDraft; name: string }> {
  const { policy } = await asSigned(house, signed, randomUUID(), (ctx) => inForceNow(ctx.db))
  const wanted = policy.purposes.find((purpose) => purpose.code === code)
  if (!wanted || !isStopPurpose(wanted)) throw new NotFound()
  const purposes = [{ purpose: code, operations: wanted.operations.map((operation) => operation.code) }]
  const { planning, plan } = await prospectFor(house, signed, { right: "withdrawal", purposes })
  const name = (await nameOf(planning.sources, planning.identities)) ?? ""
  return { inForce: planning.inForce, plan, name }
}
