import { and, eq, inArray } from "drizzle-orm"
import { dutyTasks } from "@/db/schema/duties"
import type { Breach } from "@/lib/breaches/breach"
import type { Ctx, StaffActor } from "@/lib/context"
import { type Day, instantIn } from "@/lib/deadlines/day"
import { type DueDate, dueDate, type Step } from "@/lib/deadlines/due-date"
import { clockRules, workingCalendar } from "@/lib/deadlines/from-policy"
import type { DutyDocument } from "@/lib/duties/duty"
import { openDuty } from "@/lib/duties/open-duty"
import type { InForce } from "@/lib/policy/editions"
import type { BreachDuty } from "@/lib/policy/profile-schema"
import type { Text } from "@/lib/policy/text-schema"

const KIND = "breach"
const NOON = 12 * 60

type Clocked = Pick<InForce, "policy" | "profile" | "calendar">

/** A duty of the legal profile as it stands for one breach, with the arithmetic of its day. */
export type StandingDuty = BreachDuty & { due: DueDate; taskId: string | null; doneAt: Date | null }

/** The term of a duty, counted from the day the breach was found as the profile counts. */
const dueOf = (inForce: Clocked, duty: BreachDuty, foundOn: Day): DueDate => {
  const due = countedFrom(inForce, duty, foundOn)
  return { ...due, steps: due.steps.map(inWordsOfBreach) }
}

/** What is received and answered elsewhere is found and told here. */
const inWordsOfBreach = (step: Step): Step =>
  step.kind === "received"
    ? { kind: "found", on: step.on }
    : step.kind === "due"
      ? { kind: "tell_by", on: step.on }
      : step

const countedFrom = ({ policy, profile, calendar }: Clocked, { term }: BreachDuty, foundOn: Day): DueDate =>
  dueDate({
    term,
    // Found within the day: what comes in after the office closes counts otherwise, a day known as a day does not.
    receivedAt: instantIn(foundOn, NOON, policy.organisation.timezone),
    calendar: workingCalendar(calendar),
    rules: clockRules(profile.clock, policy.organisation.closingHour),
  })

const aboutOf = (number: string, { code }: Pick<BreachDuty, "code">) => `${number}:${code}`

/** Sets the duties of the legal profile for a breach, among the duties of officers, each by its day. */
export async function openBreachDuties(
  ctx: Ctx<StaffActor>,
  inForce: Clocked,
  { number, foundOn }: Pick<Breach, "number" | "foundOn">,
): Promise<void> {
  for (const duty of inForce.profile.breachDuties ?? [])
    await openDuty(ctx, {
      kind: KIND,
      about: aboutOf(number, duty),
      document: documentOf(number, duty),
      role: "officer",
      dueOn: dueOf(inForce, duty, foundOn).dueOn,
    })
}

function documentOf(number: string, { title, cites }: BreachDuty): DutyDocument {
  const of = { ky: "бузуу", ru: "нарушение", en: "breach" } as const
  const asked: Text = {
    ky: "Билдирүү жөнөтүлдүбү? Эскертүүгө катталган номерин жана күнүн жазыңыз.",
    ru: "Уведомление отправлено? В примечании укажите его номер и день.",
    en: "Has the notice gone out? Put its number and day into the note.",
  }
  const titled = (locale: keyof Text) => `${title[locale]} (${of[locale]} ${number})`
  return {
    title: { ky: titled("ky"), ru: titled("ru"), en: titled("en") },
    questions: [{ code: "told", text: asked, cites, must: "yes" }],
  }
}

/** The duties of a breach with their days; `taskId` is the duty staff answer. */
export async function dutiesOf(
  ctx: Ctx<StaffActor>,
  { number, foundOn, inForce }: Pick<Breach, "number" | "foundOn" | "inForce">,
): Promise<StandingDuty[]> {
  const duties = inForce.profile.breachDuties ?? []
  if (duties.length === 0) return []
  const abouts = duties.map((duty) => aboutOf(number, duty))
  const tasks = await ctx.db
    .select({ id: dutyTasks.id, about: dutyTasks.about, doneAt: dutyTasks.doneAt })
    .from(dutyTasks)
    .where(and(eq(dutyTasks.kind, KIND), inArray(dutyTasks.about, abouts)))
  return duties.map((duty) => {
    const task = tasks.find(({ about }) => about === aboutOf(number, duty))
    return {
      ...duty,
      due: dueOf(inForce, duty, foundOn),
      taskId: task?.id ?? null,
      doneAt: task?.doneAt ?? null,
    }
  })
}
