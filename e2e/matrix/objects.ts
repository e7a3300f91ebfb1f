import { randomUUID } from "node:crypto"
import { asSigned, type Signed, type SubjectActor } from "@/lib/context"
import { prospectFor, writeLetter } from "@/lib/requests/prepare"
import { openIntent } from "@/lib/requests/signing"
import { submitRequest } from "@/lib/requests/submit"
import { OWNER } from "./actors"
import type { Behind } from "./deployment"
import type { Objects } from "./places"

const scope = { right: "erasure" as const, categories: ["contact_persons"] }

/** Gives a person one of everything that addresses of the cabinet name, as their own acts leave it. */
export async function objectsOf(behind: Behind, who: Signed<SubjectActor>): Promise<Objects> {
  const { house, owner } = behind
  const { subjectId } = who.actor
  const { planning, plan } = await prospectFor(house, who, scope)
  const letter = await writeLetter(house, who, planning, scope, OWNER, {})
  const { inForce } = planning
  const intent = await asSigned(house, who, randomUUID(), (ctx) =>
    openIntent(ctx, letter, { scope, planHash: plan.hash, name: OWNER }),
  )
  const part = await asSigned(house, who, randomUUID(), (ctx) =>
    submitRequest(ctx, { inForce, scope, plan, letter, intentId: null, name: OWNER }),
  )
  const one = async (text: string): Promise<string> =>
    (await owner.query<{ id: string }>(text, [subjectId])).rows[0]?.id ?? ""
  return {
    number: part.number,
    part: part.id,
    intent,
    letter: await one("select id from letters where subject_id = $1"),
    receipt: await one("select id from consent_events where subject_id = $1"),
    subject: subjectId,
    colleague: await one(
      "select account_id as id from staff where $1::uuid is not null order by account_id limit 1",
    ),
  }
}
