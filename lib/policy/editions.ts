import { createHash } from "node:crypto"
import { and, desc, eq } from "drizzle-orm"
import { policyEditions, referenceEditions } from "@/db/schema/policy"
import { atOnce, type Db } from "@/db/transaction"
import { canonical } from "@/lib/ledger/record"
import type { Calendar } from "@/lib/policy/calendar-schema"
import type { PolicyFolder } from "@/lib/policy/lookup"
import type { Profile } from "@/lib/policy/profile-schema"
import type { Policy } from "@/lib/policy/schema"
import type { DataMap } from "@/lib/sources/map-schema"

type Pinned<T> = { id: string; number: number } & T

/** What holds at a moment: the policy's edition with the profile, calendar and data map published beside it. */
export type InForce = {
  edition: Pinned<{ publishedAt: Date; effectiveAt: Date }>
  profileId: string
  calendarId: string
  dataMapId: string
  policy: Policy
  profile: Profile
  calendar: Calendar
  dataMap: DataMap
}

const hashOf = (document: unknown) => createHash("sha256").update(canonical(document)).digest()

/**
 * Publishes a folder: what changed since the last publication becomes a new edition, what did not stays as it is.
 * Returns the number of the policy's edition. Editions are never changed once published.
 */
export async function publishPolicy(db: Db, folder: PolicyFolder, dataMap: DataMap): Promise<number> {
  await publishReference(db, "profile", folder.profile.code, folder.profile)
  await publishReference(db, "calendar", folder.calendar.code, folder.calendar)
  await publishReference(db, "data_map", folder.policy.code, dataMap)
  const hash = hashOf(folder.policy)
  const last = await lastEdition(db, folder.policy.code)
  if (last?.hash.equals(hash)) return last.number
  const number = (last?.number ?? 0) + 1
  await db
    .insert(policyEditions)
    .values({ policy: folder.policy.code, number, document: folder.policy, hash })
  return number
}

async function lastEdition(db: Db, policy: string) {
  const rows = await db
    .select({ number: policyEditions.number, hash: policyEditions.hash })
    .from(policyEditions)
    .where(eq(policyEditions.policy, policy))
    .orderBy(desc(policyEditions.number))
    .limit(1)
  return rows[0]
}

async function publishReference(db: Db, kind: string, code: string, document: unknown): Promise<void> {
  const hash = hashOf(document)
  const rows = await db
    .select({ number: referenceEditions.number, hash: referenceEditions.hash })
    .from(referenceEditions)
    .where(and(eq(referenceEditions.kind, kind), eq(referenceEditions.code, code)))
    .orderBy(desc(referenceEditions.number))
    .limit(1)
  if (rows[0]?.hash.equals(hash)) return
  await db
    .insert(referenceEditions)
    .values({ kind, code, number: (rows[0]?.number ?? 0) + 1, document, hash })
}

// Published documents never change, so a process reads each of them once.
const kept = new Map<string, InForce>()

/** The edition in force now, of the one policy this deployment serves. Throws when none was published. */
export async function inForce(db: Db): Promise<InForce> {
  const [[row], references] = await atOnce([newestEdition(db), newestReferences(db)])
  if (!row) throw new Error("no policy was published: run `npm run ukuk -- policy publish DIR`")
  const { document } = await editionOf(db, row.id)
  const policy = document as Policy
  const newest = (kind: string, code: string) => {
    const found = references.find((each) => each.kind === kind && each.code === code)
    if (!found) throw new Error(`no ${kind} was published for "${code}"`)
    return found.id
  }
  return pinned(db, {
    editionId: row.id,
    dataMapId: newest("data_map", row.policy),
    profileId: newest("profile", policy.legalProfile),
    calendarId: newest("calendar", policy.calendar),
  })
}

const newestEdition = (db: Db) =>
  db
    .select({ id: policyEditions.id, policy: policyEditions.policy })
    .from(policyEditions)
    .orderBy(desc(policyEditions.publishedAt), desc(policyEditions.number))
    .limit(1)

const newestReferences = (db: Db) => {
  const { id, kind, code, number } = referenceEditions
  return db
    .selectDistinctOn([kind, code], { id, kind, code })
    .from(referenceEditions)
    .orderBy(kind, code, desc(number))
}

/** What a part was opened under: its own edition, profile, calendar and data map. */
export async function pinned(
  db: Db,
  {
    editionId,
    dataMapId,
    profileId,
    calendarId,
  }: Record<"editionId" | "dataMapId" | "profileId" | "calendarId", string>,
): Promise<InForce> {
  const name = [editionId, dataMapId, profileId, calendarId].join()
  const found = kept.get(name)
  if (found) return found
  const { document, ...edition } = await editionOf(db, editionId)
  const value = {
    edition,
    policy: document as Policy,
    profileId,
    calendarId,
    dataMapId,
    profile: (await reference(db, profileId)) as Profile,
    calendar: (await reference(db, calendarId)) as Calendar,
    dataMap: (await reference(db, dataMapId)) as DataMap,
  }
  kept.set(name, value)
  return value
}

type EditionRow = InForce["edition"] & { document: unknown }
const editionRows = new Map<string, EditionRow>()

async function editionOf(db: Db, id: string): Promise<EditionRow> {
  const found = editionRows.get(id)
  if (found) return found
  const rows = await db
    .select({
      id: policyEditions.id,
      number: policyEditions.number,
      publishedAt: policyEditions.publishedAt,
      effectiveAt: policyEditions.effectiveAt,
      document: policyEditions.document,
    })
    .from(policyEditions)
    .where(eq(policyEditions.id, id))
  if (!rows[0]) throw new Error("the pinned edition is gone")
  editionRows.set(id, rows[0])
  return rows[0]
}

const documents = new Map<string, unknown>()

async function reference(db: Db, id: string): Promise<unknown> {
  if (documents.has(id)) return documents.get(id)
  const rows = await db
    .select({ document: referenceEditions.document })
    .from(referenceEditions)
    .where(eq(referenceEditions.id, id))
  if (!rows[0]) throw new Error("the pinned reference is gone")
  documents.set(id, rows[0].document)
  return rows[0].document
}
