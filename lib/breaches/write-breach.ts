import { randomUUID } from "node:crypto"
import { eq, sql } from "drizzle-orm"
import { breachEvents, breaches } from "@/db/schema/breaches"
import { readBreach, sealStory } from "@/lib/breaches/breach"
import { openBreachDuties } from "@/lib/breaches/duties"
import { type CheckedBreach, checkedBreach, type EnteredBreach } from "@/lib/breaches/entered"
import type { Ctx, StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { Conflict, Forbidden, Invalid, NotAllowedNow } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { may } from "@/lib/permissions"
import { inForce as inForceNow } from "@/lib/policy/editions"

export type BreachEvent =
  | "recorded"
  | "changed"
  | "counted"
  | "put_forward"
  | "sent_back"
  | "released"
  | "closed"
  | "exported"

/** Notes in the breach's history who did what; `note` is sealed as its story is. */
export async function noteEvent(
  ctx: Ctx<StaffActor>,
  breachId: string,
  event: BreachEvent,
  note?: string,
): Promise<void> {
  const id = randomUUID()
  const sealed = note ? ctx.vault.sealOwn(`breach_events.note|${id}`, note) : null
  await ctx.db
    .insert(breachEvents)
    .values({ id, breachId, event, by: ctx.actor.accountId, note: sealed, at: ctx.now })
}

/**
 * Records a breach: its number, its facts and where to look for the people touched; the clocks of the legal profile's
 * duties run from the day it was found. Throws Invalid beside each field, Forbidden. Returns the number.
 */
export async function recordBreach(ctx: Ctx<StaffActor>, entered: EnteredBreach): Promise<string> {
  if (!may(ctx.actor, "breach.write")) throw new Forbidden()
  const inForce = await inForceNow(ctx.db)
  const today = dayIn(ctx.now, inForce.policy.organisation.timezone)
  const { story, ...checked } = checkedBreach(ctx.vault, inForce, today, entered)
  const [id, number] = [randomUUID(), await nextNumber(ctx, today.slice(0, 4))]
  await ctx.db.insert(breaches).values({
    ...{ id, number, ...checked, at: ctx.now },
    editionId: inForce.edition.id,
    profileId: inForce.profileId,
    calendarId: inForce.calendarId,
    dataMapId: inForce.dataMapId,
    story: sealStory(ctx.vault, id, story),
  })
  await openBreachDuties(ctx, inForce, { number, foundOn: checked.foundOn })
  await noteEvent(ctx, id, "recorded")
  await record(ctx, "breach.recorded", { subjectId: null, object: id, payload: factsOf(number, checked) })
  return number
}

/** Gapless within a year: the last statement that can wait for another breach being recorded. */
async function nextNumber(ctx: Ctx<StaffActor>, year: string): Promise<string> {
  await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtext('ukuk breaches'))`)
  const { rows } = await ctx.db.execute<{ n: number }>(
    sql`select count(*)::int + 1 as n from breaches where number like ${`${year}-%`}`,
  )
  return `${year}-${String(rows[0]?.n ?? 1).padStart(3, "0")}`
}

const factsOf = (number: string, { type, foundOn, categories, scope }: Omit<CheckedBreach, "story">) => ({
  ...{ number, type, foundOn, categories, sources: [...scope.sources], from: scope.from, to: scope.to },
})

/** A breach written anew; `keepKeys`: the list of keys given before stands, unless another was typed. */
export type ChangedBreach = Omit<EnteredBreach, "foundOn"> & {
  number: string
  version: number
  keepKeys: boolean
}

/**
 * Writes a breach anew while nobody was asked to release it; whom it touches has to be counted again. The day it was found
 * stays: the clocks run from it. Throws Invalid, Conflict when somebody changed it since, NotAllowedNow, Forbidden.
 */
export async function changeBreach(
  ctx: Ctx<StaffActor>,
  { number, version, keepKeys, ...entered }: ChangedBreach,
): Promise<string> {
  if (!may(ctx.actor, "breach.write")) throw new Forbidden()
  const breach = await readBreach(ctx, number, { lock: true })
  if (breach.state !== "draft") throw new NotAllowedNow()
  if (breach.version !== version) throw new Conflict()
  const [year = "", month = "", day = ""] = breach.foundOn.split("-")
  const today = dayIn(ctx.now, breach.inForce.policy.organisation.timezone)
  const { story, foundOn, ...changed } = checkedBreach(ctx.vault, breach.inForce, today, {
    ...entered,
    foundOn: { year, month, day },
  })
  const keys = changed.scope.keys ?? (keepKeys ? breach.scope.keys : null)
  if (keys && changed.scope.sources.join() !== breach.scope.sources.join() && !changed.scope.keys)
    throw new Invalid({ keys: { code: "keys_of_one_source" } })
  await ctx.db
    .update(breaches)
    .set({
      ...changed,
      scope: { ...changed.scope, keys },
      story: sealStory(ctx.vault, breach.id, story),
      counted: null,
      countedAt: null,
      version: version + 1,
    })
    .where(eq(breaches.id, breach.id))
  await noteEvent(ctx, breach.id, "changed")
  await record(ctx, "breach.changed", {
    subjectId: null,
    object: breach.id,
    payload: factsOf(number, { ...changed, foundOn }),
  })
  return number
}
