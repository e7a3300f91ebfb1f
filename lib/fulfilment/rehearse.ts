import { atOnce } from "@/db/transaction"
import { asWorker } from "@/lib/context"
import { isOpenEnded } from "@/lib/fulfilment/gaps"
import { causeOf, readCause } from "@/lib/fulfilment/stall-cause"
import { openPlan, type StoredOperation, type StoredPlan } from "@/lib/fulfilment/store-plan"
import { bySource, plannedOf } from "@/lib/fulfilment/verify"
import { isPending, type WhyNot, whyNot } from "@/lib/fulfilment/why-not"
import type { OpenHouse } from "@/lib/house"
import { pinnedOf, readPart } from "@/lib/requests/access"
import type { Status } from "@/lib/requests/machine"
import type { AppliedAll, Sources } from "@/lib/sources/connector"
import { SourceFailure } from "@/lib/sources/failures"

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
 * One source: `tried` and taken back, `changed` since the plan so that nothing would be done, `failed` with a cause as a
 * stalled part has it, or `untried`, where it cannot take anything back.
 */
export type RehearsedSource = {
  source: string
  is: "tried" | "changed" | "failed" | "untried"
  cause: string | null
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

/** Whether carrying it out now would go through, as far as it can be tried. */
export const goesThrough = ({ stop, sources }: Rehearsal): boolean =>
  stop === null && sources.every(({ is }) => is === "tried" || is === "untried")

/**
 * What carrying out a part's newest plan would do now: each source does what is still open in one transaction, says what
 * became of it, and takes it back. Nothing is kept there or here, nothing is sealed. Holds no value of the person's data.
 */
export async function rehearsePart(house: OpenHouse, partId: string): Promise<Rehearsal> {
  const { part, plan, inForce, stop } = await asWorker(house, "dry-run", { part: partId }, async (ctx) => {
    const [read, found] = await atOnce([readPart(ctx, partId), openPlan(ctx, partId)])
    const underlying = pinnedOf(ctx, read)
    const why = found ? await whyNot(ctx, read, found, underlying) : null
    return { part: read, plan: found, inForce: await underlying, stop: why?.why ?? null }
  })
  const operations = plan?.operations ?? []
  const sources = house.sourcesOf(inForce)
  const asked = [...bySource(operations.filter(isPending))]
  return {
    part: partId,
    right: part.right,
    status: part.status,
    plan: plan && { version: plan.version, at: plan.at },
    stop: stop ?? (plan && isOpenEnded(plan) ? "gap" : null),
    done: operations.filter(({ phase, state }) => phase === "now" && state !== "planned").length,
    sources: await Promise.all(asked.map(([name, open]) => rehearseIn(sources, name, open))),
  }
}

async function rehearseIn(
  sources: Sources,
  source: string,
  open: StoredOperation[],
): Promise<RehearsedSource> {
  try {
    const answer = await sources.of(source).rehearseAll?.(plannedOf(open))
    const is = !answer ? "untried" : answer.state === "done" ? "tried" : "changed"
    return { source, is, cause: null, steps: open.map((step, n) => stepOf(step, n, answer)) }
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error
    const cause = readCause(causeOf(error)).code
    return { source, is: "failed", cause, steps: open.map((step, n) => stepOf(step, n)) }
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
