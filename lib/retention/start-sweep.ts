import { sweeps } from "@/db/schema/retention"
import type { Ctx, StaffActor, SystemActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { Forbidden, Invalid, NotAllowedNow } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { enqueueJob } from "@/lib/notices/enqueue"
import { may } from "@/lib/permissions"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"

/** The rules by which something is kept in the sources: a case file, and what only the portal has, is not swept. */
export const sweptRules = ({ policy }: Pick<InForce, "policy">): string[] =>
  policy.retentionRules
    .map(({ code }) => code)
    .filter((code) => policy.categories.some(({ retention }) => retention === code))

/**
 * Begins to look for what is kept beyond its time, under these rules, or all of them; one search at a time. Throws Invalid
 * beside `rules`, NotAllowedNow `sweep_open` while another is not decided, Forbidden. Returns its id.
 */
export async function startSweep(
  ctx: Ctx<StaffActor | SystemActor>,
  wanted: readonly string[] | "all",
): Promise<string> {
  if (ctx.actor.kind === "staff" && !may(ctx.actor, "sweep.propose")) throw new Forbidden()
  const held = await inForceNow(ctx.db)
  const known = sweptRules(held)
  const rules = wanted === "all" ? known : known.filter((code) => wanted.includes(code))
  if (rules.length === 0) throw new Invalid({ rules: { code: "choose_one" } })
  const [row] = await ctx.db
    .insert(sweeps)
    .values({
      rules,
      asOf: dayIn(ctx.now, held.policy.organisation.timezone),
      ...{ editionId: held.edition.id, profileId: held.profileId },
      ...{ dataMapId: held.dataMapId, calendarId: held.calendarId },
      startedBy: ctx.actor.kind === "staff" ? ctx.actor.accountId : null,
      startedAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning({ id: sweeps.id })
  if (!row) throw new NotAllowedNow("sweep_open")
  await record(ctx, "sweep.started", { subjectId: null, object: row.id, payload: { rules } })
  await enqueueJob(ctx, "sweep-search", { sweep: row.id }, `sweep-search:${row.id}`)
  return row.id
}
