import { randomUUID } from "node:crypto"
import { and, asc, desc, eq, isNull, sql } from "drizzle-orm"
import { dutyTasks } from "@/db/schema/duties"
import { accounts } from "@/db/schema/people"
import { staff } from "@/db/schema/staff"
import { trainings } from "@/db/schema/trainings"
import type { Ctx, StaffActor, StaffRole } from "@/lib/context"
import { type Day, dayIn } from "@/lib/deadlines/day"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import type { DutyDocument } from "@/lib/duties/duty"
import { openDuty } from "@/lib/duties/open-duty"
import { Forbidden, Invalid, type MessageRef, NotFound } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { staffRoles } from "@/lib/people/invite-colleague"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"
import { hashOf } from "@/lib/policy/publish-folder"
import { LOCALES, type Locale, type Text } from "@/lib/policy/text-schema"
import { ACKNOWLEDGED } from "@/lib/staffing/texts/acknowledged"

/** The kind of duty by which a colleague acknowledges a training; it is about the training. */
export const TRAINING = "training"

/** As it was typed: title and text in each language, of which one is enough. */
export type TypedTraining = {
  titles: Record<Locale, string>
  texts: Record<Locale, string>
  roles: readonly string[]
  due: TypedDay
}

/**
 * An administrator publishes rules or a training: its words are fixed by their hash, and everybody of these roles gets a
 * duty of their own to acknowledge it. Throws Forbidden, and Invalid beside `title_<language>`, `text_<language>`,
 * `roles`, `due`. Returns its id.
 */
export async function publishTraining(ctx: Ctx<StaffActor>, typed: TypedTraining): Promise<string> {
  if (!may(ctx.actor, "training.publish")) throw new Forbidden()
  const today = dayIn(ctx.now, (await inForce(ctx.db)).policy.organisation.timezone)
  const { document, roles, dueOn } = checked(typed, today)
  const [id, hash] = [randomUUID(), hashOf(document)]
  await ctx.db.insert(trainings).values({
    ...{ id, document, hash, roles, dueOn, at: ctx.now },
    publishedBy: ctx.actor.accountId,
  })
  await record(ctx, "training.published", {
    ...{ subjectId: null, object: id },
    payload: { words: hash.toString("hex"), roles, due: dueOn },
  })
  for (const { personalTo, role } of await membersOf(ctx, roles))
    await openDuty(ctx, { kind: TRAINING, about: id, document, role, dueOn, personalTo })
  return id
}

async function membersOf(ctx: Ctx<StaffActor>, roles: readonly string[]) {
  const rows = await ctx.db
    .select({ personalTo: staff.accountId, role: staff.role, outside: staff.outside })
    .from(staff)
    .innerJoin(accounts, and(eq(accounts.id, staff.accountId), isNull(accounts.disabledAt)))
  return rows.flatMap(({ personalTo, role, outside }) =>
    !outside && roles.includes(role) ? [{ personalTo, role: role as StaffRole }] : [],
  )
}

function checked({ titles, texts, roles, due }: TypedTraining, today: Day) {
  const fields: Record<string, MessageRef> = {}
  const written = LOCALES.filter((locale) => titles[locale].trim() || texts[locale].trim())
  for (const locale of written.length > 0 ? written : LOCALES.slice(0, 1)) {
    if (!titles[locale].trim()) fields[`title_${locale}`] = { code: "required" }
    if (!texts[locale].trim()) fields[`text_${locale}`] = { code: "required" }
  }
  const known = staffRoles.filter((role) => roles.includes(role))
  if (known.length === 0) fields.roles = { code: "choose_one" }
  const dueOn = typedDay(due)
  if (!dueOn) fields.due = { code: dueOn === "" ? "required" : "date_shape" }
  else if (dueOn <= today) fields.due = { code: "day_past" }
  if (!dueOn || Object.keys(fields).length > 0) throw new Invalid(fields)
  const document: DutyDocument = {
    title: inAll(titles),
    lead: inAll(texts),
    questions: [{ code: "read", text: ACKNOWLEDGED, must: "yes" }],
  }
  return { document, roles: known, dueOn }
}

/** A language nothing was written in has the words of the first that was. */
function inAll(typed: Record<Locale, string>): Text {
  const first = LOCALES.map((locale) => typed[locale].trim()).find(Boolean) ?? ""
  const of = (locale: Locale) => typed[locale].trim() || first
  return { ky: of("ky"), ru: of("ru"), en: of("en") }
}

export type Training = Omit<typeof trainings.$inferSelect, "document"> & { document: DutyDocument }
export type ListedTraining = Training & { done: number; all: number }

/** The trainings, the last first, with how many have acknowledged each. Throws Forbidden. */
export async function listTrainings(ctx: Ctx<StaffActor>): Promise<ListedTraining[]> {
  if (!may(ctx.actor, "training.read")) throw new Forbidden()
  const rows = await ctx.db.select().from(trainings).orderBy(desc(trainings.at))
  return Promise.all(
    rows.map(async (row) => {
      const members = await acknowledgements(ctx, row.id)
      const done = members.filter(({ doneAt }) => doneAt).length
      return { ...row, document: row.document as DutyDocument, done, all: members.length }
    }),
  )
}

export type Acknowledgement = { name: string; role: StaffRole; dueOn: Day; doneAt: Date | null }

/** One training, and who has acknowledged it and who has not, these first. Throws NotFound, Forbidden. */
export async function readTraining(
  ctx: Ctx<StaffActor>,
  id: string,
): Promise<{ training: Training; members: Acknowledgement[] }> {
  if (!may(ctx.actor, "training.read")) throw new Forbidden()
  const [row] = await ctx.db.select().from(trainings).where(eq(trainings.id, id))
  if (!row) throw new NotFound()
  const training = { ...row, document: row.document as DutyDocument }
  return { training, members: await acknowledgements(ctx, id) }
}

async function acknowledgements(ctx: Ctx<StaffActor>, about: string): Promise<Acknowledgement[]> {
  const { assignedTo, dueOn, doneAt, droppedAt, kind } = dutyTasks
  const rows = await ctx.db
    .select({ name: staff.name, role: staff.role, dueOn, doneAt })
    .from(dutyTasks)
    .innerJoin(staff, eq(staff.accountId, assignedTo))
    .where(and(eq(kind, TRAINING), eq(dutyTasks.about, about), isNull(droppedAt)))
    .orderBy(sql`${doneAt} is not null`, asc(staff.name))
  return rows.map((row) => ({ ...row, role: row.role as StaffRole }))
}
