import { and, eq, sql } from "drizzle-orm"
import { sweepPeople, sweeps } from "@/db/schema/retention"
import { asWorker, type Ctx, type SystemActor } from "@/lib/context"
import type { Planning } from "@/lib/fulfilment/plan"
import { planningGround, planningNow } from "@/lib/fulfilment/planning"
import type { OpenHouse } from "@/lib/house"
import { logFault } from "@/lib/log"
import { enqueueJob } from "@/lib/notices/enqueue"
import { identityHash } from "@/lib/people/new-account"
import { type InForce, pinned } from "@/lib/policy/editions"
import { type Beyond, beyondTime } from "@/lib/retention/beyond"
import { knownUnder } from "@/lib/retention/known-under"
import type { SweepCounts } from "@/lib/retention/sweep"
import type { Connector } from "@/lib/sources/connector"
import { isRefusal } from "@/lib/sources/failures"
import { PORTAL } from "@/lib/sources/map-schema"

/** How many people one job looks at; the next goes on from the last of them. */
const AT_ONCE = 50

type Search = typeof sweeps.$inferSelect & { inForce: InForce }

/**
 * Looks at the next people of the sources, one by one, and keeps of whom something is beyond its time, by which plan; then
 * lets the next job go on. Whom a source refuses to tell of is left out and counted. Killed and run again it looks at
 * the same people and keeps each once. Throws SourceUnreachable, to be tried again.
 */
export async function searchSweep(house: OpenHouse, id: string): Promise<void> {
  const search = await asWorker(house, "sweep-search", null, (ctx) => readSearch(ctx, id))
  if (!search) return
  const sources = house.sourcesOf(search.inForce)
  const all = sources.all().filter(({ name }) => name !== PORTAL)
  const source = all.find(({ name }) => name === search.source) ?? all[0]
  if (!source) return asWorker(house, "sweep-search", null, (ctx) => finish(ctx, id))
  const after = search.cursor ? house.vault.openOwn(`sweeps.cursor|${id}`, search.cursor) : null
  const keys = await source.people(after, AT_ONCE)
  const found: Found[] = []
  for (const key of keys) {
    const beyond = await lookOrLeave(house, search, source, key)
    if (beyond) found.push(beyond)
  }
  const next = keys.length < AT_ONCE ? all[all.indexOf(source) + 1] : source
  await asWorker(house, "sweep-search", null, (ctx) =>
    keep(ctx, search, found, {
      looked: keys.length,
      source: next?.name ?? null,
      last: keys.at(-1),
      from: source.name,
    }),
  )
}

async function readSearch(ctx: Ctx<SystemActor>, id: string): Promise<Search | null> {
  const [row] = await ctx.db.select().from(sweeps).where(eq(sweeps.id, id))
  return row?.state === "searching" ? { ...row, inForce: await pinned(ctx.db, row) } : null
}

type Found = Beyond & { source: string; key: string; subjectId: string | null; isRefused?: true }

async function lookOrLeave(
  house: OpenHouse,
  search: Search,
  source: Connector,
  key: string,
): Promise<Found | null> {
  try {
    return await lookAt(house, search, source, key)
  } catch (error) {
    if (!isRefusal(error)) throw error
    logFault("sweep-search", error, { ref: search.id })
    return {
      ...{ source: source.name, key, subjectId: null, isRefused: true as const },
      ...{ categories: [], counts: {}, planHash: "" },
    }
  }
}

async function lookAt(
  house: OpenHouse,
  search: Search,
  source: Connector,
  key: string,
): Promise<Found | null> {
  const { inForce, rules, asOf, id } = search
  const known = knownUnder(inForce, source, key)
  const subjectId = await asWorker(house, "sweep-search", null, (ctx) => subjectOf(ctx, known[0]))
  const sources = house.sourcesOf(inForce)
  const ground = subjectId
    ? await asWorker(house, "sweep-search", { subject: subjectId }, (ctx) =>
        planningGround(ctx, subjectId, inForce),
      )
    : {
        ...{ inForce, identities: new Map(known.map((each) => [each.source, [each]])) },
        ...{ holds: [], today: asOf },
        ...{ subjectId: "", account: null },
      }
  const planning: Planning = await planningNow(ground, sources)
  const among = inForce.policy.categories.filter(({ retention }) => rules.includes(retention))
  const beyond = await beyondTime(
    planning,
    among.map(({ code }) => code),
    { sweep: id, asOf },
  )
  return beyond && { ...beyond, source: source.name, key, subjectId }
}

/** Who somebody in a source is in the portal; null for whom it does not know. */
export async function subjectOf(
  ctx: Ctx,
  known: { source: string; kind: string; value: string },
): Promise<string | null> {
  const { rows } = await ctx.db.execute<{ id: string }>(
    sql`select id from guard.subject_known_as(array[${identityHash(ctx.vault, known)}]::bytea[])`,
  )
  return rows[0]?.id ?? null
}

type Step = { looked: number; source: string | null; last: string | undefined; from: string }

async function keep(
  ctx: Ctx<SystemActor>,
  search: Search,
  found: readonly Found[],
  step: Step,
): Promise<void> {
  const { id } = search
  const goesOn = step.source === step.from && step.last !== undefined
  const cursor = goesOn ? ctx.vault.sealOwn(`sweeps.cursor|${id}`, step.last ?? "") : null
  const moved = await ctx.db
    .update(sweeps)
    .set({ source: step.source, cursor, looked: search.looked + step.looked })
    .where(and(eq(sweeps.id, id), eq(sweeps.state, "searching"), eq(sweeps.looked, search.looked)))
    .returning({ id: sweeps.id })
  if (moved.length === 0) return
  for (const { source, key, subjectId, counts, planHash, isRefused } of found) {
    const keyHash = ctx.vault.hash("sweep", `${id}|${source}|${key}`)
    const sealed = ctx.vault.sealOwn(`sweep_people.key|${keyHash.toString("hex")}`, key)
    await ctx.db
      .insert(sweepPeople)
      .values({
        ...{ sweepId: id, source, keyHash, subjectId, counts, planHash },
        ...(isRefused ? { key: null, state: "left", why: "refused" } : { key: sealed }),
      })
      .onConflictDoNothing()
  }
  if (!step.source) return finish(ctx, id)
  await enqueueJob(ctx, "sweep-search", { sweep: id }, `sweep-search:${id}`)
}

/** Everybody was looked at: what was found is counted, and waits for people to decide. */
async function finish(ctx: Ctx, id: string): Promise<void> {
  const counts = await countsOf(ctx, id)
  const state = counts.people > 0 ? "found" : "nothing"
  await ctx.db
    .update(sweeps)
    .set({ state, counts, foundAt: ctx.now, source: null, cursor: null })
    .where(and(eq(sweeps.id, id), eq(sweeps.state, "searching")))
}

async function countsOf(ctx: Ctx, id: string): Promise<SweepCounts> {
  const { rows } = await ctx.db.execute<{ category: string; people: number; items: number }>(
    sql`select c.key as category, count(*)::int as people, sum(c.value::int)::int as items
      from ${sweepPeople} p, jsonb_each_text(p.counts) c where p.sweep_id = ${id} group by 1 order by 1`,
  )
  const isFound = and(eq(sweepPeople.sweepId, id), eq(sweepPeople.state, "found"))
  const people = await ctx.db.$count(sweepPeople, isFound)
  return {
    people,
    categories: Object.fromEntries(rows.map(({ category, ...counted }) => [category, counted])),
  }
}
