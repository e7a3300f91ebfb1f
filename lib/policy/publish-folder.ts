import { createHash } from "node:crypto"
import { and, desc, eq, sql } from "drizzle-orm"
import {
  type EditionKind,
  editionActs,
  editions,
  policyEditions,
  referenceEditions,
} from "@/db/schema/policy"
import type { Db } from "@/db/transaction"
import { canonical } from "@/lib/ledger/record"
import type { Calendar } from "@/lib/policy/calendar-schema"
import type { PolicyFolder } from "@/lib/policy/lookup"
import type { DataMap } from "@/lib/sources/map-schema"

/** A document of a folder with what was published of it last. */
type Leaf = { kind: EditionKind; code: string; document: unknown; last: Last | null }
type Last = {
  number: number
  hash: Buffer
  document: unknown
  /** Its day has not come. */
  announced: boolean
  /** The staff wrote it, not the folder. */
  staffs: boolean
  publishedBy: string | null
  reason: string | null
}

/** SHA-256 over a document's canonical form: what an edition is known by. */
export const hashOf = (document: unknown) => createHash("sha256").update(canonical(document)).digest()

/**
 * The operator's way: what changed in a folder becomes a new edition and is in force at once, announced to nobody, with
 * the operator's reason kept beside it. `yields`: what the staff published themselves, or announced, is left as it is.
 * Returns the number of the policy's edition. Editions are never changed once published.
 */
export async function publishPolicy(
  db: Db,
  folder: PolicyFolder,
  dataMap: DataMap,
  { reason, yields = false }: { reason?: string; yields?: boolean } = {},
): Promise<number> {
  let number = 0
  for (const leaf of await leavesOf(db, folder, dataMap)) {
    const now = leaf.last && (!isChanged(leaf) || (yields && isStaffs(leaf))) ? leaf.last.number : null
    const made = now ?? (await add(db, leaf, reason))
    if (leaf.kind === "policy") number = made
  }
  return number
}

/** The documents of a folder that differ from what was published last, with who published that. */
export async function changedIn(
  db: Db,
  folder: PolicyFolder,
  dataMap: DataMap,
): Promise<{ kind: EditionKind; last: Pick<Last, "announced" | "staffs"> | null }[]> {
  return (await leavesOf(db, folder, dataMap)).filter(isChanged)
}

const isChanged = ({ document, last }: Leaf) => !last?.hash.equals(hashOf(document))
// A calendar's folder adds the years the staff's lacks, and nothing else: see `withStaffsDays`.
const isStaffs = ({ kind, last }: Leaf) =>
  kind !== "calendar" && last !== null && (last.staffs || last.announced)

async function leavesOf(db: Db, folder: PolicyFolder, dataMap: DataMap): Promise<Leaf[]> {
  const { policy, profile, calendar } = folder
  const of = async (kind: EditionKind, code: string, document: unknown): Promise<Leaf> => ({
    ...{ kind, code, document },
    last: await lastOf(db, kind, code),
  })
  return [
    await of("profile", profile.code, profile),
    withStaffsDays(await of("calendar", calendar.code, calendar), calendar),
    await of("data_map", policy.code, dataMap),
    await of("policy", policy.code, policy),
  ]
}

/**
 * Where the staff have published a calendar of their own, that is the one that holds, and of the folder come only the
 * years it does not have.
 */
function withStaffsDays(leaf: Leaf, calendar: Calendar): Leaf {
  const { last } = leaf
  if (!last?.staffs) return leaf
  const own = last.document as Calendar
  const known = new Set(own.years.map(({ year }) => year))
  const added = calendar.years.filter(({ year }) => !known.has(year))
  if (added.length === 0) return { ...leaf, document: own }
  const years = [...own.years, ...added].sort((a, b) => a.year - b.year)
  return { ...leaf, document: { ...own, years, edition: last.number + 1 } }
}

/** What was published last of a document, be it in force or announced. */
async function lastOf(db: Db, kind: EditionKind, code: string): Promise<Last | null> {
  const [row] = await db
    .select({
      ...{ number: editions.number, hash: editions.hash, document: editions.document },
      ...{ publishedBy: editions.publishedBy, reason: editions.reason, approvedBy: editionActs.approvedBy },
      announced: sql<boolean>`${editions.effectiveAt} > now()`,
    })
    .from(editions)
    .leftJoin(editionActs, eq(editionActs.editionId, editions.id))
    .where(and(eq(editions.kind, kind), eq(editions.code, code)))
    .orderBy(desc(editions.number))
    .limit(1)
  return row ? { ...row, staffs: row.approvedBy !== null || row.publishedBy !== null } : null
}

/** Adds an edition; `reason` is the operator's, told where there was one before. */
async function add(
  db: Db,
  { kind, code, document, last }: Leaf,
  reason: string | undefined,
): Promise<number> {
  const { publishedBy = null, reason: staffs = null } = last ?? {}
  const { id, number } = await addEdition(db, {
    ...{ kind, code, document, number: (last?.number ?? 0) + 1 },
    ...(publishedBy ? { publishedBy, reason: staffs } : {}),
  })
  if (last && reason) await db.insert(editionActs).values({ editionId: id, kind, reason })
  return number
}

type NewEdition = {
  id?: string
  kind: EditionKind
  code: string
  number: number
  document: unknown
  effectiveAt?: Date
  publishedBy?: string | null
  authors?: string[]
  reason?: string | null
}

/** Adds an edition of a document, in force at once unless a day is given. Throws when its number is taken. */
export async function addEdition(
  db: Db,
  { kind, code, document, ...row }: NewEdition,
): Promise<{ id: string; number: number }> {
  const hash = hashOf(document)
  const { publishedBy, authors, reason, ...plain } = row
  const [made] =
    kind === "policy"
      ? await db
          .insert(policyEditions)
          .values({ ...plain, policy: code, document, hash })
          .returning({ id: policyEditions.id, number: policyEditions.number })
      : await db
          .insert(referenceEditions)
          .values({ ...row, kind, code, document, hash })
          .returning({ id: referenceEditions.id, number: referenceEditions.number })
  if (!made) throw new Error("an edition was not added")
  return made
}

/** Adds an edition the staff made of a calendar. Returns its id and number. */
export async function addCalendarEdition(
  db: Db,
  calendar: Calendar,
  by: { publishedBy: string; authors: string[]; reason: string },
): Promise<{ id: string; number: number }> {
  const { code } = calendar
  const number = ((await lastOf(db, "calendar", code))?.number ?? 0) + 1
  return addEdition(db, { kind: "calendar", code, number, document: { ...calendar, edition: number }, ...by })
}
