import { randomUUID } from "node:crypto"
import { and, eq } from "drizzle-orm"
import { disclosures } from "@/db/schema/oversight"
import type { Ctx, StaffActor } from "@/lib/context"
import { dayIn, startOfDay } from "@/lib/deadlines/day"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import { Invalid, type MessageRef, NotAllowedNow, NotFound } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { addDisclosure } from "@/lib/oversight/add-disclosure"
import type { InForce } from "@/lib/policy/editions"
import { right } from "@/lib/policy/lookup"
import { accessPart, type Part, pinnedOf } from "@/lib/requests/access"
import { noteInternally } from "@/lib/requests/handle"
import { type PartScope, restrictedIn } from "@/lib/requests/scope"

/** Whom staff have to tell under a right, and when they did; null as long as they have not. */
export type Told = { recipient: string; at: Date | null }

/** Those a part's policy has staff tell, in its order. */
export async function toldOf(
  ctx: Ctx<StaffActor>,
  inForce: Pick<InForce, "policy">,
  part: { requestId: string; right: PartScope["right"] },
): Promise<Told[]> {
  const tells = right(inForce.policy, part.right).effects?.tells ?? []
  if (tells.length === 0) return []
  const rows = await ctx.db
    .select({ recipient: disclosures.recipient, at: disclosures.at })
    .from(disclosures)
    .where(eq(disclosures.requestId, part.requestId))
  return tells.map(({ recipient }) => ({
    recipient,
    at: rows.find((row) => row.recipient === recipient)?.at ?? null,
  }))
}

/**
 * Records that a recipient was told, on which day and how: a disclosure of this request, and a note on the case (rule
 * 21). Throws NotFound for whom the policy does not name, Invalid beside `told` and `note`, NotAllowedNow where it was
 * recorded already.
 */
export async function tellRecipient(
  ctx: Ctx<StaffActor>,
  input: { part: string; version: number; recipient: string; told: TypedDay; note: string },
): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.tell", input.version)
  const inForce = await pinnedOf(ctx, part)
  const wanted = right(inForce.policy, part.right).effects?.tells?.find(
    ({ recipient }) => recipient === input.recipient,
  )
  if (!wanted) throw new NotFound()
  const zone = inForce.policy.organisation.timezone
  const day = typedDay(input.told)
  const fields: Record<string, MessageRef> = {}
  if (!day) fields.told = { code: "date_shape" }
  else if (day > dayIn(ctx.now, zone) || day < dayIn(part.receivedAt, zone))
    fields.told = { code: "told_between" }
  const note = input.note.trim()
  if (!note) fields.note = { code: "required" }
  if (!day || Object.keys(fields).length > 0) throw new Invalid(fields)
  const { requestId, subjectId } = part
  const before = await ctx.db
    .select({ id: disclosures.id })
    .from(disclosures)
    .where(and(eq(disclosures.requestId, requestId), eq(disclosures.recipient, wanted.recipient)))
  if (before.length > 0) throw new NotAllowedNow("told_already")
  const { recipient, purpose, ground } = wanted
  const id = randomUUID()
  await addDisclosure(ctx, {
    ...{ id, subjectId, requestId, recipient, purpose, ground, editionId: part.editionId },
    categories: [...restrictedIn(part.scope)],
    explanation: await ctx.vault.seal(
      { id: subjectId, purpose: "case" },
      `disclosures.explanation|${id}`,
      note,
    ),
    at: startOfDay(day, zone),
  })
  await record(ctx, "recipient.told", { subjectId, object: part.id, payload: { recipient, day } })
  return noteInternally(ctx, { part: part.id, body: note })
}
