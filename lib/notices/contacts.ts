import { asc, eq } from "drizzle-orm"
import { accountLogins, accounts } from "@/db/schema/people"
import type { Ctx } from "@/lib/context"
import type { Login } from "@/lib/people/identifiers"

export type Contact = Login & { id: string; accountId: string }

/** The contacts a person signs in with, opened: where notices to them go. Empty when they have no account. */
export async function contactsOf(ctx: Ctx, subjectId: string): Promise<Contact[]> {
  const rows = await ctx.db
    .select({
      id: accountLogins.id,
      accountId: accountLogins.accountId,
      kind: accountLogins.kind,
      value: accountLogins.value,
    })
    .from(accountLogins)
    .innerJoin(accounts, eq(accounts.id, accountLogins.accountId))
    .where(eq(accounts.subjectId, subjectId))
    .orderBy(asc(accountLogins.verifiedAt))
  return Promise.all(
    rows.map(async (row) => {
      const plain = await ctx.vault.open(
        { id: subjectId, purpose: "data" },
        `account_logins.value|${row.id}`,
        row.value,
      )
      const kind = row.kind === "email" ? "email" : "phone"
      return { id: row.id, accountId: row.accountId, kind, value: plain.toString() } as const
    }),
  )
}
