import { and, desc, eq, isNull } from "drizzle-orm"
import { staff } from "@/db/schema/staff"
import { sourceStops } from "@/db/schema/stops"
import type { Ctx, House, StaffActor } from "@/lib/context"
import { Conflict, Forbidden, Invalid, NotFound } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { enqueueJob } from "@/lib/notices/enqueue"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"
import { SourceStopped } from "../failures"
import { sourceTitle } from "../map-schema"

/** The shortest reason: a word is none. The database holds both bounds, too. */
const LEAST_REASON = 10
const MOST_REASON = 1000

const stands = isNull(sourceStops.liftedAt)

const STOPPED = {
  name: "source-stop",
  text: "select from source_stops where lifted_at is null and (source is null or source = $1) limit 1",
}

/**
 * Asks the database itself, so that a stop holds from the next writing on: one question before each writing, which needs
 * no transaction. Throws SourceStopped.
 */
export async function unlessStopped({ pools }: House, source: string): Promise<void> {
  const { rowCount } = await pools.worker.query({ ...STOPPED, values: [source] })
  if (rowCount !== 0) throw new SourceStopped(source)
}

export type Stop = { id: string; source: string | null; reason: string; at: Date; by: string | null }

/** The stops that stand now, the newest first. */
export async function stopsNow({ db }: Ctx<StaffActor>): Promise<Stop[]> {
  const { id, source, reason, at } = sourceStops
  return db
    .select({ id, source, reason, at, by: staff.name })
    .from(sourceStops)
    .leftJoin(staff, eq(staff.accountId, sourceStops.setBy))
    .where(stands)
    .orderBy(desc(at))
}

/**
 * Stops all writing to a source, or to every source where none is named, from the next writing on: what is under way ends
 * as it would, whole or not at all. Officers are told. Throws Forbidden; Invalid beside `source` and `reason`; Conflict
 * where it is stopped already.
 */
export async function stopSource(
  ctx: Ctx<StaffActor>,
  typed: { source: string | null; reason: string },
): Promise<{ id: string }> {
  if (!may(ctx.actor, "source.stop")) throw new Forbidden()
  const { dataMap } = await inForce(ctx.db)
  const { source } = typed
  if (source !== null && !sourceTitle(dataMap, source)) throw new Invalid({ source: { code: "choose_one" } })
  const [row] = await ctx.db
    .insert(sourceStops)
    .values({ source, reason: reasonOf("reason", typed.reason), setBy: ctx.actor.accountId })
    .onConflictDoNothing()
    .returning({ id: sourceStops.id })
  if (!row) throw new Conflict("stopped_already")
  await record(ctx, "source.stopped", { subjectId: null, object: row.id })
  await enqueueJob(ctx, "tell-stop", { stop: row.id })
  return row
}

/** Lifts a stop. Officers are told. Throws Forbidden; Invalid beside `lift`; NotFound where it stands no more. */
export async function resumeSource(
  ctx: Ctx<StaffActor>,
  { stop, lift }: { stop: string; lift: string },
): Promise<{ id: string }> {
  if (!may(ctx.actor, "source.stop")) throw new Forbidden()
  const [row] = await ctx.db
    .update(sourceStops)
    .set({ liftedAt: ctx.now, liftedBy: ctx.actor.accountId, liftReason: reasonOf("lift", lift) })
    .where(and(eq(sourceStops.id, stop), stands))
    .returning({ id: sourceStops.id })
  if (!row) throw new NotFound()
  await record(ctx, "source.resumed", { subjectId: null, object: row.id })
  await enqueueJob(ctx, "tell-stop", { stop: row.id })
  return row
}

function reasonOf(field: string, typed: string): string {
  const words = typed.trim()
  if (words.length < LEAST_REASON)
    throw new Invalid({ [field]: { code: "stop_reason", values: { min: LEAST_REASON } } })
  if (words.length > MOST_REASON)
    throw new Invalid({ [field]: { code: "too_long", values: { max: MOST_REASON } } })
  return words
}
