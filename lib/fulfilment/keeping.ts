import { addPeriod } from "@/lib/deadlines/period"
import type { InForce } from "@/lib/policy/editions"
import { type AppliedGround, categoriesOf, grounds, operation, retentionGrounds } from "@/lib/policy/lookup"
import type { Moment, OperationCode } from "@/lib/policy/text-schema"
import type { FactAnswer } from "@/lib/sources/connector"

export type Day = string
export type Facts = ReadonlyMap<string, Pick<FactAnswer, "value" | "since" | "evidence">>
export type OpenHold = { ground: string; categories: readonly string[] | null }
/** When the last item of a category was recorded; null where the sources do not say, absent where there is none. */
export type Recorded = ReadonlyMap<string, Day | null>
export type Known = {
  facts: Facts
  holds: readonly OpenHold[]
  today: Day
  recorded?: Recorded
  /** They are no customer: what is so of a customer keeps nothing of theirs (rule 18). */
  stranger?: boolean
}

/** A ground that keeps something now, and when it ends: on a date, when a fact comes true (and then `plus`), or by decision. */
export type Keeping = {
  ground: AppliedGround
  sure: boolean
  untilOn: Day | null
  untilFact: string | null
  plus: string | null
  /** An officer's own, not one the policy or the profile gives by itself. */
  own?: true
}

/**
 * The grounds that keep a category from erasure today: those of its retention rule, and holds (rules 8, 10, 17).
 * `unasked`: while nobody asks for erasure, so also on the grounds that end when somebody does.
 */
export function keepingCategory(
  inForce: InForce,
  category: string,
  known: Known,
  unasked = false,
): Keeping[] {
  const candidates = [...retentionGrounds(inForce, category), ...recordGrounds(inForce)]
  const unique = [...new Map(candidates.map((ground) => [ground.code, ground])).values()]
  const coded = { ...known, holds: known.holds.map((hold) => ({ ...hold, ground: codeOf(inForce, hold) })) }
  return unique
    .filter((ground) => ground.kind === "keep" && (unasked || ground.rights.includes("erasure")))
    .flatMap((ground) => keepingBy(ground, coded, [category], category))
}

/** Whether a ground ends for each item a period after that item was recorded. */
export const endsPerItem = ({ until }: Pick<AppliedGround, "until">): boolean =>
  until !== undefined && "event" in until && until.event === "item_recorded"

/** Those of the keepings whose ground is among `keepers`; all of them where a right names none. */
export const among = (keepers: readonly string[] | null, keepings: readonly Keeping[]): readonly Keeping[] =>
  keepers ? keepings.filter(({ ground }) => keepers.includes(ground.code)) : keepings

/** The grounds that keep data from erasure while a record of theirs is open: a hold, a claim, an authority's request. */
const recordGrounds = (inForce: Pick<InForce, "policy" | "profile">): AppliedGround[] =>
  grounds(inForce).filter(
    ({ kind, condition, rights }) => kind === "keep" && "record" in condition && rights.includes("erasure"),
  )

/** The grounds a member of staff may set a hold on: those that rest on a record other than an open request. */
export const holdGrounds = (inForce: InForce): AppliedGround[] =>
  recordGrounds(inForce).filter(({ condition }) => "record" in condition && condition.record !== "open_case")

/** The grounds under which a hold may be kept from the person's knowledge. */
export const secrecyGrounds = (inForce: InForce): AppliedGround[] =>
  grounds(inForce).filter(({ secrecy }) => secrecy === true)

/** The grounds that keep data while a claim is open, the person's or the organisation's. */
export const claimGrounds = (inForce: Pick<InForce, "policy" | "profile">): AppliedGround[] =>
  recordGrounds(inForce).filter(({ condition }) => "record" in condition && condition.record === "claim")

/**
 * The ground an open hold keeps data on: its own where that rests on a record, else the one the policy or the profile
 * has for holds; null where they have none, so that no plan can say why the data is kept.
 */
export function holdGround(inForce: InForce, hold: Pick<OpenHold, "ground">): AppliedGround | null {
  const found = recordGrounds(inForce)
  return (
    found.find(({ code }) => code === hold.ground) ??
    found.find(({ condition }) => "record" in condition && condition.record === "hold") ??
    null
  )
}

const codeOf = (inForce: InForce, hold: OpenHold): string => holdGround(inForce, hold)?.code ?? hold.ground

/** The grounds on which one operation of a purpose goes on after its consent is withdrawn (rule 1). */
export function keepingOperation(
  inForce: InForce,
  purposeCode: string,
  code: OperationCode,
  known: Known,
): Keeping[] {
  const wanted = new Set<string>(operation(inForce.policy, purposeCode, code).continues)
  return grounds(inForce)
    .filter((ground) => wanted.has(ground.code) && ground.operations.includes(code))
    .flatMap((ground) => keepingBy(ground, known, datedBy(inForce, purposeCode, ground), null))
}

/** The categories whose items say when a ground ends for a purpose: those kept on it, else all the purpose has. */
function datedBy(inForce: InForce, purposeCode: string, { code }: AppliedGround): string[] {
  const served = categoriesOf(inForce.policy, purposeCode).map((category) => category.code)
  const kept = served.filter((each) => retentionGrounds(inForce, each).some((ground) => ground.code === code))
  return kept.length > 0 ? kept : served
}

/** The categories of which has to be known when their last item was recorded, since a ground ends a period after it. */
export function datedCategories(inForce: InForce): string[] {
  const { policy } = inForce
  const dated = grounds(inForce).filter(endsPerItem)
  if (dated.length === 0) return []
  const kept = policy.categories.filter(({ code }) => retentionGrounds(inForce, code).some(endsPerItem))
  const purposes = policy.purposes.flatMap(({ code, operations }) =>
    dated
      .filter((ground) => operations.some(({ continues }) => continues.includes(ground.code)))
      .flatMap((ground) => datedBy(inForce, code, ground)),
  )
  return [...new Set([...kept.map(({ code }) => code), ...purposes])]
}

function keepingBy(
  ground: AppliedGround,
  known: Known,
  dated: readonly string[],
  category: string | null,
): Keeping[] {
  const held = holdsNow(ground, known, category)
  if (held === "no") return []
  const end = ground.until
    ? endOf(ground.until, known, dated)
    : { untilOn: null, untilFact: null, plus: null, sure: true }
  if (end === "ended") return []
  return [{ ground, ...end, sure: held === "yes" && end.sure }]
}

function holdsNow(
  ground: AppliedGround,
  { facts, holds, stranger }: Known,
  category: string | null,
): "yes" | "no" | "unknown" {
  const { condition } = ground
  if ("decision" in condition) return "no"
  if ("record" in condition) {
    const open = holds.some(
      (hold) =>
        hold.ground === ground.code &&
        (category === null || hold.categories === null || hold.categories.includes(category)),
    )
    return open ? "yes" : "no"
  }
  if (stranger) return "no"
  const value = facts.get(condition.fact)?.value ?? "unknown"
  if (value === "unknown") return "unknown"
  return value === condition.is ? "yes" : "no"
}

type End = { untilOn: Day | null; untilFact: string | null; plus: string | null; sure: boolean }

function endOf(until: Moment, known: Known, dated: readonly string[]): End | "ended" {
  if ("event" in until && until.event === "item_recorded") return endOfItems(until.plus, known, dated)
  if (!("fact" in until)) return { untilOn: null, untilFact: null, plus: null, sure: true }
  const { facts, today } = known
  const answer = facts.get(until.fact)
  const plus = until.plus ?? null
  if (!answer || answer.value !== until.is) {
    return { untilOn: null, untilFact: until.fact, plus, sure: answer?.value !== "unknown" }
  }
  if (!plus) return "ended"
  if (!answer.since) return { untilOn: null, untilFact: until.fact, plus, sure: false }
  const untilOn = addPeriod(answer.since, plus)
  return untilOn > today ? { untilOn, untilFact: null, plus: null, sure: true } : "ended"
}

/** The end of the last item's period; nothing recorded keeps nothing, and a date that is not known goes to a person. */
function endOfItems(
  plus: string | undefined,
  { recorded, today }: Known,
  dated: readonly string[],
): End | "ended" {
  const days = dated.flatMap((category) => (recorded?.has(category) ? [recorded.get(category)] : []))
  if (recorded && days.length === 0) return "ended"
  const last = days.every((day) => typeof day === "string") ? days.sort().at(-1) : null
  if (!last) return { untilOn: null, untilFact: null, plus: null, sure: false }
  const untilOn = plus ? addPeriod(last, plus) : last
  return untilOn > today ? { untilOn, untilFact: null, plus: null, sure: true } : "ended"
}

const DAYS = { Y: 366, M: 31, D: 1 } as const

/** About how many days a period is: enough to tell which of two is longer. */
function daysOf(period: string | null): number {
  const match = /^P(\d+)([YMD])$/.exec(period ?? "")
  return match ? Number(match[1]) * DAYS[match[2] as keyof typeof DAYS] : 0
}

/** How late a keeping ends: a period after a fact that is still to come, an open record or decision, a fact, a date. */
function lateness({ untilFact, untilOn, plus }: Keeping): [number, number] {
  if (untilFact) return plus ? [3, daysOf(plus)] : [1, 0]
  return untilOn ? [0, Date.parse(untilOn)] : [2, 0]
}

/** The keeping that ends last, of equal ones the last named. It is the letter's ground. */
export function longest(keepings: readonly Keeping[]): Keeping | null {
  const ranked = keepings.map((keeping) => ({ keeping, late: lateness(keeping) })).reverse()
  ranked.sort((a, b) => b.late[0] - a.late[0] || b.late[1] - a.late[1])
  return ranked[0]?.keeping ?? null
}
