import { and, eq, isNull } from "drizzle-orm"
import { accountLogins, accounts } from "@/db/schema/people"
import { staff } from "@/db/schema/staff"
import type { Db } from "@/db/transaction"
import type { House, StaffActor } from "@/lib/context"
import type { Login } from "@/lib/people/identifiers"

/** The administrator in whose name a command acts, by their e-mail address; null where there is none. */
export async function administrator(
  db: Db,
  { vault }: House,
  { kind, value }: Login,
): Promise<StaffActor | null> {
  const [row] = await db
    .select({ accountId: accounts.id, locale: accounts.locale, unit: staff.unit })
    .from(staff)
    .innerJoin(accounts, eq(accounts.id, staff.accountId))
    .innerJoin(accountLogins, eq(accountLogins.accountId, accounts.id))
    .where(
      and(
        eq(accountLogins.hash, vault.hash(kind, value)),
        eq(staff.role, "administrator"),
        isNull(accounts.disabledAt),
      ),
    )
  if (!row) return null
  const locale = row.locale as StaffActor["locale"]
  return {
    kind: "staff",
    accountId: row.accountId,
    role: "administrator",
    unit: row.unit,
    locale,
    outside: false,
  }
}
