import { and, eq } from "drizzle-orm"
import { planOperations } from "@/db/schema/fulfilment"
import { atOnce } from "@/db/transaction"
import { asWorker, type Ctx } from "@/lib/context"
import { keepingCategory } from "@/lib/fulfilment/keeping"
import { type PlanningGround, planningGround, planningNow } from "@/lib/fulfilment/planning"
import { sealFulfilment } from "@/lib/fulfilment/seal"
import { openPlan, type StoredOperation, type StoredPlan } from "@/lib/fulfilment/store-plan"
import { type Done, isRun, markRun, type Work } from "@/lib/fulfilment/work"
import type { OpenHouse } from "@/lib/house"
import { identitiesOf } from "@/lib/people/identities"
import {
  accessPart,
  openBeside,
  openHolds,
  type Part,
  pinnedOf,
  readPart,
  requesterName,
} from "@/lib/requests/access"
import { movePart } from "@/lib/requests/transition"
import type { PlannedOperation, VerifyAnswer } from "@/lib/sources/connector"

/** A plan older than this is looked at again before anything is erased: facts may have changed since. */
const FRESH_MS = 10 * 60_000

/**
 * Carries out the present plan of a part: each source in one transaction of its own, then everything read again
 * through a fresh connection, then certificate, letter and status together. May be killed at any instruction and run
 * again: what was applied answers "already", what was sealed is not sealed twice. What changed since the plan was
 * approved goes back to be planned and shown. Throws SourceUnreachable, to be tried again.
 */
export async function fulfilPart(house: OpenHouse, partId: string): Promise<void> {
  const found = await gather(house, partId)
  if (!found) return
  const { work } = found
  const why = found.why ?? (found.old && (await isKeptNow(work, found.old)) ? "kept_now" : null)
  if (why && !(await isApplied(work))) return replan(house, work, [], why)
  const done: Done[] = []
  for (const [source, operations] of bySource(work.plan.operations.filter(isPending))) {
    const answer = await work.sources.of(source).applyAll(plannedOf(operations), `${work.plan.id}:${source}`)
    if (answer.state === "changed") return replan(house, work, done, "changed")
    for (const [index, { id }] of operations.entries())
      done.push({ id, evidence: answer.results[index]?.evidence ?? null })
  }
  const findings = await verifyAll(work)
  if (findings.every(({ held }) => held)) return sealFulfilment(house, work, done, findings)
  const isDone = findings.every(({ operations }) => operations.every(({ held }) => held))
  // All that was promised holds, and there is more than was promised: rows that came since.
  if (isDone) return replan(house, work, done, "changed")
  await asWorker(house, "fulfil", { part: partId }, async (ctx) => {
    const part = await accessPart(ctx, partId, null)
    if (part.status !== "fulfilling") return
    await movePart(ctx, part, "stall", { set: { stallCause: "verification" }, note: "verification" })
  })
}

const isPending = (operation: StoredOperation) => operation.phase === "now" && operation.state === "planned"

const erasing = ({ operations }: StoredPlan): string[] => [
  ...new Set(
    operations
      .filter((operation) => isPending(operation) && operation.operation === "erase")
      .map(({ category }) => category),
  ),
]

/** `why`: it may not run now. `old`: what is needed to ask the facts again, where the plan is no longer fresh. */
type Gathered = { work: Work; why: string | null; old: PlanningGround | null }

async function gather(house: OpenHouse, partId: string): Promise<Gathered | null> {
  const found = await asWorker(house, "fulfil", { part: partId }, async (ctx) => {
    const [part, plan] = await atOnce([readPart(ctx, partId), openPlan(ctx, partId)])
    if (part.status !== "fulfilling" || !plan) return null
    const [inForce, identities, name, why] = await atOnce([
      pinnedOf(ctx, part),
      identitiesOf(ctx, part.subjectId),
      requesterName(ctx, part),
      whyNot(ctx, part, plan),
    ])
    const isOld = erasing(plan).length > 0 && ctx.now.getTime() - plan.at.getTime() > FRESH_MS
    return {
      part,
      plan,
      inForce,
      identities,
      name,
      why,
      old: isOld ? await planningGround(ctx, part.subjectId, inForce) : null,
    }
  })
  if (!found) return null
  const { why, old, ...work } = found
  return { work: { ...work, sources: house.sourcesOf(work.inForce) }, why, old }
}

/** Rule 10, looked at once more at the last moment: what was opened or set since the approval. */
async function whyNot(ctx: Ctx, part: Part, plan: StoredPlan): Promise<string | null> {
  const categories = erasing(plan)
  if (categories.length === 0) return null
  const [held, beside] = await atOnce([openHolds(ctx, part, categories), openBeside(ctx, part)])
  if (held > 0) return "hold"
  return beside > 0 ? "another_open" : null
}

/** Whether something about to be erased is kept by the facts as they are now (rule 9). */
async function isKeptNow({ plan, sources }: Work, ground: PlanningGround): Promise<boolean> {
  const { inForce, known } = await planningNow(ground, sources)
  return erasing(plan).some((category) => keepingCategory(inForce, category, known).length > 0)
}

/** Whether the sources are as promised already: a worker was killed after they were changed. */
async function isApplied(work: Work): Promise<boolean> {
  const found = await verifyAll(work)
  return found.every(({ operations }) => operations.every(({ held }) => held))
}

function bySource(operations: readonly StoredOperation[]): Map<string, StoredOperation[]> {
  const grouped = new Map<string, StoredOperation[]>()
  for (const operation of operations)
    grouped.set(operation.source, [...(grouped.get(operation.source) ?? []), operation])
  return grouped
}

const plannedOf = (operations: readonly StoredOperation[]): PlannedOperation[] =>
  operations.flatMap(({ planned }) => (planned ? [planned] : []))

/** The part goes back to be planned and shown; what is done stays done and is marked so. */
async function replan(
  house: OpenHouse,
  { part, plan }: Work,
  done: readonly Done[],
  why: string,
): Promise<void> {
  await asWorker(house, "fulfil", { part: part.id }, async (ctx) => {
    const now = await accessPart(ctx, part.id, null)
    if (now.status !== "fulfilling") return
    await movePart(ctx, now, "replan", { note: why })
    await markRun(ctx, plan, done, "done")
    await ctx.db
      .update(planOperations)
      .set({ state: "superseded" })
      .where(and(eq(planOperations.planId, plan.id), eq(planOperations.state, "planned")))
  })
}

async function verifyAll({ plan, identities, sources }: Work): Promise<VerifyAnswer[]> {
  const ran = bySource(plan.operations.filter(isRun))
  const kept = bySource(plan.operations.filter(({ phase, planned }) => phase === "kept" && planned))
  // A source in which there was nothing to do is read all the same: the certificate rests on a reading.
  const names = new Set([...identities.keys(), ...ran.keys(), ...kept.keys()])
  names.delete("*")
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
