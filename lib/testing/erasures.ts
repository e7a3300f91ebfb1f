import { randomUUID } from "node:crypto"
import { eq } from "drizzle-orm"
import { drizzle } from "drizzle-orm/node-postgres"
import type pg from "pg"
import { sourceIdentities, subjects } from "@/db/schema/people"
import { requestParts, requests } from "@/db/schema/requests"
import { asWorker, type Ctx } from "@/lib/context"
import { computePlan } from "@/lib/fulfilment/plan"
import { planningGround, planningNow } from "@/lib/fulfilment/planning"
import { storePlan } from "@/lib/fulfilment/store-plan"
import type { OpenHouse } from "@/lib/house"
import { type KnownAs, sealIdentity } from "@/lib/people/new-account"
import { type InForce, inForce } from "@/lib/policy/editions"
import { decisionMark, markOf } from "@/lib/requests/part-mark"
import type { PartScope } from "@/lib/requests/scope"

export type SeededErasure = { part: string; subject: string; customer: string }

/**
 * Registers an approved erasure of everything for each customer of the source, ready to be carried out; without its
 * plan when `planned` is false. `from` is the last request number given before.
 */
export async function seedErasures(
  house: OpenHouse,
  owner: pg.Pool,
  customers: readonly string[],
  { planned = true, from = 0 }: { planned?: boolean; from?: number } = {},
): Promise<SeededErasure[]> {
  const held = await inForce(drizzle(owner))
  const seeded: SeededErasure[] = []
  for (const [index, customer] of customers.entries()) {
    const subject = randomUUID()
    await seedSubject(house, owner, subject, [{ source: "lender", kind: "customer_id", value: customer }])
    const number = `2020-${String(from + index + 1).padStart(6, "0")}`
    const scope = { right: "erasure" as const, categories: held.policy.categories.map(({ code }) => code) }
    const part = await seedPart(house, owner, held, { subjectId: subject, number, scope })
    if (planned) await planPart(house, held, { id: part, subjectId: subject }, scope)
    seeded.push({ subject, customer, part })
  }
  return seeded
}

/** Somebody whom the portal knows in these sources. */
export async function seedSubject(
  house: Pick<OpenHouse, "vault">,
  owner: pg.Pool,
  id: string,
  knownAs: KnownAs[],
): Promise<void> {
  const db = drizzle(owner)
  await db.insert(subjects).values({ id }).onConflictDoNothing()
  const { identities } = await sealIdentity(house.vault, id, { logins: [], knownAs, name: "" })
  await db.insert(sourceIdentities).values(
    identities.map(({ hash, value, ...rest }) => ({
      ...rest,
      subjectId: id,
      hash: Buffer.from(hash, "hex"),
      value: Buffer.from(value, "hex"),
      proofLevel: 2,
    })),
  )
}

type Asked = { subjectId: string; number: string; scope: PartScope }

/** A part as it is once it was approved, without its plan. Returns its id. */
export async function seedPart(
  house: Pick<OpenHouse, "vault">,
  owner: pg.Pool,
  held: InForce,
  { subjectId, number, scope }: Asked,
): Promise<string> {
  const [requestId, id, now] = [randomUUID(), randomUUID(), new Date()]
  const db = drizzle(owner)
  const requesterName = await house.vault.seal(
    { id: subjectId, purpose: "case" },
    `requests.requester_name|${requestId}`,
    "Үлгү",
  )
  await db.insert(requests).values({
    id: requestId,
    number,
    subjectId,
    channel: "paper",
    language: "ky",
    receivedAt: now,
    requesterName,
  })
  const pinned = {
    profileId: held.profileId,
    editionId: held.edition.id,
    dataMapId: held.dataMapId,
    calendarId: held.calendarId,
  }
  const clock = { receivedAt: now, dueAt: now, dueOn: now.toISOString().slice(0, 10), dueSteps: [] }
  await db.insert(requestParts).values({
    id,
    requestId,
    subjectId,
    right: scope.right,
    kind: "operation",
    scope,
    status: "fulfilling",
    ...pinned,
    ...clock,
    mark: markOf(house.vault, { id, requestId, subjectId, right: scope.right, kind: "operation", scope }),
  })
  return id
}

/** Computes and stores the plan of a seeded part, as the product does. */
export async function planPart(
  house: OpenHouse,
  held: InForce,
  part: { id: string; subjectId: string },
  scope: Parameters<typeof computePlan>[1],
): Promise<void> {
  const ground = await asWorker(house, "seed", { part: part.id }, (ctx) =>
    planningGround(ctx, part.subjectId, held),
  )
  const plan = await computePlan(await planningNow(ground, house.sourcesOf(held)), scope)
  await asWorker(house, "seed", { part: part.id }, async (ctx) =>
    decideBy(ctx, part.id, await storePlan(ctx, part, plan)),
  )
}

/** As if somebody had let a part through with this plan. */
export const decideBy = (ctx: Ctx, part: string, plan: string) =>
  ctx.db
    .update(requestParts)
    .set({ decided: decisionMark(ctx.vault, { part, plan }) })
    .where(eq(requestParts.id, part))
