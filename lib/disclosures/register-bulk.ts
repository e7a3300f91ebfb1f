import { randomUUID } from "node:crypto"
import { and, asc, eq, gt, isNull, sql } from "drizzle-orm"
import { bulkDisclosures } from "@/db/schema/disclosures"
import { disclosures } from "@/db/schema/oversight"
import { subjects } from "@/db/schema/people"
import { noticeRuns, runPeople } from "@/db/schema/runs"
import { asWorker, type House } from "@/lib/context"
import { record } from "@/lib/ledger/record"
import { enqueueJob } from "@/lib/notices/enqueue"
import { addDisclosure } from "@/lib/oversight/add-disclosure"

/** How long one job works before it makes way for others, and how long it waits while the people are gathered. */
const WORK_MS = 10_000
const WAIT_MS = 5_000
const PAGE = 200
const JOB = "register-bulk"

type Act = typeof bulkDisclosures.$inferSelect

/**
 * Writes the register's row of each person of an approved act whom the portal knows, once the run has gathered them all,
 * and enqueues itself while any are left. Killed at any instruction and run again it writes nobody twice. Whoever the
 * portal does not know is told by the run, and finds the act in their cabinet when they open one.
 */
export async function registerBulk(house: House, id: string): Promise<void> {
  const until = Date.now() + WORK_MS
  const found = await asWorker(house, JOB, null, async (ctx) => {
    const [row] = await ctx.db
      .select({ act: bulkDisclosures, gatheredAt: noticeRuns.gatheredAt })
      .from(bulkDisclosures)
      .innerJoin(noticeRuns, eq(noticeRuns.id, bulkDisclosures.runId))
      .where(eq(bulkDisclosures.id, id))
    return row
  })
  if (found?.act.state !== "approved") return
  if (!found.gatheredAt) return again(house, id, new Date(Date.now() + WAIT_MS))
  for (let cursor = found.act.cursor; Date.now() < until; ) {
    const last = await page(house, found.act, cursor)
    if (!last) return
    cursor = last
  }
  await again(house, id)
}

const again = (house: House, bulk: string, at?: Date): Promise<void> =>
  asWorker(house, JOB, null, (ctx) => enqueueJob(ctx, JOB, { bulk }, `${JOB}:${bulk}`, at))

/** Registers the next people of the run. Returns the last of them, null when there are no more. */
async function page(house: House, act: Act, after: string | null): Promise<string | null> {
  const people = await asWorker(house, JOB, null, (ctx) =>
    ctx.db
      .select({ id: runPeople.id, subjectId: runPeople.subjectId })
      .from(runPeople)
      .where(and(eq(runPeople.runId, act.runId ?? ""), after ? gt(runPeople.id, after) : undefined))
      .orderBy(asc(runPeople.id))
      .limit(PAGE),
  )
  let registered = 0
  for (const { subjectId } of people) if (subjectId) registered += await register(house, act, subjectId)
  const isLast = people.length < PAGE
  const cursor = people.at(-1)?.id ?? after
  await asWorker(house, JOB, null, async (ctx) => {
    const done = isLast ? { state: "done", doneAt: ctx.now } : {}
    await ctx.db
      .update(bulkDisclosures)
      .set({ cursor, registered: sql`${bulkDisclosures.registered} + ${registered}`, ...done })
      .where(eq(bulkDisclosures.id, act.id))
    if (isLast) await record(ctx, "bulk.done", { subjectId: null, object: act.id })
  })
  return isLast ? null : cursor
}

/** One person's row, unless it is there or they were erased since. Returns how many stand in the register: one or none. */
const register = (house: House, act: Act, subjectId: string): Promise<number> =>
  asWorker(house, JOB, { subject: subjectId }, async (ctx) => {
    const [alive] = await ctx.db
      .select({ id: subjects.id })
      .from(subjects)
      .where(and(eq(subjects.id, subjectId), isNull(subjects.erasedAt)))
    if (!alive) return 0
    const [before] = await ctx.db
      .select({ id: disclosures.id })
      .from(disclosures)
      .where(and(eq(disclosures.subjectId, subjectId), eq(disclosures.bulkId, act.id)))
    if (before) return 1
    const id = randomUUID()
    const owner = { id: subjectId, purpose: "case" } as const
    const document = JSON.stringify({ number: act.documentNumber, date: act.documentOn })
    const { recipient, categories, purpose, ground, editionId, words } = act
    await addDisclosure(ctx, {
      ...{ id, subjectId, recipient, categories, purpose, ground, editionId },
      ...{ bulkId: act.id, at: act.approvedAt ?? ctx.now },
      authority: await ctx.vault.seal(owner, `disclosures.authority|${id}`, document),
      explanation: words ? await ctx.vault.seal(owner, `disclosures.explanation|${id}`, words) : null,
    })
    return 1
  })
