import { and, asc, count, desc, eq, inArray, isNotNull, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { requestParts, requests } from "@/db/schema/requests"
import { sweepPeople, sweeps } from "@/db/schema/retention"
import { staff } from "@/db/schema/staff"
import type { Ctx, StaffActor } from "@/lib/context"
import type { Day } from "@/lib/deadlines/day"
import { Forbidden, NotFound } from "@/lib/errors"
import { may } from "@/lib/permissions"
import { pinned } from "@/lib/policy/editions"

export type SweepState = "searching" | "nothing" | "found" | "proposed" | "approved" | "dropped" | "carried"

/** While a sweep is in one of these, no other begins. */
export const openStates: readonly SweepState[] = ["searching", "found", "proposed", "approved"]

/** What a sweep found: people, and items with the people who have them by category. */
export type SweepCounts = { people: number; categories: Record<string, { people: number; items: number }> }

/** A sweep as staff see it; names are colleagues' work names, null where the round did it. */
export type Sweep = {
  id: string
  rules: string[]
  asOf: Day
  state: SweepState
  looked: number
  counts: SweepCounts | null
  startedAt: Date
  startedBy: string | null
  proposedById: string | null
  proposedBy: string | null
  proposedAt: Date | null
  reason: string | null
  decidedBy: string | null
  decidedAt: Date | null
}

const MOST = 50

/** The last sweeps, the newest first. Throws Forbidden. */
export const listSweeps = (ctx: Ctx<StaffActor>): Promise<Sweep[]> => sweepsWhere(ctx)

/** One sweep. Throws NotFound, Forbidden. */
export async function readSweep(ctx: Ctx<StaffActor>, id: string): Promise<Sweep> {
  const [found] = await sweepsWhere(ctx, id)
  if (!found) throw new NotFound()
  return found
}

async function sweepsWhere(ctx: Ctx<StaffActor>, id?: string): Promise<Sweep[]> {
  if (!may(ctx.actor, "sweep.read")) throw new Forbidden()
  const [starter, proposer, decider] = [
    alias(staff, "starter"),
    alias(staff, "proposer"),
    alias(staff, "decider"),
  ]
  const rows = await ctx.db
    .select({
      sweep: sweeps,
      startedBy: starter.name,
      proposedBy: proposer.name,
      decidedBy: decider.name,
    })
    .from(sweeps)
    .leftJoin(starter, eq(starter.accountId, sweeps.startedBy))
    .leftJoin(proposer, eq(proposer.accountId, sweeps.proposedBy))
    .leftJoin(decider, eq(decider.accountId, sweeps.decidedBy))
    .where(id ? eq(sweeps.id, id) : undefined)
    .orderBy(desc(sweeps.startedAt))
    .limit(MOST)
  return rows.map(({ sweep, ...names }) => ({
    ...sweep,
    ...names,
    proposedById: sweep.proposedBy,
    state: sweep.state as SweepState,
    counts: sweep.counts as SweepCounts | null,
  }))
}

/** The policy a sweep was begun under, by which its rules and counts are read. */
export async function policyOf(ctx: Ctx<StaffActor>, id: string) {
  const [row] = await ctx.db
    .select({
      editionId: sweeps.editionId,
      profileId: sweeps.profileId,
      dataMapId: sweeps.dataMapId,
      calendarId: sweeps.calendarId,
    })
    .from(sweeps)
    .where(eq(sweeps.id, id))
  if (!row) throw new NotFound()
  return pinned(ctx.db, row)
}

/** The sweep that waits for this colleague: for an officer to propose it, for an approver to decide on it. */
export async function sweepsToDecide(ctx: Ctx<StaffActor>): Promise<Pick<Sweep, "id" | "asOf">[]> {
  const state = may(ctx.actor, "sweep.propose")
    ? "found"
    : may(ctx.actor, "sweep.approve")
      ? "proposed"
      : null
  if (!state) return []
  return ctx.db.select({ id: sweeps.id, asOf: sweeps.asOf }).from(sweeps).where(eq(sweeps.state, state))
}

/** `refused`: a source would not read or say it of this person; somebody has to look why. */
export type WhyLeft = "hold" | "open_case" | "kept" | "refused"

/** How far a sweep is: people still to come, left out and why, and the parts opened by their status. */
export type SweepProgress = {
  toCome: number
  left: { why: WhyLeft; people: number }[]
  parts: { status: string; people: number }[]
  /** Parts that somebody has to look at: what they were to erase changed since it was agreed. */
  changed: string[]
}

/** Throws Forbidden. */
export async function progressOf(ctx: Ctx<StaffActor>, id: string): Promise<SweepProgress> {
  if (!may(ctx.actor, "sweep.read")) throw new Forbidden()
  const mine = eq(sweepPeople.sweepId, id)
  const states = await ctx.db
    .select({ state: sweepPeople.state, why: sweepPeople.why, people: count() })
    .from(sweepPeople)
    .where(mine)
    .groupBy(sweepPeople.state, sweepPeople.why)
  const parts = await ctx.db
    .select({ status: requestParts.status, people: count() })
    .from(sweepPeople)
    .innerJoin(requestParts, eq(requestParts.id, sweepPeople.partId))
    .where(mine)
    .groupBy(requestParts.status)
    .orderBy(requestParts.status)
  const changed = await ctx.db
    .select({ number: requests.number })
    .from(sweepPeople)
    .innerJoin(requestParts, eq(requestParts.id, sweepPeople.partId))
    .innerJoin(requests, eq(requests.id, requestParts.requestId))
    .where(and(mine, inArray(requestParts.status, ["received", "working", "proposed", "stalled"])))
    .orderBy(asc(requests.number))
    .limit(MOST)
  return {
    toCome: states.find(({ state }) => state === "found")?.people ?? 0,
    left: states.flatMap(({ state, why, people }) =>
      state === "left" && why ? [{ why: why as WhyLeft, people }] : [],
    ),
    parts,
    changed: changed.flatMap(({ number }) => number ?? []),
  }
}

const EXAMPLES = 5

/** A few of those the portal knows, as random ids: their pages open after a view with its reason. */
export async function examplesOf(ctx: Ctx<StaffActor>, id: string): Promise<string[]> {
  if (!may(ctx.actor, "person.view")) return []
  const rows = await ctx.db
    .select({ subjectId: sweepPeople.subjectId })
    .from(sweepPeople)
    .where(and(eq(sweepPeople.sweepId, id), isNotNull(sweepPeople.subjectId), sql`state = 'found'`))
    .orderBy(asc(sweepPeople.id))
    .limit(EXAMPLES)
  return rows.flatMap(({ subjectId }) => subjectId ?? [])
}
