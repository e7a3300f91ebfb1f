import { atOnce } from "@/db/transaction"
import { asWorker } from "@/lib/context"
import { shownIn } from "@/lib/fulfilment/beyond-plan"
import { isOpenEnded } from "@/lib/fulfilment/gaps"
import { lookBefore } from "@/lib/fulfilment/look-before"
import { causeOf, readCause } from "@/lib/fulfilment/stall-cause"
import { openPlan, type StoredOperation, type StoredPlan } from "@/lib/fulfilment/store-plan"
import { bySource, plannedOf } from "@/lib/fulfilment/verify"
import { isPending, type WhyNot, whyNot } from "@/lib/fulfilment/why-not"
import type { OpenHouse } from "@/lib/house"
import { identitiesOf } from "@/lib/people/identities"
import { pinnedOf, readPart } from "@/lib/requests/access"
import type { Status } from "@/lib/requests/machine"
import type { Connector, Identifiers } from "@/lib/sources/connector"
import { SourceFailure } from "@/lib/sources/failures"
import type { AppliedAll, Beside } from "@/lib/sources/operation"
import { unlessStopped } from "@/lib/sources/resilience/stops"

/** One step as the source would take it; `promised`: what reading again must find. Null: it was not tried. */
export type RehearsedStep = Pick<
  StoredOperation,
  "place" | "operation" | "strategy" | "category" | "items"
> & {
  would: "done" | "already" | "changed" | null
  rows: number | null
  promised: "gone" | "changed"
}

/**
 * One source: `tried` and taken back, `changed` since the plan so that nothing would be done, `beside` where it would with it
 * change more than staff were shown, `failed`, each of both with a cause as a stalled part has it, or `untried`, where it cannot
 * take anything back: it answers, and is as the plan found it.
 */
export type RehearsedSource = {
  source: string
  is: "tried" | "changed" | "beside" | "failed" | "untried"
  cause: string | null
  /** What of it the source itself would change though nothing of the plan touches it. */
  beside: readonly Beside[]
  steps: RehearsedStep[]
}

export type Rehearsal = {
  part: string
  right: string
  status: Status
  plan: Pick<StoredPlan, "version" | "at"> | null
  /** Why nothing would be begun now, as the last look before the work says it. */
  stop: WhyNot["why"] | null
  done: number
  sources: RehearsedSource[]
}

export type Verdict = "through" | "not" | "not_known"

/** Whether carrying it out now would go through: not known where a step could not be tried. */
export function verdictOf({ stop, sources }: Pick<Rehearsal, "stop" | "sources">): Verdict {
  if (stop !== null || sources.some(({ is }) => is !== "tried" && is !== "untried")) return "not"
  return sources.some(({ steps }) => steps.some(({ would }) => would === null)) ? "not_known" : "through"
}

/**
 * What carrying out a part's newest plan would do now: each source does what is still open in one transaction, says what
 * became of it, and takes it back; one that cannot is read alone. Nothing is kept there or here, nothing is sealed. Holds no
 * value of the person's data.
 */
export async function rehearsePart(house: OpenHouse, partId: string): Promise<Rehearsal> {
  const { part, plan, inForce, stop, identities } = await asWorker(
    house,
    "dry-run",
    { part: partId },
    async (ctx) => {
      const [read, found] = await atOnce([readPart(ctx, partId), openPlan(ctx, partId)])
      const underlying = pinnedOf(ctx, read)
      const why = found ? await whyNot(ctx, read, found, underlying) : null
      const [knownIn, edition] = await atOnce([identitiesOf(ctx, read.subjectId), underlying])
      return { part: read, plan: found, inForce: edition, stop: why?.why ?? null, identities: knownIn }
    },
  )
  const operations = plan?.operations ?? []
  const sources = house.sourcesOf(inForce)
  const asked = [...bySource(operations)].filter(([, all]) => all.some(isPending))
  return {
    part: partId,
    right: part.right,
    status: part.status,
    plan: plan && { version: plan.version, at: plan.at },
    stop: stop ?? (plan && isOpenEnded(plan) ? "gap" : null),
    done: operations.filter(({ phase, state }) => phase === "now" && state !== "planned").length,
    sources: await Promise.all(
      asked.map(([name, all]) =>
        rehearseIn(house, sources.of(name), identities.get(name) ?? [], all, plan ? shownIn(plan, name) : []),
      ),
    ),
  }
}

async function rehearseIn(
  house: OpenHouse,
  connector: Connector,
  identifiers: Identifiers,
  all: readonly StoredOperation[],
  shown: readonly Beside[],
): Promise<RehearsedSource> {
  const open = all.filter(isPending)
  const common = { source: connector.name, cause: null, beside: [] }
  const unknown = () => open.map((step, n) => stepOf(step, n))
  try {
    const answer = await connector.rehearseAll?.(plannedOf(open), shown)
    const beside = answer?.beside ?? []
    if (answer?.state === "changed" && answer.beside)
      return { ...common, is: "beside", cause: "beside", beside, steps: unknown() }
    if (answer) {
      const is = answer.state === "done" ? "tried" : "changed"
      return { ...common, is, beside, steps: open.map((step, n) => stepOf(step, n, answer)) }
    }
    await unlessStopped(house, connector.name)
    const looked = await lookBefore(connector, identifiers, all)
    const steps = unknown().map((step, n) => ({ ...step, would: looked[n] ?? null }))
    return { ...common, is: looked.includes("changed") ? "changed" : "untried", steps }
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error
    return { ...common, is: "failed", cause: readCause(causeOf(error)).code, steps: unknown() }
  }
}

function stepOf(open: StoredOperation, n: number, answer?: AppliedAll): RehearsedStep {
  const { place, operation, strategy, category, items, planned } = open
  const promised = planned?.afterHash === null ? "gone" : "changed"
  const step = { place, operation, strategy, category, items, promised } as const
  if (answer?.state === "done") {
    const result = answer.results[n]
    const would = result && result.state !== "asked" ? result.state : null
    return { ...step, would, rows: result?.evidence.rows ?? null }
  }
  // Only the one that is named is known to have changed; with it none would be done.
  const isNamed = answer?.changed.position === planned?.position && answer?.changed.place === place
  return {
    ...step,
    would: isNamed ? "changed" : null,
    rows: isNamed ? (answer?.evidence.rows ?? null) : null,
  }
}
