import { and, eq, isNull } from "drizzle-orm"
import { sourceIdentities } from "@/db/schema/people"
import type { Ctx, StaffActor, SubjectActor } from "@/lib/context"
import { Invalid, NotAllowedNow } from "@/lib/errors"
import { multiline } from "@/lib/letters/clean"
import { tell } from "@/lib/notices/tell"
import { SEEN } from "@/lib/people/proof"
import { accessPart, type Part } from "@/lib/requests/access"
import { type Checked, keepFor } from "@/lib/requests/attach"
import { writeOn } from "@/lib/requests/handle"
import { movePart } from "@/lib/requests/transition"

type Seen = { part: string; version: number }

/** How an officer made sure who it is. */
export const proofMethods = ["document", "in_person", "call_back", "electronic"] as const

/**
 * Asks the person for proof of who they are: the doubt in words, and what suffices; never a fee, and never more than is
 * needed. They are told. Throws Invalid beside the field left empty.
 */
export async function askProof(
  ctx: Ctx<StaffActor>,
  input: Seen & { doubt: string; suffices: string },
): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.ask_proof", input.version)
  const [doubt, suffices] = [multiline(input.doubt), multiline(input.suffices)]
  if (!doubt) throw new Invalid({ doubt: { code: "required" } })
  if (!suffices) throw new Invalid({ suffices: { code: "required" } })
  await writeOn(ctx, part, `${doubt}\n\n${suffices}`)
  const moved = await movePart(ctx, part, "ask_proof", {
    set: { assignedTo: part.assignedTo ?? ctx.actor.accountId },
  })
  await tell(ctx, part, "proof", { number: part.number, path: `/cabinet/requests/${part.number}` })
  return moved
}

/**
 * The person sends proof: a document, and words if they like. An officer looks at it; until then more can be sent. Throws
 * NotAllowedNow where none is awaited, Invalid without a document.
 */
export async function prove(
  ctx: Ctx<SubjectActor>,
  input: Seen & { words: string },
  file: Checked | null,
): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.prove", input.version)
  if (part.status !== "verifying") throw new NotAllowedNow()
  if (!file) throw new Invalid({ evidence: { code: "evidence_required" } })
  await keepFor(ctx, part, file)
  if (multiline(input.words)) await writeOn(ctx, part, input.words)
  return movePart(ctx, part, "prove")
}

/**
 * An officer is sure who it is, and says how: the part goes to work, and the person is not asked again. Throws Invalid
 * without a method.
 */
export async function confirmIdentity(ctx: Ctx<StaffActor>, input: Seen & { method: string }): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.confirm", input.version)
  const method = proofMethods.find((code) => code === input.method)
  if (!method) throw new Invalid({ method: { code: "choose_one" } })
  const { subjectId, until } = sourceIdentities
  await ctx.db
    .update(sourceIdentities)
    .set({ proofLevel: SEEN })
    .where(and(eq(subjectId, part.subjectId), isNull(until)))
  return movePart(ctx, part, "confirm", {
    note: `proof_${method}`,
    set: { assignedTo: part.assignedTo ?? ctx.actor.accountId },
  })
}
