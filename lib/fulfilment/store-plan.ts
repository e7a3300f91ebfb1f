import { createHash, randomUUID } from "node:crypto"
import { sql } from "drizzle-orm"
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

/** A row of `plan_operations` as the database gives it: of thirty in a plan, building each from its columns takes longest. */
type OperationRow = Omit<ReturnType<typeof cellsOf>, "detail" | "before_hash"> & {
  id: string
  subject_id: string
  detail: Buffer
  before_hash: Buffer
  evidence: unknown
  done_at: string | null
}

const OPERATION = sql.raw(
  "o.id, o.subject_id, phase, source, place, category, operation, strategy, detail, before_hash, items, ground, until_on, until_fact, state, evidence, done_at",
)

type PlanRow = {
  plan_id: string
  version: number
  hash: Buffer
  at: string
  held_before: Counts | null
  gone_beside: Lost[] | null
}

/** The part's newest plan with its operations opened, or its first; null when none was computed yet. */
export async function openPlan(
  ctx: Ctx,
  partId: string,
  which: "newest" | "first" = "newest",
): Promise<StoredPlan | null> {
  const order = sql.raw(which === "newest" ? "desc" : "asc")
  const { rows } = await ctx.db.execute<PlanRow & (OperationRow | { id: null })>(sql`
    select p.id as plan_id, version, hash, at, held_before, gone_beside, ${OPERATION}
    from ${plans} p left join ${planOperations} o on o.plan_id = p.id
    where p.id = (select id from ${plans} where part_id = ${partId} order by version ${order} limit 1)
    order by position`)
  const [last] = rows
  if (!last) return null
  const found = rows.flatMap((row) => (row.id === null ? [] : [row]))
  const open = <T>(
    wanted: (row: OperationRow) => boolean,
    build: (ctx: Ctx, row: OperationRow) => Promise<T>,
  ) => Promise.all(found.filter(wanted).map((row) => build(ctx, row)))
  return {
    id: last.plan_id,
    version: last.version,
    hash: last.hash.toString("hex"),
    at: new Date(last.at),
    heldBefore: last.held_before,
    goneBeside: last.gone_beside,
    operations: await open(({ phase }) => phase !== "gap", openOperation),
    gaps: await open(({ phase }) => phase === "gap", openGap),
  }
}

/** What earlier plans of the part carried out, certified (`verified`) or not yet (`done`), in the order it was done. */
export async function doneEarlier(ctx: Ctx, partId: string, plan: StoredPlan): Promise<StoredOperation[]> {
  const { rows } = await ctx.db.execute<OperationRow>(sql`
    select ${OPERATION} from ${planOperations} o
    where part_id = ${partId} and plan_id <> ${plan.id} and state in ('done', 'verified')
    order by done_at, position`)
  return Promise.all(rows.map((row) => openOperation(ctx, row)))
}

async function detailOf<T>(ctx: Ctx, { id, subject_id, detail }: OperationRow): Promise<T> {
  const owner = { id: subject_id, purpose: "data" } as const
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
    beforeHash: row.before_hash.toString("hex"),
    ground: row.ground,
    untilOn: row.until_on,
    untilFact: row.until_fact,
    state: row.state,
    evidence: row.evidence,
    doneAt: row.done_at ? new Date(row.done_at) : null,
  }
}
