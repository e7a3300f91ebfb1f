import { and, eq, isNull } from "drizzle-orm"
import { consentEvents } from "@/db/schema/consents"
import { sourceIdentities } from "@/db/schema/people"
import { type FileRow, type RowFault, readRows } from "@/lib/consents/import-rows"
import { recordConsent } from "@/lib/consents/record-consent"
import { evidencePlace } from "@/lib/consents/state"
import { contactsIn, suppressedPurposes } from "@/lib/consents/suppress"
import type { Ctx, SystemActor } from "@/lib/context"
import { startOfDay } from "@/lib/deadlines/day"
import type { OpenHouse } from "@/lib/house"
import { identitiesOf } from "@/lib/people/identities"
import { identityHash } from "@/lib/people/new-account"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"

export type ImportedFile = { faults: RowFault[]; added: number; already: number }

type Found = FileRow & { subjectId: string }

/**
 * Takes over consents from a list the organisation kept: one a row, with what evidence there is. All of it in the open
 * transaction, or with a single fault nothing: the faults are given row by row. What was taken over before is counted
 * and not written again. Throws Invalid for a file that is no list.
 */
export async function importFile(
  house: OpenHouse,
  ctx: Ctx<SystemActor>,
  bytes: Uint8Array,
): Promise<ImportedFile> {
  const inForce = await inForceNow(ctx.db)
  const { rows, faults } = readRows(inForce, ctx.now, bytes)
  const found: Found[] = []
  for (const row of rows) {
    const subjectId = await personOf(house, ctx, inForce, row)
    if (!subjectId)
      faults.push({ row: row.row, reason: "the portal knows nobody by this key of the source." })
    else if (await isSuppressed(house, ctx, inForce, subjectId, row))
      faults.push({
        row: row.row,
        reason:
          "this person is not to be written to for this purpose; a new consent is theirs alone to give.",
      })
    else found.push({ ...row, subjectId })
  }
  if (faults.length > 0) return { faults: faults.sort((a, b) => a.row - b.row), added: 0, already: 0 }
  const count = { added: 0, already: 0 }
  for (const row of found) count[(await keep(ctx, inForce, row)) ? "added" : "already"] += 1
  return { faults, ...count }
}

async function personOf(
  house: OpenHouse,
  ctx: Ctx,
  { dataMap }: InForce,
  { source, customer }: FileRow,
): Promise<string | null> {
  const kind = dataMap.sources[source]?.subject.kind ?? ""
  const hash = identityHash(house.vault, { source, kind, value: customer })
  const rows = await ctx.db
    .select({ id: sourceIdentities.subjectId })
    .from(sourceIdentities)
    .where(and(eq(sourceIdentities.hash, hash), isNull(sourceIdentities.until)))
    .limit(1)
  return rows[0]?.id ?? null
}

async function isSuppressed(
  house: OpenHouse,
  ctx: Ctx,
  inForce: InForce,
  subjectId: string,
  { purpose }: FileRow,
): Promise<boolean> {
  const contacts = await contactsIn(house, inForce, await identitiesOf(ctx, subjectId))
  return (await suppressedPurposes(ctx, inForce, contacts)).has(purpose)
}

/** Writes the consent, and its end where the list has one; false when all of it was there. */
async function keep(ctx: Ctx, { policy }: InForce, row: Found): Promise<boolean> {
  const { subjectId, purpose } = row
  const zone = policy.organisation.timezone
  const sealed = await ctx.vault.seal(
    { id: subjectId, purpose: "case" },
    evidencePlace(purpose, row.date),
    row.evidence,
  )
  const words = sealed.toString("base64")
  const evidence = { source: row.source, method: row.method, edition: row.edition, at: row.date, words }
  const method = row.method === "deemed" ? ("deemed" as const) : ("imported" as const)
  const base = { subjectId, purpose, method, language: "ky", evidence }
  const ends = row.withdrawn ? [{ event: "withdrawn" as const, day: row.withdrawn }] : []
  let added = false
  for (const { event, day } of [{ event: "given" as const, day: row.date }, ...ends]) {
    const at = startOfDay(day, zone)
    const there = await operationsAt(ctx, { subjectId, purpose, event, at })
    const operations = row.operations.filter((operation) => !there.has(operation))
    await recordConsent(ctx, { ...base, event, at, operations })
    added ||= operations.length > 0
  }
  return added
}

async function operationsAt(
  ctx: Ctx,
  { subjectId, purpose, event, at }: { subjectId: string; purpose: string; event: string; at: Date },
): Promise<ReadonlySet<string>> {
  const rows = await ctx.db
    .select({ operation: consentEvents.operation })
    .from(consentEvents)
    .where(
      and(
        eq(consentEvents.subjectId, subjectId),
        eq(consentEvents.purpose, purpose),
        eq(consentEvents.event, event),
        eq(consentEvents.at, at),
      ),
    )
  return new Set(rows.map(({ operation }) => operation))
}
