import { and, asc, desc, eq, isNotNull, lt, sql } from "drizzle-orm"
import { noticeRuns, runPeople, runTries } from "@/db/schema/runs"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden, NotFound } from "@/lib/errors"
import type { RunChannel } from "@/lib/notices/runs"
import { may } from "@/lib/permissions"
import { type Run, readRun } from "@/lib/runs/read-run"

/** How many of a run stand where. */
export type RunCounts = {
  people: number
  email: number
  sms: number
  waiting: number
  post: number
  posted: number
  gone: number
}

/** One line of a run's delivery log; nobody is named. */
export type RunTry = {
  id: number
  channel: RunChannel
  outcome: "sent" | "refused" | "failed" | "bounced" | "no_address" | "gone" | "posted"
  code: string | null
  at: Date
}

/** Letters to be posted together: how many stand on the list and how many of them have gone. */
export type PostList = { list: number; people: number; posted: number }

const LOGGED = 50
const LISTED = 100

export type RunLine = Pick<Run, "id" | "kind" | "state" | "openedAt" | "doneAt">

/** The runs, newest first. Throws Forbidden. */
export async function listRuns(ctx: Ctx<StaffActor>): Promise<RunLine[]> {
  if (!may(ctx.actor, "run.read")) throw new Forbidden()
  const { id, kind, state, openedAt, doneAt } = noticeRuns
  const rows = await ctx.db
    .select({ id, kind, state, openedAt, doneAt })
    .from(noticeRuns)
    .orderBy(desc(openedAt))
    .limit(LISTED)
  return rows as RunLine[]
}

/** How many of a run stand where. */
export async function runCounts(ctx: Ctx<StaffActor>, run: string): Promise<RunCounts> {
  const { rows } = await ctx.db.execute<{ state: string; channel: string; n: string }>(
    sql`select * from guard.run_counts(${run})`,
  )
  const sum = (which: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(which).reduce((all, { n }) => all + Number(n), 0)
  return {
    people: sum(() => true),
    email: sum(({ state, channel }) => state === "sent" && channel === "email"),
    sms: sum(({ state, channel }) => state === "sent" && channel === "sms"),
    waiting: sum(({ state }) => state === "waiting" || state === "sending"),
    post: sum(({ state }) => state === "post"),
    posted: sum(({ state }) => state === "posted"),
    gone: sum(({ state }) => state === "gone"),
  }
}

/**
 * A run with its counters, the newest lines of its log (those before line `before`, where given) and its lists for post.
 * Throws NotFound, Forbidden.
 */
export async function runPage(
  ctx: Ctx<StaffActor>,
  id: string,
  before: number | null,
): Promise<{ run: Run; counts: RunCounts; log: RunTry[]; older: number | null; lists: PostList[] }> {
  if (!may(ctx.actor, "run.read")) throw new Forbidden()
  const run = await readRun(ctx, id)
  if (!run) throw new NotFound()
  const { channel, outcome, code, at } = runTries
  const earlier = before === null ? undefined : lt(runTries.id, before)
  const rows = await ctx.db
    .select({ id: runTries.id, channel, outcome, code, at })
    .from(runTries)
    .where(and(eq(runTries.runId, id), earlier))
    .orderBy(desc(runTries.id))
    .limit(LOGGED + 1)
  // The columns are held to these words by the table.
  const log = rows.slice(0, LOGGED) as RunTry[]
  const older = rows.length > LOGGED ? (log.at(-1)?.id ?? null) : null
  return { run, counts: await runCounts(ctx, id), log, older, lists: await postLists(ctx, id) }
}

/** Shown to those alone who may see whose letters they are. */
async function postLists(ctx: Ctx<StaffActor>, run: string): Promise<PostList[]> {
  const rows = await ctx.db
    .select({
      list: runPeople.list,
      people: sql<number>`count(*)::int`,
      posted: sql<number>`(count(*) filter (where ${runPeople.state} = 'posted'))::int`,
    })
    .from(runPeople)
    .where(and(eq(runPeople.runId, run), isNotNull(runPeople.list)))
    .groupBy(runPeople.list)
    .orderBy(asc(runPeople.list))
  return rows.map(({ list, ...row }) => ({ list: list ?? 0, ...row }))
}
