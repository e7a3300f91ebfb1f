import { randomUUID } from "node:crypto"
import { decisions } from "@/db/schema/decisions"
import type { Ctx, StaffActor } from "@/lib/context"
import { Conflict, NotAllowedNow } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { letterHash } from "@/lib/letters/letter-text"
import type { InForce } from "@/lib/policy/editions"
import type { Part } from "@/lib/requests/access"
import type { Result } from "@/lib/requests/answer-letter"
import { keepProposal, lawOf } from "@/lib/requests/keep-proposal"
import { type Reply, writeReply } from "@/lib/requests/reply"
import { movePart } from "@/lib/requests/transition"

/** How the outcome of an answer stands among the decisions. */
const AS_DECISION: Record<Result["outcome"], "do" | "partly" | "refuse"> = {
  answered: "do",
  upheld: "do",
  overturned: "do",
  partly_upheld: "partly",
  partly_overturned: "partly",
  not_upheld: "refuse",
  confirmed: "refuse",
}

/**
 * Puts the answer to an appeal before a second person, neither of whom acted on what it is against (rule 26): the letter,
 * the outcome with its code, law and words. `checked` is the hash of the letter that was read. Throws as replyToPart
 * does, Forbidden("acted_before"), and NotAllowedNow for what is no appeal: one officer answers it.
 */
export async function proposeReply(
  ctx: Ctx<StaffActor>,
  input: Reply & { checked: string | undefined },
): Promise<Part> {
  const { part, inForce, letter, result } = await writeReply(ctx, input, "request.propose")
  if (!part.appealOf) throw new NotAllowedNow()
  if (input.checked !== letterHash(letter)) throw new Conflict("letter_changed")
  const id = await keepProposal(ctx, part, "reply", null, letter)
  await keepDecision(ctx, inForce, part, id, result, input.words)
  await record(ctx, "part.proposed", { subjectId: part.subjectId, object: id, payload: { kind: "reply" } })
  return movePart(ctx, part, "propose", { proposalKind: "reply" })
}

async function keepDecision(
  ctx: Ctx,
  inForce: InForce,
  part: Part,
  proposalId: string,
  { outcome, ground }: Result,
  words: string,
): Promise<void> {
  const id = randomUUID()
  const owner = { id: part.subjectId, purpose: "case" } as const
  const grounded = ground
    ? {
        ground,
        law: lawOf(inForce, ground, part.language),
        reason: await ctx.vault.seal(owner, `decisions.reason|${id}`, words.trim()),
      }
    : {}
  await ctx.db.insert(decisions).values({
    ...{ id, proposalId, partId: part.id, subjectId: part.subjectId, item: "*" },
    ...{ outcome: AS_DECISION[outcome], ...grounded },
  })
}
