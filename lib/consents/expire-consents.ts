import { and, eq, sql } from "drizzle-orm"
import { requestParts } from "@/db/schema/requests"
import { recordConsent } from "@/lib/consents/record-consent"
import { consentEventsOf, presentConsents } from "@/lib/consents/state"
import { asWorker, type Ctx, type SystemActor } from "@/lib/context"
import { formatDate } from "@/lib/format/date"
import { keepingCategory, longest } from "@/lib/fulfilment/keeping"
import { computePlan, type Planning } from "@/lib/fulfilment/plan"
import { planningGround, planningNow } from "@/lib/fulfilment/planning"
import type { OpenHouse } from "@/lib/house"
import { consentEndedLetter } from "@/lib/letters/consent-ended-letter"
import { groundInLetter, untilInLetter } from "@/lib/letters/grounded"
import { keepLetter } from "@/lib/letters/keep-letter"
import type { OperationCode } from "@/lib/letters/letter"
import { enqueueJob } from "@/lib/notices/enqueue"
import { tell } from "@/lib/notices/tell"
import { localeOf } from "@/lib/people/locale-of"
import { nameOf } from "@/lib/people/person-name"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { categoriesOf, purpose, textIn } from "@/lib/policy/lookup"
import { isOpen, type Status } from "@/lib/requests/machine"
import { organisationIn } from "@/lib/requests/request-text"
import type { PartScope } from "@/lib/requests/scope"

type Ended = { purpose: string; operations: string[] }

/**
 * Consent that runs until a fact (obligations performed, say) ends by itself when the fact comes true: without
 * any request, consent-based use stops in the sources, the history says *expired*, and the person is told (rule 6).
 * A fact that is unknown ends nothing. Safe to run again: what has ended is not given any more.
 */
export async function expireConsents(house: OpenHouse, subjectId: string): Promise<void> {
  const scope = { subject: subjectId }
  const ground = await asWorker(house, "expire-consents", scope, async (ctx) =>
    planningGround(ctx, subjectId, await inForceNow(ctx.db)),
  )
  const sources = house.sourcesOf(ground.inForce)
  const planning = await planningNow(ground, sources)
  const ended = await asWorker(house, "expire-consents", scope, (ctx) => endedNow(ctx, subjectId, planning))
  if (ended.length === 0) return
  const name = (await nameOf(sources, planning.identities)) ?? ""
  const plan = await computePlan(planning, { right: "withdrawal", purposes: ended })
  const now = plan.operations.filter(({ phase }) => phase === "now")
  for (const source of new Set(now.map((line) => line.source))) {
    const planned = now.flatMap((line) => (line.source === source && line.planned ? [line.planned] : []))
    const answer = await sources.of(source).applyAll(planned, `expire:${subjectId}:${plan.hash}`)
    if (answer.state === "changed") return
    const found = await sources.of(source).verify(planning.identities.get(source) ?? [], planned)
    if (!found.held) throw new Error("a consent that ended is still in use in a source")
  }
  await asWorker(house, "expire-consents", scope, (ctx) => writeEnd(ctx, subjectId, planning, ended, name))
}

/**
 * Given consents whose purpose ends on a fact that has come true, per purpose and operation. What the person is taking
 * back by an open request ends by that request, and is told once.
 */
async function endedNow(
  ctx: Ctx<SystemActor>,
  subjectId: string,
  { inForce, known }: Planning,
): Promise<Ended[]> {
  const present = presentConsents(await consentEventsOf(ctx, subjectId))
  const asked = await beingWithdrawn(ctx, subjectId)
  return inForce.policy.purposes.flatMap(({ code, expiresOn, operations }) => {
    const fact = expiresOn && "fact" in expiresOn ? known.facts.get(expiresOn.fact) : undefined
    if (!fact || !expiresOn || !("is" in expiresOn) || fact.value !== expiresOn.is) return []
    const given = operations
      .map((operation) => operation.code)
      .filter((operation) => {
        const name = `${code}/${operation}`
        const event = present.get(name)
        return event?.event === "given" && !asked.has(name) && !isGivenAfter(event.at, fact.since)
      })
    return given.length > 0 ? [{ purpose: code, operations: given }] : []
  })
}

/** Consent given when the fact was true already was not given until then: it goes on. */
const isGivenAfter = (given: Date, since: string | null): boolean =>
  since !== null && given.toISOString().slice(0, 10) >= since.slice(0, 10)

async function beingWithdrawn(ctx: Ctx<SystemActor>, subjectId: string): Promise<ReadonlySet<string>> {
  const rows = await ctx.db
    .select({ scope: requestParts.scope, status: requestParts.status })
    .from(requestParts)
    .where(and(eq(requestParts.subjectId, subjectId), eq(requestParts.right, "withdrawal")))
  const scopes = rows.flatMap(({ scope, status }) => (isOpen(status as Status) ? [scope as PartScope] : []))
  return new Set(
    scopes.flatMap((scope) =>
      scope.right === "withdrawal"
        ? scope.purposes.flatMap(({ purpose: code, operations }) =>
            operations.map((operation) => `${code}/${operation}`),
          )
        : [],
    ),
  )
}

async function writeEnd(
  ctx: Ctx<SystemActor>,
  subjectId: string,
  planning: Planning,
  ended: Ended[],
  name: string,
): Promise<void> {
  const { inForce, known } = planning
  // One round at a time: a slow one may still be under way when the next begins.
  await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`expire/${subjectId}`}, 0))`)
  if ((await endedNow(ctx, subjectId, planning)).length === 0) return
  const language = await localeOf(ctx, subjectId)
  const first = purpose(inForce.policy, ended[0]?.purpose ?? "")
  const fact = inForce.policy.facts.find(
    ({ code }) => first.expiresOn && "fact" in first.expiresOn && code === first.expiresOn.fact,
  )
  const on = known.facts.get(fact?.code ?? "")?.since ?? known.today
  const categories = [...new Set(ended.flatMap(({ purpose: code }) => categoriesOf(inForce.policy, code)))]
  const letter = consentEndedLetter({
    language,
    organisation: organisationIn(inForce, language),
    person: { name },
    because: {
      event: fact ? textIn(fact.title, language) : "",
      on,
      clause: (first.expiresCites ?? first.cites)[0]?.clause ?? first.clause,
    },
    stopped: ended.map(({ purpose: code, operations }) => ({
      purpose: textIn(purpose(inForce.policy, code).title, language),
      operations: operations as OperationCode[],
    })),
    kept: categories.flatMap((category) => {
      const keeping = longest(keepingCategory(inForce, category.code, known))
      if (!keeping) return []
      return [
        {
          what: textIn(category.title, language),
          ground: groundInLetter(inForce, keeping.ground.code, language),
          until: untilInLetter(inForce, { ...keeping, ground: keeping.ground.code }, language),
        },
      ]
    }),
  })
  await keepLetter(ctx, {
    subjectId,
    requestId: null,
    partId: null,
    kind: "consent_ended",
    letter,
    registration: `${known.today}`,
    editionId: inForce.edition.id,
  })
  for (const { purpose: code, operations } of ended) {
    await recordConsent(ctx, {
      subjectId,
      purpose: code,
      operations,
      event: "expired",
      method: "system",
      editionId: inForce.edition.id,
      language,
    })
  }
  await enqueueJob(ctx, "follow-consents", { subject: subjectId })
  await tell(ctx, { subjectId, language }, "consent_expired", {
    date: formatDate(on, language),
    path: "/cabinet/consents",
  })
}
