import { and, eq, gt, inArray } from "drizzle-orm"
import { sourceIdentities } from "@/db/schema/people"
import { requestParts } from "@/db/schema/requests"
import { asWorker, type Ctx, type House } from "@/lib/context"
import { dayIn, startOfDay } from "@/lib/deadlines/day"
import { addPeriod } from "@/lib/deadlines/period"
import { NotAllowedNow, NotFound } from "@/lib/errors"
import { formatDateTime } from "@/lib/format/date"
import type { PlanDraft } from "@/lib/fulfilment/draft"
import { enqueueNotice } from "@/lib/notices/enqueue"
import { tell } from "@/lib/notices/tell"
import { coolingSince } from "@/lib/people/cooling"
import type { Login } from "@/lib/people/identifiers"
import type { InForce } from "@/lib/policy/editions"
import { accessPart, type Part, readPart } from "@/lib/requests/access"
import { answerBy } from "@/lib/requests/answer-by"
import { isOpen } from "@/lib/requests/machine"
import { erasedIn, isReviewedAfter, type PartScope, sweptIn } from "@/lib/requests/scope"
import { movePart } from "@/lib/requests/transition"

const PLACE = "take_back"
/** Where the policy says nothing: 72 hours, in which whoever is told can say that they never asked for it. */
const THREE_DAYS = "P3D"

/** For how long an erasure is not begun: of the policy's own words, or where it has none. */
export const takeBackPeriod = ({ policy }: Pick<InForce, "policy">): string =>
  policy.identity?.takeBack ?? THREE_DAYS

/**
 * Until when nothing of a part is carried out, so that an erasure somebody else asked for can be taken back; null where
 * nothing is erased, or must be at once (rule 15). Never beyond the morning of the last day of the term: that is kept.
 */
export function takeBackUntil(
  ctx: Pick<Ctx, "now" | "takeBackSeconds">,
  inForce: Pick<InForce, "policy">,
  { scope, plan }: { scope: PartScope; plan: PlanDraft },
  dueOn: string,
): Date | null {
  const erases = erasedIn(scope).length > 0 || plan.operations.some(({ operation }) => operation === "erase")
  if (!erases || isReviewedAfter(scope) || sweptIn(scope)) return null
  const { timezone } = inForce.policy.organisation
  const wait = ctx.takeBackSeconds === undefined ? lasting(ctx.now, inForce) : ctx.takeBackSeconds * 1000
  const end = Math.min(ctx.now.getTime() + wait, startOfDay(dueOn, timezone).getTime())
  return end > ctx.now.getTime() ? new Date(end) : null
}

/** The same of what is about to be signed now. */
export const wouldWaitUntil = (ctx: Ctx, inForce: InForce, asked: { scope: PartScope; plan: PlanDraft }) =>
  takeBackUntil(ctx, inForce, asked, answerBy(inForce, asked.scope.right, ctx.now).dueOn)

/** The period in whole hours from now, whatever the clock says. */
function lasting(now: Date, inForce: Pick<InForce, "policy">): number {
  const { timezone } = inForce.policy.organisation
  const today = dayIn(now, timezone)
  const last = addPeriod(today, takeBackPeriod(inForce))
  return startOfDay(last, timezone).getTime() - startOfDay(today, timezone).getTime()
}

/** Whether a part still waits for the end of that time. */
export const isWaitedFor = <P extends Pick<Part, "notBefore">>(
  part: P,
  now: Date,
): part is P & { notBefore: Date } => part.notBefore !== null && part.notBefore > now

/**
 * Says by every contact, those replaced lately too, that an erasure was asked, from when on it is carried out, and the
 * address by which it is taken back without signing in.
 */
export async function tellTakeBack(ctx: Ctx, inForce: Pick<InForce, "policy">, part: Part): Promise<void> {
  if (!isWaitedFor(part, ctx.now)) return
  const { subjectId, language, number, notBefore } = part
  const token = ctx.vault.sealOwn(PLACE, part.id).toString("base64url")
  const parameters = {
    number,
    date: formatDateTime(notBefore, language),
    path: `/take-back/${token}`,
  }
  await tell(ctx, { subjectId, language }, "erasure_asked", parameters)
  if (part.askedBy === "heir") return
  for (const to of await formerContacts(ctx, inForce, subjectId))
    await enqueueNotice(ctx, {
      ...{ subjectId, language, keyOwner: subjectId, template: "erasure_asked" as const, to },
      parameters,
    })
}

/** Contacts that were replaced so lately that the new ones prove nothing yet. */
async function formerContacts(
  ctx: Ctx,
  inForce: Pick<InForce, "policy">,
  subjectId: string,
): Promise<Login[]> {
  const rows = await ctx.db
    .select({ id: sourceIdentities.id, kind: sourceIdentities.kind, value: sourceIdentities.value })
    .from(sourceIdentities)
    .where(
      and(
        eq(sourceIdentities.subjectId, subjectId),
        eq(sourceIdentities.source, "*"),
        inArray(sourceIdentities.kind, ["phone", "email"]),
        gt(sourceIdentities.until, coolingSince(inForce, ctx.now)),
      ),
    )
  const owner = { id: subjectId, purpose: "data" } as const
  return Promise.all(
    rows.map(async ({ id, kind, value }) => ({
      kind: kind === "email" ? ("email" as const) : ("phone" as const),
      value: (await ctx.vault.open(owner, `source_identities.value|${id}`, value)).toString(),
    })),
  )
}

/** What a link takes back: `open`, or how it ended. It says nothing of the person. */
export type TakeBack = { number: string; state: "open" | "taken_back" | "over"; notBefore: Date | null }

function partOf({ vault }: Pick<House, "vault">, token: string): string {
  try {
    return vault.openOwn(PLACE, Buffer.from(token, "base64url"))
  } catch {
    // Cut short on its way, or never ours.
    throw new NotFound()
  }
}

/** Reads what a link stands for and changes nothing. Throws NotFound for a link that is not ours. */
export async function readTakeBack(house: House, token: string): Promise<TakeBack> {
  const id = partOf(house, token)
  return asWorker(house, "take-back", { part: id }, async (ctx) => {
    const [row] = await ctx.db
      .select({ id: requestParts.id })
      .from(requestParts)
      .where(eq(requestParts.id, id))
    if (!row) throw new NotFound()
    const part = await readPart(ctx, id)
    return { number: part.number, notBefore: part.notBefore, state: stateOf(part, ctx.now) }
  })
}

function stateOf(part: Part, now: Date): TakeBack["state"] {
  if (part.status === "cancelled") return "taken_back"
  if (!isOpen(part.status) || part.status === "stalled") return "over"
  const isBegun = part.status === "fulfilling" || part.status === "deferred"
  return isBegun && !isWaitedFor(part, now) ? "over" : "open"
}

/**
 * Takes an erasure back by the link of its notice: whoever has the contact says it was not they. Pressed again it changes
 * nothing. Throws NotFound for a link that is not ours, NotAllowedNow once it is being carried out.
 */
export async function takeBackErasure(house: House, token: string): Promise<void> {
  const id = partOf(house, token)
  if ((await readTakeBack(house, token)).state === "taken_back") return
  await asWorker(house, "take-back", { part: id }, async (ctx) => {
    const part = await accessPart(ctx, id, null)
    if (part.status === "cancelled") return
    if (stateOf(part, ctx.now) === "over") throw new NotAllowedNow("carried_out_already")
    await movePart(ctx, part, "cancel", { note: "by_link" })
    const { subjectId, language, number } = part
    await tell(ctx, { subjectId, language }, "cancelled_for_you", {
      number,
      path: `/cabinet/requests/${number}`,
    })
  })
}
