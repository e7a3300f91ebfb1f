import { sql } from "drizzle-orm"
import type { Ctx } from "@/lib/context"
import type { Touched, TouchedPage } from "@/lib/sources/connector"

/** Accounts opened until an instant, of these people alone where given: ids the portal keeps, nobody's data. */
type Accounts = Pick<Touched, "to" | "keys">

const pageSql = ({ keys, to }: Accounts, { after, most }: { after: string | null; most: number | null }) =>
  sql`guard.page_accounts(${keys && sql.param(keys)}::uuid[], ${to}::timestamptz, ${after}::uuid, ${most}::integer)`

/** The people with such accounts, in the order of their ids. */
export async function pageOfAccounts(ctx: Ctx, accounts: Accounts, page: TouchedPage): Promise<string[]> {
  const { rows } = await ctx.db.execute<{ id: string }>(sql`select id from ${pageSql(accounts, page)} as id`)
  return rows.map(({ id }) => id)
}

/** How many there are. */
export async function countAccounts(ctx: Ctx, accounts: Accounts): Promise<number> {
  const { rows } = await ctx.db.execute<{ n: string }>(
    sql`select count(*)::text as n from ${pageSql(accounts, { after: null, most: null })} as id`,
  )
  return Number(rows[0]?.n ?? 0)
}
