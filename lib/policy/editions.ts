import { desc, eq, lte, sql } from "drizzle-orm"
import { policyEditions, referenceEditions } from "@/db/schema/policy"
import { atOnce, type Db } from "@/db/transaction"
import type { Calendar } from "@/lib/policy/calendar-schema"
import type { Profile } from "@/lib/policy/profile-schema"
import type { Policy } from "@/lib/policy/schema"
import type { DataMap } from "@/lib/sources/map-schema"

type Pinned<T> = { id: string; number: number } & T

/** What holds at a moment: the policy's edition with the profile, calendar and data map that hold beside it. */
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

// Published documents never change, so a process reads each of them once.
const kept = new Map<string, InForce>()

/**
 * What is in force now, of the one policy this deployment serves: of each document the newest whose day has come. What is
 * announced for later is not. Throws when none was published.
 */
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
    .where(lte(policyEditions.effectiveAt, sql`now()`))
    .orderBy(desc(policyEditions.publishedAt), desc(policyEditions.number))
    .limit(1)

const newestReferences = (db: Db) => {
  const { id, kind, code, number, effectiveAt } = referenceEditions
  return db
    .selectDistinctOn([kind, code], { id, kind, code })
    .from(referenceEditions)
    .where(lte(effectiveAt, sql`now()`))
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

/** The policy of an edition by its id, whichever it is. */
export const policyOfEdition = async (db: Db, id: string): Promise<Policy> =>
  (await editionOf(db, id)).document as Policy

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
