import { randomUUID } from "node:crypto"
import { and, asc, eq } from "drizzle-orm"
import { accounts, searchTerms, sourceIdentities, subjects } from "@/db/schema/people"
import { sweepPeople, sweeps } from "@/db/schema/retention"
import { asWorker, type Ctx, type Locale, type SystemActor } from "@/lib/context"
import { defaultLocale, isLocale } from "@/lib/format/locale"
import type { PlanDraft } from "@/lib/fulfilment/draft"
import { computePlan } from "@/lib/fulfilment/plan"
import { planningGround, planningNow } from "@/lib/fulfilment/planning"
import type { OpenHouse } from "@/lib/house"
import { record } from "@/lib/ledger/record"
import { logFault } from "@/lib/log"
import { enqueueJob, enqueueNotice } from "@/lib/notices/enqueue"
import { tell } from "@/lib/notices/tell"
import { ownOf } from "@/lib/people/add-person"
import { identitiesOf, type KnownIn } from "@/lib/people/identities"
import { sealIdentity } from "@/lib/people/new-account"
import { nameIn, nameOf } from "@/lib/people/person-name"
import { type InForce, pinned } from "@/lib/policy/editions"
import { openBeside } from "@/lib/requests/access"
import type { PartScope } from "@/lib/requests/scope"
import { openPart, openRequest } from "@/lib/requests/submit"
import { movePart } from "@/lib/requests/transition"
import { told } from "@/lib/retention/beyond"
import { knownUnder } from "@/lib/retention/known-under"
import { subjectOf } from "@/lib/retention/search-sweep"
import type { WhyLeft } from "@/lib/retention/sweep"
import { isRefusal } from "@/lib/sources/failures"

const AT_ONCE = 20

type Person = typeof sweepPeople.$inferSelect
type Carried = { id: string; asOf: string; inForce: InForce }

/**
 * Carries out what two people agreed to, a bounded number of people at a time: for each a request of the organisation's
 * own, planned anew. As it was found, it runs; changed since, it waits for people to look; kept or held by now, it is left
 * as it is. Killed and run again, nobody has two.
 */
export async function carrySweep(house: OpenHouse, id: string): Promise<void> {
  const found = await asWorker(house, "sweep-carry", null, async (ctx) => {
    const [row] = await ctx.db.select().from(sweeps).where(eq(sweeps.id, id))
    if (row?.state !== "approved") return null
    const people = await ctx.db
      .select()
      .from(sweepPeople)
      .where(and(eq(sweepPeople.sweepId, id), eq(sweepPeople.state, "found")))
      .orderBy(asc(sweepPeople.id))
      .limit(AT_ONCE)
    return { carried: { id, asOf: row.asOf, inForce: await pinned(ctx.db, row) }, people }
  })
  if (!found) return
  for (const person of found.people) await carryOrLeave(house, found.carried, person)
  await asWorker(house, "sweep-carry", null, async (ctx) => {
    if (found.people.length === AT_ONCE)
      return enqueueJob(ctx, "sweep-carry", { sweep: id }, `sweep-carry:${id}`)
    const isApproved = and(eq(sweeps.id, id), eq(sweeps.state, "approved"))
    await ctx.db.update(sweeps).set({ state: "carried", doneAt: ctx.now }).where(isApproved)
  })
}

/** What a source refuses of one person keeps nobody else waiting; a source that is away keeps all, to be tried again. */
async function carryOrLeave(house: OpenHouse, carried: Carried, person: Person): Promise<void> {
  try {
    await carryPerson(house, carried, person)
  } catch (error) {
    if (!isRefusal(error)) throw error
    logFault("sweep-carry", error, { ref: carried.id })
    await leave(house, person, "refused")
  }
}

async function carryPerson(house: OpenHouse, { id, asOf, inForce }: Carried, person: Person): Promise<void> {
  const subjectId = person.subjectId ?? (await madeKnown(house, inForce, person))
  const sources = house.sourcesOf(inForce)
  const ground = await asWorker(house, "sweep-carry", { subject: subjectId }, (ctx) =>
    planningGround(ctx, subjectId, inForce),
  )
  const categories = Object.keys(person.counts as Record<string, number>)
  const scope: PartScope = { right: "erasure", categories, swept: { sweep: id, asOf } }
  const plan = await computePlan(await planningNow(ground, sources), scope)
  const now = told(plan)
  if (!now) return leave(house, person, ground.holds.length > 0 ? "hold" : "kept")
  const name = (await nameOf(sources, ground.identities)) ?? ""
  const isSame = now.planHash === person.planHash && !plan.operations.some(({ sure }) => !sure)
  const opening = { inForce, scope, plan, name, subjectId, runs: isSame }
  const opened = asWorker(house, "sweep-carry", { subject: subjectId }, (ctx) => open(ctx, person, opening))
  await opened.catch((error: unknown) => {
    if (!(error instanceof OpenBeside)) throw error
    return leave(house, person, "open_case")
  })
}

/** Another part of the person is open on the same data: nothing is opened beside it (rule 10). */
class OpenBeside extends Error {}

type Opening = {
  inForce: InForce
  scope: PartScope
  plan: PlanDraft
  name: string
  subjectId: string
  /** It is as it was agreed to. */
  runs: boolean
}

async function open(ctx: Ctx<SystemActor>, person: Person, opening: Opening): Promise<void> {
  const { inForce, scope, plan, name, subjectId, runs } = opening
  const row = await locked(ctx, person)
  if (row?.state !== "found") return
  const [account] = await ctx.db
    .select({ locale: accounts.locale })
    .from(accounts)
    .where(eq(accounts.subjectId, subjectId))
  const language = account && isLocale(account.locale) ? account.locale : defaultLocale
  const origin = { subjectId, requesterId: null, language, channel: "system", receivedAt: ctx.now } as const
  const request = await openRequest(ctx, origin, { inForce, name })
  const part = await openPart(ctx, inForce, request, { scope, plan })
  if ((await openBeside(ctx, part)) > 0) throw new OpenBeside()
  await record(ctx, "request.submitted", {
    subjectId,
    object: request.id,
    payload: { number: request.number, right: scope.right, channel: "system" },
  })
  await ctx.db
    .update(sweepPeople)
    .set({ state: "opened", partId: part.id, ...nameless(person) })
    .where(eq(sweepPeople.id, person.id))
  if (runs) {
    await movePart(ctx, part, "run")
    await enqueueJob(ctx, "fulfil", { part: part.id }, `fulfil:${part.id}`)
  }
  await tellOf(ctx, { subjectId, language, hasAccount: account !== undefined }, request.number)
}

/** Once somebody was looked at, neither their key nor its hash is needed any more (rule 12). */
const nameless = ({ id }: Person) => ({ key: null, keyHash: Buffer.from(id) })

/** The row as it is once every other job let go of it. */
async function locked(ctx: Ctx, { id }: Person): Promise<Person | undefined> {
  const [row] = await ctx.db.select().from(sweepPeople).where(eq(sweepPeople.id, id)).for("update")
  return row
}

/** The person is told by what they sign in with; whoever has no account, by the first contact on file. */
async function tellOf(
  ctx: Ctx<SystemActor>,
  { subjectId, language, hasAccount }: { subjectId: string; language: Locale; hasAccount: boolean },
  number: string,
): Promise<void> {
  const parameters = { number, path: `/cabinet/requests/${number}` }
  if (hasAccount) return tell(ctx, { subjectId, language }, "swept", parameters)
  const to = contactIn(await identitiesOf(ctx, subjectId))
  if (to)
    await enqueueNotice(ctx, { subjectId, language, keyOwner: subjectId, template: "swept", to, parameters })
}

function contactIn(identities: KnownIn) {
  const own = identities.get("*") ?? []
  const found = own.find(({ kind }) => kind === "email") ?? own.find(({ kind }) => kind === "phone")
  return (
    found && { kind: found.kind === "email" ? ("email" as const) : ("phone" as const), value: found.value }
  )
}

async function leave(house: OpenHouse, person: Person, why: WhyLeft): Promise<void> {
  await asWorker(house, "sweep-carry", null, (ctx) =>
    ctx.db
      .update(sweepPeople)
      .set({ state: "left", why, ...nameless(person) })
      .where(and(eq(sweepPeople.id, person.id), eq(sweepPeople.state, "found"))),
  )
}

/** The source says who they are, and nobody has shown it. */
const AS_THE_SOURCE_SAYS = 1

/** Enters somebody only a source knows, so that what is done to their data has a case file. */
async function madeKnown(house: OpenHouse, inForce: InForce, person: Person): Promise<string> {
  const place = `sweep_people.key|${person.keyHash.toString("hex")}`
  if (!person.key) throw new Error("somebody found has the key they were found by")
  const key = house.vault.openOwn(place, person.key)
  const sources = house.sourcesOf(inForce)
  const source = sources.of(person.source)
  const under = knownUnder(inForce, source, key)
  const [known] = under
  const knownAs = [...under, ...(await ownOf(source, key))]
  const name = (await nameIn(sources, source.name, [known])) ?? ""
  const id = randomUUID()
  return asWorker(house, "sweep-carry", { subject: id }, async (ctx) => {
    const row = await locked(ctx, person)
    const subjectId = row?.subjectId ?? (await subjectOf(ctx, known)) ?? id
    if (subjectId === id) await add(ctx, id, { knownAs, name })
    await ctx.db.update(sweepPeople).set({ subjectId }).where(eq(sweepPeople.id, person.id))
    return subjectId
  })
}

type Known = { knownAs: { source: string; kind: string; value: string }[]; name: string }

async function add(ctx: Ctx<SystemActor>, subjectId: string, { knownAs, name }: Known): Promise<void> {
  const { identities, terms } = await sealIdentity(ctx.vault, subjectId, { logins: [], knownAs, name })
  const bytes = (hex: string) => Buffer.from(hex, "hex")
  await ctx.db.insert(subjects).values({ id: subjectId })
  await ctx.db.insert(sourceIdentities).values(
    identities.map(({ hash, value, ...rest }) => ({
      ...rest,
      ...{ subjectId, hash: bytes(hash), value: bytes(value) },
      ...{ proofLevel: AS_THE_SOURCE_SAYS, since: ctx.now },
    })),
  )
  if (terms.length > 0)
    await ctx.db.insert(searchTerms).values(terms.map((term) => ({ subjectId, hash: bytes(term) })))
  await record(ctx, "person.added", {
    subjectId,
    object: subjectId,
    payload: { reason: "sweep", sources: knownAs.map(({ source }) => source) },
  })
}
