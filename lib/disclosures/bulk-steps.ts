import { randomUUID } from "node:crypto"
import { eq } from "drizzle-orm"
import { bulkDisclosures } from "@/db/schema/disclosures"
import { asSigned, type Ctx, type Signed, type StaffActor } from "@/lib/context"
import { type Bulk, type BulkState, heldBy, peopleIn, readBulk } from "@/lib/disclosures/bulk"
import { Forbidden, NotAllowedNow } from "@/lib/errors"
import { formatDate } from "@/lib/format/date"
import { locales } from "@/lib/format/locale"
import type { OpenHouse } from "@/lib/house"
import type { Act } from "@/lib/ledger/acts"
import { record } from "@/lib/ledger/record"
import { enqueueJob } from "@/lib/notices/enqueue"
import { openRun } from "@/lib/notices/runs"
import { may, type Permission } from "@/lib/permissions"
import { inForce as inForceNow } from "@/lib/policy/editions"
import type { Policy } from "@/lib/policy/schema"
import type { Text } from "@/lib/policy/text-schema"
import { countHeld } from "@/lib/runs/count-held"

type Counted = Record<string, number>

/** Asks the sources how many people an act touches, outside any transaction. Throws as countHeld, NotFound, Forbidden. */
export async function askBulk(house: OpenHouse, signed: Signed<StaffActor>, id: string): Promise<Counted> {
  const { bulk, inForce } = await asSigned(house, signed, randomUUID(), async (ctx) => ({
    bulk: await readBulk(ctx, id),
    inForce: await inForceNow(ctx.db),
  }))
  return countHeld(house, inForce, heldBy(bulk))
}

async function at(ctx: Ctx<StaffActor>, id: string, act: Permission, state: BulkState): Promise<Bulk> {
  if (!may(ctx.actor, act)) throw new Forbidden()
  const bulk = await readBulk(ctx, id, true)
  if (bulk.state !== state) throw new NotAllowedNow()
  return bulk
}

async function moved(
  ctx: Ctx<StaffActor>,
  { id }: Bulk,
  act: Act,
  set: Partial<typeof bulkDisclosures.$inferInsert>,
): Promise<string> {
  await ctx.db.update(bulkDisclosures).set(set).where(eq(bulkDisclosures.id, id))
  await record(ctx, act, { subjectId: null, object: id })
  return id
}

/** Keeps what the sources answered about a draft. Throws NotAllowedNow, Forbidden, NotFound, as the steps below. */
export async function keepBulkCount(ctx: Ctx<StaffActor>, id: string, counted: Counted): Promise<string> {
  await at(ctx, id, "bulk.write", "draft")
  await ctx.db.update(bulkDisclosures).set({ counted, countedAt: ctx.now }).where(eq(bulkDisclosures.id, id))
  return id
}

/** Puts a counted draft before an approver. */
export async function proposeBulk(ctx: Ctx<StaffActor>, id: string): Promise<string> {
  const bulk = await at(ctx, id, "bulk.write", "draft")
  if (peopleIn(bulk.counted) === 0) throw new NotAllowedNow("nobody_counted")
  return moved(ctx, bulk, "bulk.proposed", { state: "proposed" })
}

/** Drops a draft that came to nothing. */
export async function dropBulk(ctx: Ctx<StaffActor>, id: string): Promise<string> {
  const bulk = await at(ctx, id, "bulk.write", "draft")
  return moved(ctx, bulk, "bulk.dropped", { state: "dropped" })
}

/** An approver gives it back to be counted anew or dropped. */
export async function sendBulkBack(ctx: Ctx<StaffActor>, id: string): Promise<string> {
  const bulk = await at(ctx, id, "bulk.approve", "proposed")
  return moved(ctx, bulk, "bulk.sent_back", { state: "draft" })
}

const inEach = (of: (locale: (typeof locales)[number]) => string): Text =>
  Object.fromEntries(locales.map((locale) => [locale, of(locale)])) as Text

function noticeOf({ now }: Ctx, policy: Policy, bulk: Bulk) {
  const title = (list: readonly { code: string; title: Text }[], code: string) =>
    inEach((locale) => list.find((each) => each.code === code)?.title[locale] ?? code)
  const what = bulk.categories.map((code) => title(policy.categories, code))
  return {
    ...({ kind: "disclosure", template: "disclosed_many", rule: "disclosure", object: bulk.id } as const),
    parameters: {
      path: "/cabinet/disclosures",
      date: formatDate(now, "ky"),
      whom: title(policy.recipients, bulk.recipient),
      what: inEach((locale) => what.map((text) => text[locale]).join(", ")),
    },
    audience: { held: heldBy(bulk) },
  }
}

/**
 * Approves it, by somebody who did not enter it: from now on each of the people is told and stands in the register, by
 * the worker. Throws Forbidden `own_proposal` besides.
 */
export async function approveBulk(ctx: Ctx<StaffActor>, id: string): Promise<string> {
  const bulk = await at(ctx, id, "bulk.approve", "proposed")
  if (bulk.enteredBy === ctx.actor.accountId) throw new Forbidden("own_proposal")
  const { policy } = await inForceNow(ctx.db)
  const approvedBy = ctx.actor.accountId
  await moved(ctx, bulk, "bulk.approved", { state: "approved", approvedBy, approvedAt: ctx.now })
  const runId = await openRun(ctx, policy, noticeOf(ctx, policy, bulk))
  await ctx.db.update(bulkDisclosures).set({ runId }).where(eq(bulkDisclosures.id, id))
  await enqueueJob(ctx, "register-bulk", { bulk: id }, `register-bulk:${id}`)
  return id
}
