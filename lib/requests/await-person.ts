import { and, desc, eq, gte } from "drizzle-orm"
import { letters } from "@/db/schema/letters"
import { requestParts } from "@/db/schema/requests"
import { asWorker, type Ctx, type SystemActor } from "@/lib/context"
import { type Day, dayIn } from "@/lib/deadlines/day"
import { lapseTerm } from "@/lib/deadlines/from-policy"
import { type Lapse, lapseOf } from "@/lib/deadlines/lapse"
import { CalendarYearMissing } from "@/lib/deadlines/refusals"
import { workingDaysBefore } from "@/lib/deadlines/reminders"
import { formatDate } from "@/lib/format/date"
import type { OpenHouse } from "@/lib/house"
import { lapseLetter, reminderLetter } from "@/lib/letters/clock-letters"
import { keepLetter, type LetterKind } from "@/lib/letters/keep-letter"
import type { Letter } from "@/lib/letters/letter"
import { tell } from "@/lib/notices/tell"
import type { InForce } from "@/lib/policy/editions"
import { accessPart, type Part, pinnedOf, requesterName } from "@/lib/requests/access"
import { letterhead } from "@/lib/requests/answer-letter"
import { countedOf, countingOf, recounted } from "@/lib/requests/clock"
import { reopenableUntil } from "@/lib/requests/reopen"
import { movePart } from "@/lib/requests/transition"

const REMINDERS = 2
/** Working days that lie at least between the last reminder and the end. */
const AFTER_LAST = 3

/** Rights that are never closed for want of an answer (rules 2, 27). */
const NEVER_LAPSE: readonly string[] = ["withdrawal", "account_deletion"]

type Awaited = { part: Part; inForce: InForce; since: Date; today: Day; lapse: Lapse; lapses: boolean }

/**
 * Looks at a part that waits for the person: the due date moves on where the term stands, they are reminded twice, and
 * what nobody answered for lapses by a letter. Each act is one transaction on the locked part, so a round killed or run
 * again doubles nothing. A year the calendar does not hold lapses nobody.
 */
export async function awaitPerson(house: OpenHouse, partId: string): Promise<void> {
  await asWorker(house, "await-person", { part: partId }, async (ctx) => {
    const part = await accessPart(ctx, partId, null)
    if (!part.awaitedSince || (part.status !== "verifying" && part.status !== "waiting")) return
    await moveOn(ctx, part)
    const awaited = await awaitedOf(ctx, part, part.awaitedSince)
    if (awaited) await remindOrLapse(ctx, awaited)
  })
}

/** While the term stands, its date moves on with every day. */
async function moveOn(ctx: Ctx<SystemActor>, part: Part): Promise<void> {
  const counted = await countedOf(ctx, part)
  if (!counted?.rules.pausesCount) return
  const { dueAt, dueOn, dueSteps } = recounted(part, counted)
  if (dueAt && dueAt > part.dueAt)
    await ctx.db.update(requestParts).set({ dueAt, dueOn, dueSteps }).where(eq(requestParts.id, part.id))
}

async function awaitedOf(ctx: Ctx, part: Part, since: Date): Promise<Awaited | null> {
  const inForce = await pinnedOf(ctx, part)
  const { calendar, rules } = countingOf(inForce)
  try {
    const lapse = lapseOf(since, lapseTerm(inForce.profile), calendar, rules)
    const lapses = !NEVER_LAPSE.includes(part.right)
    return { part, inForce, since, today: dayIn(ctx.now, calendar.zone), lapse, lapses }
  } catch (error) {
    if (error instanceof CalendarYearMissing) return null
    throw error
  }
}

async function remindOrLapse(ctx: Ctx<SystemActor>, awaited: Awaited): Promise<void> {
  const { part, inForce, today, lapse, lapses } = awaited
  const { calendar } = countingOf(inForce)
  const last = await lastReminder(ctx, awaited, calendar.zone)
  if (part.reminded < REMINDERS) {
    const due = lapse.remindOn[part.reminded] ?? lapse.lapsesOn
    if (today >= due && (last === null || today > last)) await remind(ctx, awaited)
    return
  }
  const isTime = last !== null && workingDaysBefore(today, AFTER_LAST, calendar) >= last
  if (lapses && isTime && ctx.now > lapse.lapsesAt) await lapsePart(ctx, awaited)
}

/** The day of the last reminder of this waiting. */
async function lastReminder(ctx: Ctx, { part, since }: Awaited, zone: string): Promise<Day | null> {
  const { createdAt, partId, kind } = letters
  const rows = await ctx.db
    .select({ createdAt })
    .from(letters)
    .where(and(eq(partId, part.id), eq(kind, "reminder"), gte(createdAt, since)))
    .orderBy(desc(createdAt))
    .limit(1)
  return rows[0] ? dayIn(rows[0].createdAt, zone) : null
}

async function send(
  ctx: Ctx,
  { id: partId, subjectId, requestId, number: registration, editionId }: Part,
  kind: LetterKind,
  letter: Letter,
): Promise<void> {
  await keepLetter(ctx, { subjectId, requestId, partId, kind, letter, registration, editionId })
}

const headOf = async (ctx: Ctx, { part, inForce, since }: Awaited) => ({
  ...letterhead(inForce, part, { name: await requesterName(ctx, part), by: [], appUrl: ctx.appUrl }),
  since: dayIn(since, inForce.policy.organisation.timezone),
})

async function remind(ctx: Ctx<SystemActor>, awaited: Awaited): Promise<void> {
  const { part, lapse, lapses, today } = awaited
  const { number, language } = part
  // One sent late leaves time to answer it: what it says is no earlier than three days on.
  const lastOn = lapse.lapsesOn > today ? lapse.lapsesOn : null
  const letter = reminderLetter({ ...(await headOf(ctx, awaited)), lastOn: lapses ? lastOn : null, lapses })
  await send(ctx, part, "reminder", letter)
  await ctx.db
    .update(requestParts)
    .set({ reminded: part.reminded + 1 })
    .where(eq(requestParts.id, part.id))
  const path = `/cabinet/requests/${number}`
  const dated = lapses && lastOn ? { date: formatDate(lastOn, language) } : null
  await tell(ctx, part, dated ? "reminder" : "question", { number, path, ...dated })
}

async function lapsePart(ctx: Ctx<SystemActor>, awaited: Awaited): Promise<void> {
  const { part, inForce } = awaited
  const againUntil = reopenableUntil(inForce, ctx.now)?.dueOn ?? null
  await send(ctx, part, "lapse", lapseLetter({ ...(await headOf(ctx, awaited)), againUntil }))
  await movePart(ctx, part, "lapse")
  await tell(ctx, part, "lapsed", { number: part.number, path: `/cabinet/requests/${part.number}` })
}
