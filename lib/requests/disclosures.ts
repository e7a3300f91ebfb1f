import { randomUUID } from "node:crypto"
import { and, desc, eq, isNotNull } from "drizzle-orm"
import { decisions } from "@/db/schema/decisions"
import { disclosures } from "@/db/schema/oversight"
import { requests } from "@/db/schema/requests"
import { asWorker, type Ctx, type House, type StaffActor, type SubjectActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { Forbidden } from "@/lib/errors"
import { addDisclosure } from "@/lib/oversight/add-disclosure"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"
import { accessPart, type Part } from "@/lib/requests/access"
import { authorityOf } from "@/lib/requests/authority"
import { movePart } from "@/lib/requests/transition"

/** Whose decisions say what of it: the one for everything names the ground, each given category has one of its own. */
async function decided(ctx: Ctx, partId: string, proposalId?: string) {
  const mine = proposalId ? eq(decisions.proposalId, proposalId) : eq(decisions.partId, partId)
  const rows = await ctx.db
    .select({ item: decisions.item, outcome: decisions.outcome, ground: decisions.ground })
    .from(decisions)
    .where(mine)
  return {
    ground: rows.find(({ item }) => item === "*")?.ground ?? "",
    given: rows.filter(({ item, outcome }) => item !== "*" && outcome === "do").map(({ item }) => item),
  }
}

/** Records what an approved answer hands over to a state body; nothing, where nothing is held. */
export async function recordDisclosure(ctx: Ctx<StaffActor>, part: Part, proposalId: string): Promise<void> {
  const { ground, given } = await decided(ctx, part.id, proposalId)
  if (given.length === 0) return
  const { body, number, date } = await authorityOf(ctx, part)
  const [request] = await ctx.db
    .select({ secrecy: requests.secrecy, reviewOn: requests.reviewOn })
    .from(requests)
    .where(eq(requests.id, part.requestId))
  const id = randomUUID()
  const owner = { id: part.subjectId, purpose: "case" } as const
  const row = {
    id,
    subjectId: part.subjectId,
    recipient: body,
    categories: given,
    purpose: part.right,
    ground,
    authority: await ctx.vault.seal(owner, `disclosures.authority|${id}`, JSON.stringify({ number, date })),
    requestId: part.requestId,
    secret: request?.secrecy != null,
    reviewOn: request?.reviewOn ?? null,
    at: ctx.now,
  }
  await addDisclosure(ctx, row)
}

/** The answer was approved and went out with its letter: the part is done. May be run again. */
export async function completeDisclosure(house: House, partId: string): Promise<void> {
  await asWorker(house, "fulfil", { part: partId }, async (ctx) => {
    const part = await accessPart(ctx, partId, null)
    if (part.status !== "fulfilling") return
    await movePart(ctx, part, "complete", { set: { outcome: "done" } })
  })
}

const columns = {
  id: disclosures.id,
  recipient: disclosures.recipient,
  categories: disclosures.categories,
  ground: disclosures.ground,
  at: disclosures.at,
  number: requests.number,
}

export type MyDisclosure = {
  id: string
  recipient: string
  categories: string[]
  ground: string
  at: Date
  number: string | null
}

/** To whom the person's data went, newest first; row-level security leaves out what they are not shown. */
export const myDisclosures = (ctx: Ctx<SubjectActor>): Promise<MyDisclosure[]> =>
  ctx.db
    .select(columns)
    .from(disclosures)
    .leftJoin(requests, eq(requests.id, disclosures.requestId))
    .where(eq(disclosures.subjectId, ctx.actor.subjectId))
    .orderBy(desc(disclosures.at))

export const MOST_LISTED = 200

/** The disclosures of everybody, newest first, without a word on whom they are about. At most 200. Throws Forbidden. */
export async function listDisclosures(
  ctx: Ctx<StaffActor>,
): Promise<(MyDisclosure & { secret: boolean; reviewOn: string | null })[]> {
  if (!may(ctx.actor, "disclosures.read")) throw new Forbidden()
  return ctx.db
    .select({ ...columns, secret: disclosures.secret, reviewOn: disclosures.reviewOn })
    .from(disclosures)
    .leftJoin(requests, eq(requests.id, disclosures.requestId))
    .orderBy(desc(disclosures.at))
    .limit(MOST_LISTED)
}

export type Secret = { number: string | null; secrecy: string | null; reviewOn: string | null }

/** Those of them whose day of review has come. Throws Forbidden. */
export async function secretToReview(ctx: Ctx<StaffActor>): Promise<Secret[]> {
  const today = dayIn(ctx.now, (await inForce(ctx.db)).policy.organisation.timezone)
  return (await listSecret(ctx)).filter(({ reviewOn }) => reviewOn !== null && reviewOn <= today)
}

/** Requests the people they are about are not shown, the nearest review first. Throws Forbidden. */
export async function listSecret(ctx: Ctx<StaffActor>): Promise<Secret[]> {
  if (!may(ctx.actor, "disclosures.read")) throw new Forbidden()
  return ctx.db
    .select({ number: requests.number, secrecy: requests.secrecy, reviewOn: requests.reviewOn })
    .from(requests)
    .where(and(isNotNull(requests.secrecy), isNotNull(requests.number)))
    .orderBy(requests.reviewOn)
    .limit(MOST_LISTED)
}
