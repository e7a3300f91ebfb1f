import { randomUUID } from "node:crypto"
import { eq } from "drizzle-orm"
import { decisions } from "@/db/schema/decisions"
import { requests } from "@/db/schema/requests"
import { asWorker, type Ctx, type House, type StaffActor } from "@/lib/context"
import { addDisclosure } from "@/lib/oversight/add-disclosure"
import { accessPart, type Part } from "@/lib/requests/access"
import { authorityOf } from "@/lib/requests/authority"
import { movePart } from "@/lib/requests/transition"

/** Whose decisions say what of it: the one for everything names the ground, each given category has one of its own. */
async function decided(ctx: Ctx, partId: string, proposalId?: string) {
  const mine = proposalId ? eq(decisions.proposalId, proposalId) : eq(decisions.partId, partId)
  const rows = await ctx.db
    .select({ item: decisions.item, outcome: decisions.outcome, ground: decisions.ground })
    .from(decisions)
    .where(mine)
  return {
    ground: rows.find(({ item }) => item === "*")?.ground ?? "",
    given: rows.filter(({ item, outcome }) => item !== "*" && outcome === "do").map(({ item }) => item),
  }
}

/** Records what an approved answer hands over to a state body; nothing, where nothing is held. */
export async function recordDisclosure(ctx: Ctx<StaffActor>, part: Part, proposalId: string): Promise<void> {
  const { ground, given } = await decided(ctx, part.id, proposalId)
  if (given.length === 0) return
  const { body, number, date } = await authorityOf(ctx, part)
  const [request] = await ctx.db
    .select({ secrecy: requests.secrecy, reviewOn: requests.reviewOn })
    .from(requests)
    .where(eq(requests.id, part.requestId))
  const id = randomUUID()
  const owner = { id: part.subjectId, purpose: "case" } as const
  await addDisclosure(ctx, {
    id,
    subjectId: part.subjectId,
    recipient: body,
    categories: given,
    purpose: part.right,
    ground,
    editionId: part.editionId,
    authority: await ctx.vault.seal(owner, `disclosures.authority|${id}`, JSON.stringify({ number, date })),
    requestId: part.requestId,
    secret: request?.secrecy != null,
    reviewOn: request?.reviewOn ?? null,
    at: ctx.now,
  })
}

/** The answer was approved and went out with its letter: the part is done. May be run again. */
export async function completeDisclosure(house: House, partId: string): Promise<void> {
  await asWorker(house, "fulfil", { part: partId }, async (ctx) => {
    const part = await accessPart(ctx, partId, null)
    if (part.status !== "fulfilling") return
    await movePart(ctx, part, "complete", { set: { outcome: "done" } })
  })
}
