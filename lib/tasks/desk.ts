import { randomUUID } from "node:crypto"
import { and, asc, eq, isNull, sql } from "drizzle-orm"
import { requests } from "@/db/schema/requests"
import { sourceTasks } from "@/db/schema/source-tasks"
import { asWorker, type Ctx, type House, type SystemActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { workingCalendar } from "@/lib/deadlines/from-policy"
import { workingDaysAfter } from "@/lib/deadlines/reminders"
import { record } from "@/lib/ledger/record"
import { identityHash } from "@/lib/people/new-account"
import { tellStaff } from "@/lib/people/tell-staff"
import { inForce } from "@/lib/policy/editions"
import { SourceRefused } from "@/lib/sources/failures"
import type { Asking, Desk, Stated } from "@/lib/sources/manual/desk"
import { daysFor, type ManualMap } from "@/lib/sources/manual/map"
import { mailTask } from "@/lib/tasks/mail"
import { answersOf, linesOf, sealTold } from "@/lib/tasks/task"

/** A plan's key in a source begins with the plan's id. */
const PLAN = /^([0-9a-f-]{36}):/

const personOf = ({ vault }: Pick<House, "vault">, source: string, subject: string): Buffer =>
  vault.hash("source_task_person", `${source}|${subject}`)

/** The tasks of the portal, as the sources that people keep see them. */
export const deskOf = (house: House): Desk => ({
  async ask(map, asking) {
    const place = await asWorker(house, "ask-people", null, (ctx) => placeOf(ctx, map, asking))
    if (!place) throw new SourceRefused(asking.source, "is asked about somebody the portal does not know")
    await asWorker(house, "ask-people", { subject: place.subject }, (ctx) =>
      openTask(ctx, map, asking, place),
    )
  },
  stated: (source, subject) =>
    asWorker(house, "ask-people", null, async ({ db }) => {
      const { madeAt, answeredAt, droppedAt, retractedAt } = sourceTasks
      const stands = and(isNull(droppedAt), isNull(retractedAt))
      const rows = await db
        .select()
        .from(sourceTasks)
        .where(
          and(
            eq(sourceTasks.source, source),
            eq(sourceTasks.person, personOf(house, source, subject)),
            stands,
          ),
        )
        .orderBy(asc(sql`coalesce(${answeredAt}, ${madeAt})`), asc(sourceTasks.id))
      return rows.flatMap((row) =>
        linesOf(row).map((line): Stated => {
          const answered = answersOf(row).find(({ mark }) => mark === line.mark)
          const at = (row.answeredAt ?? row.madeAt).toISOString()
          const { answer = null, count = 0 } = answered ?? {}
          return { ...line, key: row.key, task: row.id, answer, count, at }
        }),
      )
    }),
})

type Place = { subject: string; part: string | null; request: string | null }

/** Of whom the portal keeps the task: by the plan it is asked for, or by how the other source knows them. */
async function placeOf(
  { db, vault }: Ctx,
  map: ManualMap,
  { source, subject, key }: Asking,
): Promise<Place | null> {
  const { of, kind } = map.subject
  const hashes = [source, of].map((each) => identityHash(vault, { source: each, kind, value: subject }))
  const { rows } = await db.execute<Place>(
    sql`select subject, part, request from guard.place_of_task(${PLAN.exec(key)?.[1] ?? null}::uuid, array[${sql.join(
      hashes.map((hash) => sql`${hash}`),
      sql`, `,
    )}]::bytea[])`,
  )
  return rows[0] ?? null
}

async function openTask(
  ctx: Ctx<SystemActor>,
  map: ManualMap,
  { source, subject, key, lines, shown, values }: Asking,
  place: Place,
): Promise<void> {
  const id = randomUUID()
  const { policy, calendar } = await inForce(ctx.db)
  const today = dayIn(ctx.now, policy.organisation.timezone)
  const after = (n: number) => workingDaysAfter(today, n, workingCalendar(calendar))
  const days = daysFor(
    map,
    lines.map(({ op }) => op),
  )
  const [remindOn, dueOn] = [after(map.remindAfter), after(days)]
  const { respondent } = map
  // Whoever is late has as long again; after that nothing is shown to whoever comes upon an old e-mail.
  const linkUntil = respondent === "steward" ? null : after(2 * days)
  const opened = await ctx.db
    .insert(sourceTasks)
    .values({
      ...{ id, subjectId: place.subject, requestId: place.request, partId: place.part, source, key, lines },
      person: personOf(ctx, source, subject),
      respondent: respondent === "steward" ? "steward" : "outside",
      cell: await sealTold(ctx, { id, subjectId: place.subject }, { shown, values }),
      ...{ remindOn, dueOn, linkUntil, madeAt: ctx.now },
    })
    .onConflictDoNothing()
    .returning({ id: sourceTasks.id })
  if (opened.length === 0) return
  if (respondent === "steward") await tellStaff(ctx, "steward", "steward_task", `/admin/tasks/${id}`)
  else {
    const number = await numberOf(ctx, place.request)
    const outboxId = await mailTask(ctx, "source_task", respondent, { id, number, dueOn, linkUntil })
    await ctx.db.update(sourceTasks).set({ outboxId }).where(eq(sourceTasks.id, id))
  }
  const asked = lines.map(({ op, category }) => `${op}:${category}`)
  await record(ctx, "task.asked", { subjectId: place.subject, object: id, payload: { source, asked } })
}

/** The number a task is spoken of by: its request's. */
export async function numberOf(ctx: Ctx, request: string | null): Promise<string> {
  if (!request) return ""
  const [row] = await ctx.db
    .select({ number: requests.number })
    .from(requests)
    .where(eq(requests.id, request))
  return row?.number ?? ""
}
