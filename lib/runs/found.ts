import { sql } from "drizzle-orm"
import type { Ctx, Locale } from "@/lib/context"
import type { RunContact } from "@/lib/runs/contact"

/** How many people are gathered at once. */
export const PAGE = 500

/** Somebody found: who they are here where they are known, and how a source reaches them where they have no account. */
export type Found = {
  ref: Buffer
  subjectId: string | null
  contact: RunContact | null
  /** The one the source has for them; an account's own goes before it. */
  language: Locale
}

/** People found, where to go on, and whether there are more. */
export type Page = { found: Found[]; cursor: unknown; isLast: boolean }

/** Who somebody known here is within a run. */
export const subjectRef = (id: string): Buffer => Buffer.from(id.replaceAll("-", ""), "hex")

/** Which of these people have an account. */
export async function withAccount(ctx: Ctx, people: readonly string[]): Promise<Set<string>> {
  const { rows } = await ctx.db.execute<{ id: string }>(
    sql`select id from guard.with_account(${sql.param(people)}::uuid[]) as id`,
  )
  return new Set(rows.map(({ id }) => id))
}
