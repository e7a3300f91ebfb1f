import { sql } from "drizzle-orm"
import type { Ctx, StaffActor, SubjectActor } from "@/lib/context"
import { record } from "@/lib/ledger/record"
import type { InForce } from "@/lib/policy/editions"
import { right } from "@/lib/policy/lookup"
import type { Part } from "@/lib/requests/access"

/**
 * Sets the hold that keeps the evidence of what a part is about, where its right preserves it (rule 21): from receipt on
 * nothing of the person is erased, until an approver ends it. The database sets it for a part just received alone.
 */
export async function preserveEvidence(
  ctx: Ctx<SubjectActor | StaffActor>,
  { policy }: Pick<InForce, "policy">,
  part: Part,
): Promise<void> {
  const ground = right(policy, part.right).effects?.preserves
  if (!ground) return
  await ctx.db.execute(sql`select guard.preserve_evidence(${part.id}, ${ground})`)
  await record(ctx, "hold.set", {
    subjectId: part.subjectId,
    object: part.id,
    payload: { ground, categories: null, reviewOn: part.dueOn, secrecy: null },
  })
}
