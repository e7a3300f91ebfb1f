import { asc, eq } from "drizzle-orm"
import { breachEvents } from "@/db/schema/breaches"
import { staff } from "@/db/schema/staff"
import { type Breach, readBreach } from "@/lib/breaches/breach"
import { dutiesOf, type StandingDuty } from "@/lib/breaches/duties"
import type { BreachEvent } from "@/lib/breaches/write-breach"
import type { Ctx, StaffActor } from "@/lib/context"
import { type RunCounts, runCounts } from "@/lib/runs/run-page"

export type BreachHistory = { id: string; event: BreachEvent; by: string; note: string | null; at: Date }

export type BreachPage = {
  breach: Breach
  duties: StandingDuty[]
  told: RunCounts | null
  history: BreachHistory[]
  /** Whether the reader wrote any of it, so that another has to release it. */
  isOwn: boolean
}

/** A breach with its duties, how far its notices are, and who did what with it. Throws NotFound, Forbidden. */
export async function breachPage(ctx: Ctx<StaffActor>, number: string): Promise<BreachPage> {
  const breach = await readBreach(ctx, number)
  const rows = await ctx.db
    .select({
      id: breachEvents.id,
      event: breachEvents.event,
      byId: breachEvents.by,
      by: staff.name,
      note: breachEvents.note,
      at: breachEvents.at,
    })
    .from(breachEvents)
    .innerJoin(staff, eq(staff.accountId, breachEvents.by))
    .where(eq(breachEvents.breachId, breach.id))
    .orderBy(asc(breachEvents.at))
  const wrote = ["recorded", "changed", "put_forward"]
  return {
    breach,
    duties: await dutiesOf(ctx, breach),
    told: breach.runId ? await runCounts(ctx, breach.runId) : null,
    history: rows.map(({ id, event, by, note, at }) => ({
      ...{ id, event: event as BreachEvent, by, at },
      note: note && ctx.vault.openOwn(`breach_events.note|${id}`, note),
    })),
    isOwn: rows.some(({ byId, event }) => byId === ctx.actor.accountId && wrote.includes(event)),
  }
}
