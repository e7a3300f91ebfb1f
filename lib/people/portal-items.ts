import { asc, desc, eq } from "drizzle-orm"
import { accountLogins, accounts } from "@/db/schema/people"
import { sessions } from "@/db/schema/sign-in"
import { atOnce } from "@/db/transaction"
import type { Ctx } from "@/lib/context"
import { identitiesOf } from "@/lib/people/identities"
import { instantId, type PortalName } from "@/lib/people/portal-rows"
import type { FieldType } from "@/lib/policy/schema"
import type { Item } from "@/lib/sources/connector"
import { PORTAL, type PortalMap } from "@/lib/sources/map-schema"

type Held = { name: PortalName; place: string; id: string; value: string; at: Date | null }

const types: Record<PortalName, FieldType> = {
  pin: "pin",
  phone: "phone",
  email: "email",
  language: "text",
  opened_at: "timestamp",
  signed_in_at: "timestamp",
}
/** What the data map can name of the portal. */
export const portalNames = Object.keys(types) as PortalName[]

/** One datum as the data map names it. */
export function itemOf(
  subject: string,
  { category, field: code, origin }: NonNullable<PortalMap["holds"]["pin"]>,
  { name, place, id, value, at }: Held,
): Item {
  const when = at?.toISOString() ?? null
  return {
    // The rows' own ids are random and mean nothing elsewhere.
    id: `${place.split(".")[0]}.${code}.${id}`,
    source: PORTAL,
    subject,
    category,
    field: code,
    value,
    type: types[name],
    origin: { by: origin, at: when },
    thirdPerson: false,
    place,
    key: { id },
    recordedAt: when,
  }
}

/** What is kept of the person: how they are known, the account with its sign-in names, and when they signed in. */
export async function heldOf(ctx: Ctx, subjectId: string): Promise<Held[]> {
  const [known, found] = await atOnce([
    identitiesOf(ctx, subjectId),
    ctx.db
      .select({ id: accounts.id, locale: accounts.locale, createdAt: accounts.createdAt })
      .from(accounts)
      .where(eq(accounts.subjectId, subjectId)),
  ])
  const [account] = found
  if (!account) return []
  const [logins, signIns] = await atOnce([loginsOf(ctx, subjectId, account.id), signInsOf(ctx, account.id)])
  const { id, locale, createdAt } = account
  const pins = (known.get("*") ?? []).filter(({ kind }) => kind === "pin")
  return [
    ...pins.map(({ value }) => held("pin", "source_identities.value", id, value, createdAt)),
    ...logins,
    held("language", "accounts.locale", id, locale, null),
    held("opened_at", "accounts.created_at", id, createdAt.toISOString(), createdAt),
    ...signIns.map((at) => held("signed_in_at", "sessions.created_at", instantId(at), at.toISOString(), at)),
  ]
}

const held = (name: Held["name"], place: string, id: string, value: string, at: Date | null): Held => ({
  name,
  place,
  id,
  value,
  at,
})

async function loginsOf(ctx: Ctx, subjectId: string, accountId: string): Promise<Held[]> {
  const rows = await ctx.db
    .select()
    .from(accountLogins)
    .where(eq(accountLogins.accountId, accountId))
    .orderBy(asc(accountLogins.kind))
  return Promise.all(
    rows.map(async ({ id, kind, value, verifiedAt }) => {
      const plain = await ctx.vault.open(
        { id: subjectId, purpose: "data" },
        `account_logins.value|${id}`,
        value,
      )
      const name = kind === "email" ? "email" : "phone"
      return held(name, "account_logins.value", id, plain.toString(), verifiedAt)
    }),
  )
}

async function signInsOf(ctx: Ctx, accountId: string): Promise<Date[]> {
  const rows = await ctx.db
    .select({ at: sessions.createdAt })
    .from(sessions)
    .where(eq(sessions.accountId, accountId))
    .orderBy(desc(sessions.createdAt))
  return rows.map(({ at }) => at)
}
