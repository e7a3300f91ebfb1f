import { sql } from "drizzle-orm"
import type { Ctx } from "@/lib/context"
import { Forbidden } from "@/lib/errors"
import type { Vault } from "@/lib/keys/vault"
import { viewedSince } from "@/lib/oversight/queries"

/**
 * The vault as pages and downloads of staff have it: what is sealed for a person opens only to a member of staff whose
 * view of that person was written before, in this transaction or within the half hour. It throws Forbidden `view_first`.
 * For anybody else it is the vault as it is.
 */
export function underView({ db, actor, now, vault }: Ctx): Vault {
  if (actor.kind !== "staff") return vault
  const seen = new Set<string>()
  const mayOpen = async (owner: string): Promise<boolean> => {
    if (seen.has(owner)) return true
    const since = viewedSince(now).toISOString()
    const { rows } = await db.execute<{ may: boolean }>(sql`
      select not exists (select from subjects where id = ${owner}) or exists (
        select from views where subject_id = ${owner} and staff_id = ${actor.accountId} and at > ${since}) as may`)
    if (rows[0]?.may) seen.add(owner)
    return seen.has(owner)
  }
  return {
    ...vault,
    async open(owner, place, cell) {
      if (!(await mayOpen(owner.id))) throw new Forbidden("view_first")
      return vault.open(owner, place, cell)
    },
  }
}
