import { and, asc, eq, isNull, lte } from "drizzle-orm"
import { certificates, rereads } from "@/db/schema/fulfilment"
import { asWorker, type Ctx, type SystemActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { type CameBack, noLongerSo, stillToHold } from "@/lib/fulfilment/still-so"
import type { OpenHouse } from "@/lib/house"
import { record } from "@/lib/ledger/record"
import { tell } from "@/lib/notices/tell"
import { identitiesOf } from "@/lib/people/identities"
import { inPortal } from "@/lib/people/portal-source"
import { inForce as inForceNow, pinned } from "@/lib/policy/editions"
import { accessPart, type Part, readPart } from "@/lib/requests/access"
import type { Status } from "@/lib/requests/machine"
import { movePart } from "@/lib/requests/transition"
import { PORTAL } from "@/lib/sources/map-schema"
import type { VerifyAnswer } from "@/lib/sources/operation"

const DONE: readonly Status[] = ["fulfilled", "deferred"]

/**
 * Reads the sources once more for a part whose day has come, and compares with what its certificates say. What is no
 * longer so opens the part again, to be planned, shown and approved like anything else, and the person is told. Throws
 * SourceUnreachable; the next round comes.
 */
export async function readLater(house: OpenHouse, partId: string): Promise<void> {
  const asked = await asWorker(house, "read-again", { part: partId }, async (ctx) => {
    const part = await readPart(ctx, partId)
    if (!DONE.includes(part.status) || (await dueNow(ctx, part)).length === 0) return null
    const { dataMapId } = await inForceNow(ctx.db)
    return {
      inForce: await pinned(ctx.db, { ...part, dataMapId }),
      certified: await certifiedOf(ctx, part),
      toHold: await stillToHold(ctx, part),
      identities: new Map([...(await identitiesOf(ctx, part.subjectId)), [PORTAL, inPortal(part.subjectId)]]),
    }
  })
  if (!asked) return
  const { inForce, identities, certified, toHold } = asked
  const found = await noLongerSo(house.sourcesOf(inForce), identities, certified, toHold)
  await asWorker(house, "read-again", { part: partId }, async (ctx) => {
    const part = await accessPart(ctx, partId, null)
    const due = await dueNow(ctx, part)
    if (!DONE.includes(part.status) || due.length === 0) return
    for (const id of due) await ctx.db.update(rereads).set({ at: ctx.now, found }).where(eq(rereads.id, id))
    const { subjectId, language, number } = part
    await record(ctx, "erasure.read_again", {
      subjectId,
      object: part.id,
      payload: { found: found.map((each) => `${each.source}:${each.category}:${each.items}`) },
    })
    if (found.every(({ unread }) => unread)) return
    await movePart(ctx, part, "recur", {
      note: "found_again",
      set: { deferredFact: null, deferredUntil: null, outcome: null, stallCause: null, unreadCause: null },
    })
    await tell(ctx, { subjectId, language }, "found_again", { number, path: `/cabinet/requests/${number}` })
  })
}

async function dueNow(ctx: Ctx<SystemActor>, part: Part): Promise<string[]> {
  const { policy } = await inForceNow(ctx.db)
  const today = dayIn(ctx.now, policy.organisation.timezone)
  const rows = await ctx.db
    .select({ id: rereads.id })
    .from(rereads)
    .where(and(eq(rereads.partId, part.id), isNull(rereads.at), lte(rereads.dueOn, today)))
  return rows.map(({ id }) => id)
}

/** How much of each erased category a certificate found, the last word on each: what is kept, and what cannot be erased. */
async function certifiedOf(ctx: Ctx, { id: partId, subjectId }: Part): Promise<CameBack[]> {
  const rows = await ctx.db
    .select({ id: certificates.id, findings: certificates.findings })
    .from(certificates)
    .where(eq(certificates.partId, partId))
    .orderBy(asc(certificates.number))
  const certified = new Map<string, CameBack>()
  for (const { id, findings } of rows) {
    const owner = { id: subjectId, purpose: "case" } as const
    const plain = await ctx.vault.open(owner, `certificates.findings|${id}`, findings)
    for (const { source, reach } of JSON.parse(plain.toString()) as VerifyAnswer[])
      for (const { category, found } of reach)
        certified.set(`${source}:${category}`, { source, category, items: found })
  }
  return [...certified.values()]
}
