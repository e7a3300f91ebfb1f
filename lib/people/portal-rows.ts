import { and, asc, eq, isNull } from "drizzle-orm"
import { accountLogins, accounts, sourceIdentities } from "@/db/schema/people"
import { sessions } from "@/db/schema/sign-in"
import { atOnce } from "@/db/transaction"
import type { Ctx } from "@/lib/context"
import type { PortalMap } from "@/lib/sources/map-schema"

/** What of a person's own the portal holds, by the names of the data map. */
export type PortalName = keyof PortalMap["holds"]

/** The kinds of rows in which it lies. The account itself goes last: the others belong to it. */
export const portalEntries = ["logins", "identities", "sessions", "account"] as const
export type PortalEntry = (typeof portalEntries)[number]

/** The table of each, as plans and certificates name it. */
export const tableOf: Readonly<Record<PortalEntry, string>> = {
  logins: "account_logins",
  identities: "source_identities",
  sessions: "sessions",
  account: "accounts",
}

/** One row with what lies in it. `state` is what a change shows in: keyed hashes and dates, no value. */
export type PortalRow = { entry: PortalEntry; id: string; names: readonly PortalName[]; state: string }
export type PortalRows = { account: { id: string; reach: string } | null; rows: readonly PortalRow[] }

/** The rows the portal holds of a person who has an account; of anybody else none. */
export async function portalRows(ctx: Ctx, subjectId: string): Promise<PortalRows> {
  const [account] = await ctx.db
    .select({
      id: accounts.id,
      locale: accounts.locale,
      createdAt: accounts.createdAt,
      reach: accounts.reach,
    })
    .from(accounts)
    .where(eq(accounts.subjectId, subjectId))
  if (!account) return { account: null, rows: [] }
  const { id, reach, locale, createdAt } = account
  const [logins, pins, signIns] = await atOnce([
    ctx.db.select().from(accountLogins).where(eq(accountLogins.accountId, id)).orderBy(asc(accountLogins.id)),
    pinsOf(ctx, subjectId),
    ctx.db
      .select({ at: sessions.createdAt })
      .from(sessions)
      .where(eq(sessions.accountId, id))
      .orderBy(asc(sessions.createdAt)),
  ])
  return {
    account: { id, reach },
    rows: [
      ...logins.map(({ kind, hash, ...login }) => ({
        entry: "logins" as const,
        id: login.id,
        names: [kind === "email" ? ("email" as const) : ("phone" as const)],
        state: hash.toString("hex"),
      })),
      ...pins.map((pin) => ({
        entry: "identities" as const,
        id: pin.id,
        names: ["pin" as const],
        state: pin.hash.toString("hex"),
      })),
      ...signIns.map(({ at }) => ({
        entry: "sessions" as const,
        id: instantId(at),
        names: ["signed_in_at" as const],
        state: at.toISOString(),
      })),
      {
        entry: "account" as const,
        id,
        names: ["language" as const, "opened_at" as const],
        state: `${locale} ${createdAt.toISOString()}`,
      },
    ],
  }
}

const pinsOf = (ctx: Ctx, subjectId: string) =>
  ctx.db
    .select({ id: sourceIdentities.id, hash: sourceIdentities.hash })
    .from(sourceIdentities)
    .where(
      and(
        eq(sourceIdentities.subjectId, subjectId),
        eq(sourceIdentities.source, "*"),
        eq(sourceIdentities.kind, "pin"),
        isNull(sourceIdentities.until),
      ),
    )
    .orderBy(asc(sourceIdentities.id))

/** A sign-in is known by its time alone: what names a session stays with whoever holds it. */
export const instantId = (at: Date): string => at.getTime().toString(36)
export const instantOf = (id: string): Date => new Date(Number.parseInt(id, 36))
