import { and, eq } from "drizzle-orm"
import { planOperations } from "@/db/schema/fulfilment"
import { asWorker } from "@/lib/context"
import { openPlan, type StoredOperation } from "@/lib/fulfilment/store-plan"
import { sealFulfilment } from "@/lib/fulfilment/seal"
import { type Done, isRun, type Work } from "@/lib/fulfilment/work"
import type { OpenHouse } from "@/lib/house"
import { identitiesOf } from "@/lib/people/identities"
import { accessPart, pinnedOf, requesterName } from "@/lib/requests/access"
import { movePart } from "@/lib/requests/transition"
import type { PlannedOperation, VerifyAnswer } from "@/lib/sources/connector"

/**
 * Carries out the present plan of a part: each source in one transaction of its own, then everything read again
 * through a fresh connection, then certificate, letter and status together. May be killed at any instruction and run
 * again: what was applied answers "already", what was sealed is not sealed twice. Throws SourceUnreachable, to be
 * tried again.
 */
export async function fulfilPart(house: OpenHouse, partId: string): Promise<void> {
  const work = await gather(house, partId)
  if (!work) return
  const done: Done[] = []
  for (const [source, operations] of bySource(work.plan.operations.filter(isPending))) {
    const answer = await work.sources.of(source).applyAll(plannedOf(operations), `${work.plan.id}:${source}`)
    if (answer.state === "changed") return replan(house, work)
    for (const [index, { id }] of operations.entries())
      done.push({ id, evidence: answer.results[index]?.evidence ?? null })
  }
  const findings = await verifyAll(work)
  if (findings.every(({ held }) => held)) return sealFulfilment(house, work, done, findings)
  await asWorker(house, "fulfil", { part: partId }, async (ctx) => {
    const part = await accessPart(ctx, partId, null)
    await movePart(ctx, part, "stall", { set: { stallCause: "verification" }, note: "verification" })
  })
}

const isPending = (operation: StoredOperation) => operation.phase === "now" && operation.state === "planned"

async function gather(house: OpenHouse, partId: string): Promise<Work | null> {
  const found = await asWorker(house, "fulfil", { part: partId }, async (ctx) => {
    const part = await accessPart(ctx, partId, null)
    const plan = part.status === "fulfilling" ? await openPlan(ctx, partId) : null
    if (!plan) return null
    return {
      part,
      plan,
      inForce: await pinnedOf(ctx, part),
      identities: await identitiesOf(ctx, part.subjectId),
      name: await requesterName(ctx, part),
    }
  })
  if (!found) return null
  const sources = house.sourcesOf(found.inForce)
  return { ...found, sources }
}

function bySource(operations: readonly StoredOperation[]): Map<string, StoredOperation[]> {
  const grouped = new Map<string, StoredOperation[]>()
  for (const operation of operations)
    grouped.set(operation.source, [...(grouped.get(operation.source) ?? []), operation])
  return grouped
}

const plannedOf = (operations: readonly StoredOperation[]): PlannedOperation[] =>
  operations.flatMap(({ planned }) => (planned ? [planned] : []))

/** The data changed since approval: nothing of this source was done, and the part goes back to be planned and shown. */
async function replan(house: OpenHouse, { part, plan }: Work): Promise<void> {
  await asWorker(house, "fulfil", { part: part.id }, async (ctx) => {
    await movePart(ctx, await accessPart(ctx, part.id, null), "replan", { note: "changed" })
    await ctx.db
      .update(planOperations)
      .set({ state: "superseded" })
      .where(and(eq(planOperations.planId, plan.id), eq(planOperations.state, "planned")))
  })
}

async function verifyAll({ plan, identities, sources }: Work): Promise<VerifyAnswer[]> {
  const ran = bySource(plan.operations.filter(isRun))
  const kept = bySource(plan.operations.filter(({ phase, planned }) => phase === "kept" && planned))
  const names = new Set([...ran.keys(), ...kept.keys()])
  return Promise.all(
    [...names].map((source) =>
      sources
        .of(source)
        .verify(
          identities.get(source) ?? [],
          plannedOf([...(ran.get(source) ?? []), ...(kept.get(source) ?? [])]),
        ),
    ),
  )
}
