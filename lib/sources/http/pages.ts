import type { Answered, Asked } from "./contract"
import { assertOwn, type HttpSource, has, hasTwice, untrue } from "./source"

type PlanAnswer = Answered<"plan">
export type WireStep = PlanAnswer["steps"][number]
export type Gap = PlanAnswer["unplanned"][number]
export type Plan = Pick<PlanAnswer, "subject" | "steps" | "unplanned">

/** So many steps a plan has at most, and so many records it names one by one: what it takes of memory has an end. */
const MOST_STEPS = 1000
const MOST_NAMED = 100_000

/** All of a plan of one person, page by page where the source gives pages. Throws AnswerUnusable, Quarantined. */
export async function wholePlan(
  source: HttpSource,
  subject: string,
  wanted: Asked<"plan">["wanted"],
): Promise<Plan> {
  const steps: WireStep[] = []
  const unplanned: Gap[] = []
  let named = 0
  for (let after: string | null = null; ; ) {
    const paged: { after?: string | null } = has(source, "spans") ? { after } : {}
    const page: PlanAnswer = await source.ask("plan", { subject, wanted, ...paged })
    assertOwn(source, subject, page.subject)
    steps.push(...page.steps)
    unplanned.push(...page.unplanned)
    if (!has(source, "spans")) {
      if (page.next) throw untrue(source, "half a plan")
      return { subject, steps, unplanned }
    }
    named += page.steps.reduce((sum, { records }) => sum + records.length, 0)
    if (steps.length > MOST_STEPS || named > MOST_NAMED)
      throw untrue(source, "a plan that names more than a plan can name: spans are to be longer")
    if (page.next === undefined) throw untrue(source, "a plan that does not say whether it goes on")
    if (page.next === null) return { subject, steps, unplanned }
    if (page.next === after || page.steps.length === 0) throw untrue(source, "a plan that does not go on")
    after = page.next
  }
}

/** Throws unless each step says once, and in a way it may, which records it is about. */
export function assertNamed(source: HttpSource, steps: readonly WireStep[]): void {
  const ends = new Set<string>()
  for (const { span, records, op, place, category, fields, subject } of steps) {
    if (hasTwice(records)) throw untrue(source, "a plan that names one record twice")
    if (!span) continue
    const isRows = op === "erase" || op === "keep"
    if (
      !has(source, "spans") ||
      !isRows ||
      records.length > 0 ||
      (span.first === span.last) !== (span.count === 1)
    )
      throw untrue(source, "a span where none can be")
    for (const end of new Set([span.first, span.last])) {
      const name = JSON.stringify([subject, op, place, category, fields, end])
      if (ends.has(name)) throw untrue(source, "a plan that names one record twice")
      ends.add(name)
    }
  }
}
