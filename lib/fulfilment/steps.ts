import { sql } from "drizzle-orm"
import { asWorker, type Ctx, type StaffActor, type SubjectActor } from "@/lib/context"
import { isUuid } from "@/lib/format/uuid"
import { everySecond } from "@/lib/fulfilment/every-second"
import { type Done, markOpen, markRun, type Work } from "@/lib/fulfilment/work"
import type { OpenHouse } from "@/lib/house"
import { putToMe } from "@/lib/people/put-to-me"
import { may } from "@/lib/permissions"

/**
 * How far the carrying out of a part is, in steps of its plan or, of a package, in items taken. `going`: it is at it now,
 * so that looking again is worth it.
 */
export type Steps = { going: boolean; of: "steps" | "items"; done: number; all: number }

/**
 * The steps of a part's newest plan, of which one is done once its source kept it; or what was taken for its package. For
 * the person whose part it is, for whoever asked it for them, and for staff who read requests; null for anybody else, and where there is no such part.
 */
export async function stepsOf(ctx: Ctx<SubjectActor | StaffActor>, partId: string): Promise<Steps | null> {
  const { db, actor } = ctx
  if (!isUuid(partId) || (actor.kind === "staff" && !may(actor, "request.read"))) return null
  if ((await putToMe(ctx))?.includes(partId) === false) return null
  const theirs =
    actor.kind === "staff"
      ? sql`true`
      : sql`exists (select from requests r where r.id = p.request_id and r.subject_id = ${actor.subjectId} and r.secrecy is null
          and (${actor.mandate === null} or r.mandate_id = ${actor.mandate?.id ?? null}))`
  const { rows } = await db.execute<Steps>(sql`
    select p.status = 'fulfilling' and coalesce(p.not_before <= now(), true) as going,
      case when k.counted is null then 'steps' else 'items' end as of,
      coalesce(least(k.taken, k.counted), count(o.id) filter (where o.state in ('done', 'verified')))::int as done,
      coalesce(k.counted, count(o.id))::int as all
    from request_parts p
    left join packages k on k.id = p.id and k.sealed_at is null
    left join plan_operations o on o.phase = 'now' and o.operation <> 'keep'
      and o.plan_id = (select id from plans where part_id = p.id order by version desc limit 1)
    where p.id = ${partId} and ${theirs} group by p.id, k.id`)
  return rows[0] ?? null
}

/** Does the work, and for as long as it goes on marks once a second what of it is done; short work is marked at its end. */
export function whileTelling<T>(
  house: OpenHouse,
  { part }: Work,
  done: readonly Done[],
  work: () => Promise<T>,
): Promise<T> {
  let told = done.length
  const tell = async () => {
    const fresh = done.slice(told)
    told = done.length
    if (fresh.length === 0) return
    await asWorker(house, "fulfil", { part: part.id }, (ctx) => markRun(ctx, part, fresh, "done"))
  }
  return everySecond(part.id, tell, work)
}

/** Of what was carried out, what was found so stays marked; the rest is to be carried out once more. */
export async function keepHeld(
  house: OpenHouse,
  { part }: Work,
  done: readonly Done[],
  held: ReadonlySet<string>,
): Promise<void> {
  const isHeld = ({ id }: Done) => held.has(id)
  const open = done.filter((each) => !isHeld(each)).map(({ id }) => id)
  await asWorker(house, "fulfil", { part: part.id }, async (ctx) => {
    await markRun(ctx, part, done.filter(isHeld), "done")
    await markOpen(ctx, part, open)
  })
}
