import { createHash, randomUUID } from "node:crypto"
import { asc, eq, sql } from "drizzle-orm"
import { planOperations, plans } from "@/db/schema/fulfilment"
import { atOnce } from "@/db/transaction"
import type { Ctx } from "@/lib/context"
import type { DraftOperation, PlanDraft } from "@/lib/fulfilment/draft"

/**
 * Stores a plan as the part's next version: one row per operation, keys and values sealed under the data key. One
 * statement for all rows, since a plan may touch thirty tables.
 */
export async function storePlan(
  ctx: Ctx,
  part: { id: string; subjectId: string },
  draft: PlanDraft,
): Promise<string> {
  const id = randomUUID()
  const rows = await Promise.all(draft.operations.map((line, position) => rowOf(ctx, part, line, position)))
  const plan = ctx.db.execute(sql`
    insert into ${plans} (id, part_id, subject_id, version, hash, at)
    select ${id}, ${part.id}, ${part.subjectId}, coalesce(max(version), 0) + 1, ${Buffer.from(draft.hash, "hex")}, ${ctx.now.toISOString()}
    from ${plans} where part_id = ${part.id}`)
  const lines = ctx.db.execute(sql`
    insert into ${planOperations} (id, plan_id, part_id, subject_id, position, phase, source, place, category, operation,
      strategy, detail, before_hash, items, ground, until_on, until_fact, state)
    select id, ${id}::uuid, ${part.id}::uuid, ${part.subjectId}::uuid, position, phase, source, place, category, operation,
      strategy, decode(detail, 'base64'), decode(before_hash, 'hex'), items, ground, until_on, until_fact, state
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as o (id uuid, position int, phase text, source text, place text,
      category text, operation text, strategy text, detail text, before_hash text, items int, ground text, until_on date,
      until_fact text, state text)`)
  await atOnce([plan, lines])
  return id
}

async function rowOf(ctx: Ctx, part: { subjectId: string }, line: DraftOperation, position: number) {
  const id = randomUUID()
  const { planned, wanted, purpose, operations, plus, sure, own } = line
  const detail = JSON.stringify({ planned, wanted, purpose, operations, plus, sure, own })
  const owner = { id: part.subjectId, purpose: "data" } as const
  return {
    id,
    position,
    phase: line.phase,
    source: line.source,
    place: line.place,
    category: line.category,
    operation: line.operation,
    strategy: line.strategy,
    detail: (await ctx.vault.seal(owner, `plan_operations.detail|${id}`, detail)).toString("base64"),
    before_hash: line.beforeHash || NOTHING,
    items: line.items,
    ground: line.ground,
    until_on: line.untilOn,
    until_fact: line.untilFact,
    state: line.phase === "kept" ? "kept" : "planned",
  }
}

/** What stands for the state of something that has none yet: a stop that waits. */
const NOTHING = createHash("sha256").digest("hex")

export type StoredOperation = DraftOperation & {
  id: string
  state: string
  evidence: unknown
  doneAt: Date | null
}
export type StoredPlan = {
  id: string
  version: number
  hash: string
  at: Date
  operations: StoredOperation[]
}

/** The part's newest plan with its operations opened, or null when none was computed yet. */
export async function openPlan(ctx: Ctx, partId: string): Promise<StoredPlan | null> {
  const found = await ctx.db
    .select({ plan: plans, operation: planOperations })
    .from(plans)
    .leftJoin(planOperations, eq(planOperations.planId, plans.id))
    .where(
      sql`${plans.id} = (select id from ${plans} where part_id = ${partId} order by version desc limit 1)`,
    )
    .orderBy(asc(planOperations.position))
  const last = found[0]?.plan
  if (!last) return null
  const rows = found.flatMap(({ operation }) => operation ?? [])
  const operations = await Promise.all(
    rows.map(async (row): Promise<StoredOperation> => {
      const plain = await ctx.vault.open(
        { id: row.subjectId, purpose: "data" },
        `plan_operations.detail|${row.id}`,
        row.detail,
      )
      const detail = JSON.parse(plain.toString()) as Pick<
        DraftOperation,
        "planned" | "wanted" | "purpose" | "operations" | "plus" | "sure" | "own"
      >
      return {
        ...detail,
        id: row.id,
        phase: row.phase as DraftOperation["phase"],
        source: row.source,
        place: row.place,
        category: row.category,
        operation: row.operation as DraftOperation["operation"],
        strategy: row.strategy,
        items: row.items,
        beforeHash: row.beforeHash.toString("hex"),
        ground: row.ground,
        untilOn: row.untilOn,
        untilFact: row.untilFact,
        state: row.state,
        evidence: row.evidence,
        doneAt: row.doneAt,
      }
    }),
  )
  return { ...last, hash: last.hash.toString("hex"), operations }
}
