import { contactCategories, suppressingErased } from "@/lib/consents/suppress"
import { besideOf, countBefore, type Keep, keepBeside, shownIn } from "@/lib/fulfilment/beyond-plan"
import { isInDoubt } from "@/lib/fulfilment/doubt"
import type { Counts, Lost, StoredOperation } from "@/lib/fulfilment/store-plan"
import { bySource, plannedOf, verifyAll } from "@/lib/fulfilment/verify"
import { erasing, isPending } from "@/lib/fulfilment/why-not"
import type { Done, Work } from "@/lib/fulfilment/work"
import type { OpenHouse } from "@/lib/house"
import { SourceUnreachable } from "@/lib/sources/failures"
import { PORTAL } from "@/lib/sources/map-schema"
import type { Applied, VerifyAnswer } from "@/lib/sources/operation"

/** What each source held before anything ran in it. */
type Before = Record<string, Counts[string]>

/**
 * How far it went: read again, or data changed, or some source was asked and answers later. `beside`: a source would with it
 * change what the plan does not touch, so nothing was done there.
 */
export type Carried =
  | { is: "read"; findings: VerifyAnswer[] }
  | { is: "changed"; why: string }
  | { is: "beside"; lost: Lost[] }
  | { is: "asked"; sources: string[] }

/**
 * Every source that has something to do, side by side, so that one that is away keeps no other from it; the portal's own
 * account when all of them did theirs. Then everything is read again. What was done is in `done`, and what each source
 * held just before in `before`, whatever becomes of the rest. Throws what a source failed with, once the others are done.
 */
export async function carryOut(house: OpenHouse, work: Work, done: Done[], before: Before): Promise<Carried> {
  const asked = [...bySource(work.plan.operations.filter(isPending))]
  const listing = losesContacts(work) ? suppressingErased(house, work) : null
  const run = (isTurn: (source: string) => boolean) =>
    Promise.allSettled(
      asked
        .filter(([source]) => isTurn(source))
        .map((each) => runIn({ house, work, done, before, listing }, each)),
    )
  const outcomes = await run((source) => source !== PORTAL)
  const isStopped = ({ is }: Carried) => is === "changed" || is === "beside"
  if (outcomes.every((outcome) => outcome.status === "fulfilled" && !isStopped(outcome.value)))
    outcomes.push(...(await run((source) => source === PORTAL)))
  const answers = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []))
  const changed = answers.find(({ is }) => is === "changed")
  if (changed) return changed
  const failures = outcomes.flatMap((outcome) =>
    outcome.status === "rejected" ? [outcome.reason as unknown] : [],
  )
  // What does not pass by itself is told first: somebody has to look.
  if (failures.length > 0)
    throw failures.find((error) => !(error instanceof SourceUnreachable)) ?? failures[0]
  const lost = answers.flatMap((answer) => (answer.is === "beside" ? answer.lost : []))
  if (lost.length > 0) return { is: "beside", lost }
  const sources = answers.flatMap((answer) => (answer.is === "asked" ? answer.sources : []))
  return sources.length > 0 ? { is: "asked", sources } : { is: "read", findings: await verifyAll(work) }
}

/** Whether a contact of the person's own is about to go: then it is to be written to for no purpose again (rule 13). */
function losesContacts({ plan, inForce: { policy } }: Work): boolean {
  const contacts = contactCategories(policy)
  return erasing(plan).some((code) => contacts.has(code))
}

type Run = { house: OpenHouse; work: Work; done: Done[]; before: Before; listing: Promise<Keep> | null }

/** One source in one transaction of its own, its items counted first. */
async function runIn(
  { house, work, done, before, listing }: Run,
  [source, operations]: [string, StoredOperation[]],
): Promise<Carried> {
  const connector = work.sources.of(source)
  const [isDoubted, counted] = await Promise.all([
    isInDoubt(connector, work.identities, work.identities.get(source) ?? []),
    countBefore(house, work, source, listing),
  ])
  // Whose data it is came to be in doubt since the approval.
  if (isDoubted) return { is: "changed", why: "ambiguous" }
  const shown = shownIn(work.plan, source)
  const answer = await connector.applyAll(plannedOf(operations), `${work.plan.id}:${source}`, shown)
  if (answer.state === "changed" && answer.beside)
    return { is: "beside", lost: besideOf(source, answer.beside).map((one) => ({ ...one, would: true })) }
  if (answer.state === "changed") return { is: "changed", why: answer.evidence.why ?? "changed" }
  // What an earlier try did already was there before that one; where it did nothing, the source went on living till now.
  const isRepeated = answer.results.some(({ state }) => state === "already")
  before[source] = isRepeated ? counted.first : counted.now
  if (answer.results.some(({ state }) => state === "done"))
    await keepBeside(house, work, source, answer.beside ?? [])
  const results = operations.map(({ id }, index) => ({ id, applied: answer.results[index] }))
  const own = results.filter(({ applied }) => applied?.state !== "asked")
  done.push(...own.map(({ id, applied }) => ({ id, evidence: evidenceOf(applied) })))
  return own.length < results.length ? { is: "asked", sources: [source] } : { is: "read", findings: [] }
}

/** What a source answered; what was so before it was asked is marked, since a hold set meanwhile stops nothing of it. */
const evidenceOf = (applied: Applied | undefined) =>
  applied?.state === "already" ? { ...applied.evidence, already: true } : (applied?.evidence ?? null)
