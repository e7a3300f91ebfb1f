import { randomUUID } from "node:crypto"
import { and, eq, gt, isNull } from "drizzle-orm"
import { holds } from "@/db/schema/holds"
import { subjects } from "@/db/schema/people"
import { recordConsent } from "@/lib/consents/record-consent"
import { consentEventsOf, presentConsents } from "@/lib/consents/state"
import { contactCategories, suppressErased } from "@/lib/consents/suppress"
import { asWorker } from "@/lib/context"
import type { Entry } from "@/lib/erasures/line"
import type { OpenHouse } from "@/lib/house"
import { record } from "@/lib/ledger/record"
import { destroyKeys } from "@/lib/people/forget-person"
import { localeOf } from "@/lib/people/locale-of"
import type { InForce } from "@/lib/policy/editions"
import type { Stopping } from "@/lib/replay/wishes"
import { forgetNow } from "@/lib/retention/end-case-file"
import type { Connector, Identifiers } from "@/lib/sources/connector"
import type { PlannedOperation } from "@/lib/sources/operation"

/** Somebody found again: how they are known in the source, and under which pseudonym in the portal, if at all. */
export type Person = { source: Connector; identifiers: Identifiers; subjectId: string | null }

/**
 * Does again what a look found, reads it again through a fresh connection, and enters it in the ledger. held: a hold set
 * since then stops it (rule 10). changed: the data changed meanwhile, nothing was done. not_held: it was done, and is not
 * as promised.
 */
export async function redo(
  house: OpenHouse,
  held: InForce,
  { source, identifiers, subjectId }: Person,
  { operations, since, line }: { operations: readonly PlannedOperation[]; since: string; line: string },
): Promise<"done" | "held" | "changed" | "not_held"> {
  const erased = operations.filter(({ op }) => op === "erase").flatMap(({ items }) => Object.keys(items))
  if (subjectId && erased.length > 0 && (await isHeldSince(house, subjectId, erased, since))) return "held"
  const contacts = contactCategories(held.policy)
  if (erased.some((category) => contacts.has(category)))
    await suppressErased(house, {
      inForce: held,
      identities: new Map([[source.name, identifiers]]),
      subjectId: subjectId ?? randomUUID(),
    })
  const answer = await source.applyAll(operations, `replay:${line}:${source.name}`)
  if (answer.state === "changed") return "changed"
  const found = await source.verify(identifiers, operations)
  if (!found.operations.every((each) => each.held)) return "not_held"
  await asWorker(house, "replay", subjectId ? { subject: subjectId } : null, (ctx) =>
    record(ctx, "erasure.replayed", {
      subjectId,
      object: line,
      payload: { source: source.name, operations: operations.length },
    }),
  )
  return "done"
}

/** Whether a hold was set after the erasure: one from before had ended by then, and only the back-up brought it back. */
async function isHeldSince(
  house: OpenHouse,
  subjectId: string,
  categories: readonly string[],
  at: string,
): Promise<boolean> {
  const open = await asWorker(house, "replay", { subject: subjectId }, (ctx) =>
    ctx.db
      .select({ categories: holds.categories })
      .from(holds)
      .where(and(eq(holds.subjectId, subjectId), isNull(holds.endedAt), gt(holds.at, new Date(at)))),
  )
  return open.some((hold) => !hold.categories || hold.categories.some((code) => categories.includes(code)))
}

/** A consent that ended has ended in the portal's history too. Returns whether it had come back. */
export async function endConsentAgain(
  house: OpenHouse,
  held: InForce,
  subjectId: string,
  { at, body: { consent } }: Entry,
  isDry: boolean,
): Promise<boolean> {
  if (!consent) return false
  const { purpose, event } = consent
  return asWorker(house, "replay", { subject: subjectId }, async (ctx) => {
    const present = presentConsents(await consentEventsOf(ctx, subjectId))
    const back = consent.operations.filter((operation) => {
      const now = present.get(`${purpose}/${operation}`)
      return now?.event === "given" && now.at.getTime() < Date.parse(at)
    })
    if (isDry) return back.length > 0
    const language = await localeOf(ctx, subjectId)
    await recordConsent(ctx, {
      ...{ subjectId, purpose, operations: back, event, method: "system", language },
      editionId: held.edition.id,
    })
    return back.length > 0
  })
}

/** Of what was stopped that to which the person has not agreed anew since. */
export async function notGivenSince(
  house: OpenHouse,
  subjectId: string,
  stops: readonly Stopping[],
): Promise<Stopping[]> {
  if (stops.length === 0) return []
  const present = await asWorker(house, "replay", { subject: subjectId }, async (ctx) =>
    presentConsents(await consentEventsOf(ctx, subjectId)),
  )
  return stops.filter(({ purpose, operation, at }) => {
    const now = present.get(`${purpose}/${operation}`)
    return now?.event !== "given" || now.at.getTime() < Date.parse(at)
  })
}

/** Whoever was forgotten is forgotten again, and their keys with them. Returns whether they had come back. */
export async function forgetAgain(house: OpenHouse, subjectId: string, isDry: boolean): Promise<boolean> {
  const isBack = await asWorker(house, "replay", { subject: subjectId }, async (ctx) => {
    const [row] = await ctx.db
      .select({ erasedAt: subjects.erasedAt })
      .from(subjects)
      .where(eq(subjects.id, subjectId))
    if (row?.erasedAt === null && !isDry) await forgetNow(ctx, subjectId)
    return row?.erasedAt === null
  })
  // The keys lie in a database of their own, which may have been restored by itself.
  if (!isDry) await destroyKeys(house, subjectId)
  return isBack
}
