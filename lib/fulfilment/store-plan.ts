import { createHash, randomUUID } from "node:crypto"
import { and, asc, eq, inArray, ne, sql } from "drizzle-orm"
import { planOperations, plans } from "@/db/schema/fulfilment"
import { atOnce } from "@/db/transaction"
import type { Ctx } from "@/lib/context"
import type { DraftOperation, Gap, PlanDraft } from "@/lib/fulfilment/draft"

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
  const lines = [...draft.operations.map(cellsOf), ...draft.gaps.map(gapCells)]
  const rows = await Promise.all(lines.map((line, position) => rowOf(ctx, part, line, position)))
  const plan = ctx.db.execute(sql`
    insert into ${plans} (id, part_id, subject_id, version, hash, at)
    select ${id}, ${part.id}, ${part.subjectId}, coalesce(max(version), 0) + 1, ${Buffer.from(draft.hash, "hex")}, ${ctx.now.toISOString()}
    from ${plans} where part_id = ${part.id}`)
  const inserted = ctx.db.execute(sql`
    insert into ${planOperations} (id, plan_id, part_id, subject_id, position, phase, source, place, category, operation,
      strategy, detail, before_hash, items, ground, until_on, until_fact, state)
    select id, ${id}::uuid, ${part.id}::uuid, ${part.subjectId}::uuid, position, phase, source, place, category, operation,
      strategy, decode(detail, 'base64'), decode(before_hash, 'hex'), items, ground, until_on, until_fact, state
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as o (id uuid, position int, phase text, source text, place text,
      category text, operation text, strategy text, detail text, before_hash text, items int, ground text, until_on date,
      until_fact text, state text)`)
  await atOnce([plan, inserted])
  return id
}

/** A row of the plan as it is stored, but for its place in it; `detail` is what is sealed. */
function cellsOf(line: DraftOperation) {
  const { planned, wanted, purpose, operations, plus, sure, own } = line
  return {
    phase: line.phase as string,
    source: line.source,
    place: line.place,
    category: line.category,
    operation: line.operation,
    strategy: line.strategy,
    detail: JSON.stringify({ planned, wanted, purpose, operations, plus, sure, own }),
    before_hash: line.beforeHash || NOTHING,
    items: line.items,
    ground: line.ground,
    until_on: line.untilOn,
    until_fact: line.untilFact,
    state: line.phase === "kept" ? "kept" : "planned",
  }
}

type GapDetail = Pick<Gap, "wanted" | "why" | "words">

/** A gap is a row of its plan that nothing carries out. */
function gapCells({ source, wanted, why, words }: Gap): ReturnType<typeof cellsOf> {
  return {
    phase: "gap",
    source,
    place: "",
    category: "category" in wanted ? wanted.category : "",
    operation: wanted.op,
    strategy: "keep",
    detail: JSON.stringify({ wanted, why, words } satisfies GapDetail),
    before_hash: NOTHING,
    items: 0,
    ground: null,
    until_on: null,
    until_fact: null,
    state: "planned",
  }
}

async function rowOf(
  ctx: Ctx,
  part: { subjectId: string },
  cells: ReturnType<typeof cellsOf>,
  position: number,
) {
  const id = randomUUID()
  const owner = { id: part.subjectId, purpose: "data" } as const
  const detail = await ctx.vault.seal(owner, `plan_operations.detail|${id}`, cells.detail)
  return { ...cells, id, position, detail: detail.toString("base64") }
}

/** What stands for the state of something that has none yet: a stop that waits. */
const NOTHING = createHash("sha256").digest("hex")

export type StoredOperation = DraftOperation & {
  id: string
  state: string
  evidence: unknown
  doneAt: Date | null
}
/** Items of each category in each source. */
export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>
/** Items a source takes away beside a plan, or gives other values (`is`); `would`: it said so, and did it not yet. */
export type Lost = { source: string; category: string; items: number; is?: "changed"; would?: true }

export type StoredPlan = {
  id: string
  version: number
  hash: string
  at: Date
  /** What each source held before anything of it ran, and what staff were shown to be gone or different beside it; null: not known yet. */
  heldBefore?: Counts | null
  goneBeside?: Lost[] | null
  operations: StoredOperation[]
  gaps: Gap[]
}

/** The part's newest plan with its operations opened, or its first; null when none was computed yet. */
export async function openPlan(
  ctx: Ctx,
  partId: string,
  which: "newest" | "first" = "newest",
): Promise<StoredPlan | null> {
  const order = sql.raw(which === "newest" ? "desc" : "asc")
  const found = await ctx.db
    .select({ plan: plans, operation: planOperations })
    .from(plans)
    .leftJoin(planOperations, eq(planOperations.planId, plans.id))
    .where(
      sql`${plans.id} = (select id from ${plans} where part_id = ${partId} order by version ${order} limit 1)`,
    )
    .orderBy(asc(planOperations.position))
  const last = found[0]?.plan
  if (!last) return null
  const rows = found.flatMap(({ operation }) => operation ?? [])
  const open = <T>(
    wanted: (row: OperationRow) => boolean,
    build: (ctx: Ctx, row: OperationRow) => Promise<T>,
  ) => Promise.all(rows.filter(wanted).map((row) => build(ctx, row)))
  const operations = await open(({ phase }) => phase !== "gap", openOperation)
  const gaps = await open(({ phase }) => phase === "gap", openGap)
  const heldBefore = last.heldBefore as Counts | null
  const goneBeside = last.goneBeside as Lost[] | null
  return { ...last, hash: last.hash.toString("hex"), heldBefore, goneBeside, operations, gaps }
}

/** What earlier plans of the part carried out, certified (`verified`) or not yet (`done`), in the order it was done. */
export async function doneEarlier(ctx: Ctx, partId: string, plan: StoredPlan): Promise<StoredOperation[]> {
  const { planId, state, doneAt, position } = planOperations
  const rows = await ctx.db
    .select()
    .from(planOperations)
    .where(and(eq(planOperations.partId, partId), ne(planId, plan.id), inArray(state, ["done", "verified"])))
    .orderBy(asc(doneAt), asc(position))
  return Promise.all(rows.map((row) => openOperation(ctx, row)))
}

type OperationRow = typeof planOperations.$inferSelect

async function detailOf<T>(ctx: Ctx, { id, subjectId, detail }: OperationRow): Promise<T> {
  const owner = { id: subjectId, purpose: "data" } as const
  const plain = await ctx.vault.open(owner, `plan_operations.detail|${id}`, detail)
  return JSON.parse(plain.toString()) as T
}

const openGap = async (ctx: Ctx, row: OperationRow): Promise<Gap> => ({
  source: row.source,
  ...(await detailOf<GapDetail>(ctx, row)),
})

async function openOperation(ctx: Ctx, row: OperationRow): Promise<StoredOperation> {
  type Sealed = "planned" | "wanted" | "purpose" | "operations" | "plus" | "sure" | "own"
  return {
    ...(await detailOf<Pick<DraftOperation, Sealed>>(ctx, row)),
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
}
