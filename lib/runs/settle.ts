import { sql } from "drizzle-orm"
import { runTries } from "@/db/schema/runs"
import { asWorker, type Ctx, type SystemActor } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import type { RunChannel } from "@/lib/notices/runs"
import type { Run } from "@/lib/runs/read-run"

type Try = {
  channel: RunChannel
  outcome: "sent" | "refused" | "failed" | "bounced" | "no_address" | "gone"
  code?: string
}

/** What became of somebody: the tries to be logged, where they stand now, and when to try again. */
export type Outcome = {
  person: string
  tries: Try[]
  state: "sent" | "waiting" | "post" | "gone"
  channel?: RunChannel
  afterMinutes?: number
  /** The carrier took nothing: it was no try at this person. */
  isAway?: boolean
}

/** Writes what became of a batch, with its log, in one transaction. */
export const settle = (house: OpenHouse, run: Run, outcomes: readonly Outcome[]): Promise<void> =>
  asWorker(house, "notice-run", null, (ctx) => settleIn(ctx, run.id, outcomes))

/** The same in a transaction that is open. */
export async function settleIn(
  ctx: Ctx<SystemActor>,
  runId: string,
  outcomes: readonly Outcome[],
): Promise<void> {
  const rows = outcomes.map(({ person, state, channel, afterMinutes = 0, isAway = false }) => ({
    ...{ id: person, state, channel: channel ?? null, minutes: afterMinutes, uncounted: isAway ? 1 : 0 },
  }))
  await ctx.db.execute(sql`
    update run_people p set state = o.state, channel = coalesce(o.channel, p.channel),
      attempts = case when o.channel is distinct from p.channel then 0 else p.attempts - o.uncounted end,
      next_at = clock_timestamp() + make_interval(mins => o.minutes),
      told_at = case when o.state = 'sent' then clock_timestamp() else p.told_at end
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as o(id uuid, state text, channel text, minutes integer, uncounted integer)
    where p.id = o.id and p.state in ('sending', 'sent')`)
  const tries = outcomes.flatMap(({ person, tries: all }) =>
    all.map((each) => ({ ...each, code: each.code ?? null, personId: person, runId })),
  )
  if (tries.length > 0) await ctx.db.insert(runTries).values(tries)
}
