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
  await publishCalendarOf(db, folder.calendar)
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
  const last = await lastReference(db, kind, code)
  if (last?.hash.equals(hashOf(document))) return
  await addReference(db, { kind, code, document, after: last?.number ?? 0 })
}

/**
 * The folder's calendar. Where the staff have published one of their own, that is the one that holds, and of the folder
 * come only the years it does not have.
 */
async function publishCalendarOf(db: Db, calendar: Calendar): Promise<void> {
  const last = await lastReference(db, "calendar", calendar.code)
  if (!last?.publishedBy) return publishReference(db, "calendar", calendar.code, calendar)
  const own = last.document as Calendar
  const known = new Set(own.years.map(({ year }) => year))
  const added = calendar.years.filter(({ year }) => !known.has(year))
  if (added.length === 0) return
  const years = [...own.years, ...added].sort((a, b) => a.year - b.year)
  const { publishedBy, reason, number } = last
  const document = { ...own, years, edition: number + 1 }
  await addReference(db, { kind: "calendar", code: own.code, document, after: number, publishedBy, reason })
}

/** Adds an edition the staff made of a calendar. Returns its id and number. */
export async function addCalendarEdition(
  db: Db,
  calendar: Calendar,
  by: { publishedBy: string; reason: string },
): Promise<{ id: string; number: number }> {
  const after = (await lastReference(db, "calendar", calendar.code))?.number ?? 0
  const document = { ...calendar, edition: after + 1 }
  return addReference(db, { kind: "calendar", code: calendar.code, document, after, ...by })
}

async function lastReference(db: Db, kind: string, code: string) {
  const rows = await db
    .select()
    .from(referenceEditions)
    .where(and(eq(referenceEditions.kind, kind), eq(referenceEditions.code, code)))
    .orderBy(desc(referenceEditions.number))
    .limit(1)
  return rows[0]
}

type NewReference = {
  kind: string
  code: string
  document: unknown
  after: number
  publishedBy?: string | null
  reason?: string | null
}

async function addReference(
  db: Db,
  { after, ...row }: NewReference,
): Promise<{ id: string; number: number }> {
  const [made] = await db
    .insert(referenceEditions)
    .values({ ...row, number: after + 1, hash: hashOf(row.document) })
    .returning({ id: referenceEditions.id, number: referenceEditions.number })
  if (!made) throw new Error("an edition was not added")
  return made
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
