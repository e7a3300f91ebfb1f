import { asc, eq, type SQL } from "drizzle-orm"
import { accountLogins, accounts } from "@/db/schema/people"
import type { Ctx } from "@/lib/context"
import type { Login } from "@/lib/people/identifiers"

export type Contact = Login & { id: string; accountId: string; keyOwner: string }

/** The contacts a person signs in with, opened: where notices to them go. Empty when they have no account. */
export const contactsOf = (ctx: Ctx, subjectId: string): Promise<Contact[]> =>
  opened(ctx, eq(accounts.subjectId, subjectId))

/** The same of an account, which may be no person's. */
export const contactsOfAccount = (ctx: Ctx, accountId: string): Promise<Contact[]> =>
  opened(ctx, eq(accounts.id, accountId))

async function opened(ctx: Ctx, whose: SQL): Promise<Contact[]> {
  const rows = await ctx.db
    .select({
      id: accountLogins.id,
      accountId: accountLogins.accountId,
      subjectId: accounts.subjectId,
      kind: accountLogins.kind,
      value: accountLogins.value,
    })
    .from(accountLogins)
    .innerJoin(accounts, eq(accounts.id, accountLogins.accountId))
    .where(whose)
    .orderBy(asc(accountLogins.verifiedAt))
  return Promise.all(
    rows.map(async ({ subjectId, ...row }) => {
      // An account that is no person's seals under its own id.
      const keyOwner = subjectId ?? row.accountId
      const plain = await ctx.vault.open(
        { id: keyOwner, purpose: "data" },
        `account_logins.value|${row.id}`,
        row.value,
      )
      const kind = row.kind === "email" ? "email" : "phone"
      return { ...row, keyOwner, kind, value: plain.toString() } as const
    }),
  )
}
