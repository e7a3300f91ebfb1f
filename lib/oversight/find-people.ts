import { and, desc, eq, inArray, isNull, sql } from "drizzle-orm"
import { searchTerms, subjects } from "@/db/schema/people"
import { requests } from "@/db/schema/requests"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden, Invalid } from "@/lib/errors"
import { foldedWords } from "@/lib/people/fold"
import { normalEmail, normalPhone, normalPin } from "@/lib/people/identifiers"
import { searchHash } from "@/lib/people/new-account"
import { may } from "@/lib/permissions"

export const MOST_FOUND = 20

/**
 * The people a name (whole words, Ң Ө Ү typed as Н О У or not), PIN, phone, e-mail or request number stands for: their
 * random ids only, at most 21, so that the page can say there are more. Throws Invalid when nothing was typed.
 */
export async function findPeople(ctx: Ctx<StaffActor>, typed: string): Promise<string[]> {
  if (!may(ctx.actor, "person.find")) throw new Forbidden()
  const text = typed.trim()
  if (/^\d{4}-\d{6,}$/.test(text)) return byRequest(ctx, text)
  const identifier = normalPin(text) ?? normalEmail(text) ?? normalPhone(text)
  const words = identifier ? [identifier] : foldedWords(text)
  if (words.length === 0) throw new Invalid({ query: { code: "required" } })
  return byWords(ctx, words)
}

async function byRequest(ctx: Ctx, number: string): Promise<string[]> {
  const rows = await ctx.db
    .select({ id: requests.subjectId })
    .from(requests)
    .where(eq(requests.number, number))
  return rows.flatMap(({ id }) => id ?? [])
}

async function byWords(ctx: Ctx, words: readonly string[]): Promise<string[]> {
  const hashes = words.map((word) => searchHash(ctx.vault, word))
  const rows = await ctx.db
    .select({ id: searchTerms.subjectId })
    .from(searchTerms)
    .where(inArray(searchTerms.hash, hashes))
    .groupBy(searchTerms.subjectId)
    .having(sql`count(*) = ${hashes.length}`)
    .orderBy(searchTerms.subjectId)
    .limit(MOST_FOUND + 1)
  return rows.map(({ id }) => id)
}

/** What a list may say of a person before a view is recorded: nothing that names them. */
export type Pseudonym = {
  id: string
  since: Date
  account: boolean
  openParts: number
  lastRequestAt: Date | null
}

/** The people with these ids who are still on record, in the order of the ids. */
export async function pseudonyms(ctx: Ctx<StaffActor>, ids: readonly string[]): Promise<Pseudonym[]> {
  if (!may(ctx.actor, "person.find")) throw new Forbidden()
  if (ids.length === 0) return []
  const rows = await ctx.db
    .select({
      id: subjects.id,
      since: subjects.createdAt,
      account: sql<boolean>`exists (select 1 from accounts a where a.subject_id = subjects.id)`,
      openParts: sql<number>`(select count(*)::int from request_parts p
        where p.subject_id = subjects.id and p.closed_at is null)`,
      lastRequestAt:
        sql<Date | null>`(select max(r.received_at) from requests r where r.subject_id = subjects.id)`.mapWith(
          requests.receivedAt,
        ),
    })
    .from(subjects)
    .where(and(inArray(subjects.id, [...ids]), isNull(subjects.erasedAt)))
    .orderBy(desc(subjects.createdAt))
  return ids.flatMap((id) => rows.find((row) => row.id === id) ?? [])
}
