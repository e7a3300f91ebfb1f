import { and, eq, inArray, sql } from "drizzle-orm"
import { accountLogins, accounts, sourceIdentities } from "@/db/schema/people"
import { sessions } from "@/db/schema/sign-in"
import type { Ctx } from "@/lib/context"
import { hashOfReach, hashOfRows } from "@/lib/people/portal-plan"
import { instantOf, type PortalEntry, type PortalRows, portalRows } from "@/lib/people/portal-rows"
import type { Applied, AppliedAll, PlannedOperation, Verified } from "@/lib/sources/operation"

type Stand = { state: "planned" | "promised" | "changed"; rows: number }

/** How the rows of an operation stand: as planned, as promised, or neither. */
export function standOf({ account, rows }: PortalRows, operation: PlannedOperation): Stand {
  const { op, entry, keys, beforeHash, afterHash } = operation
  if (op === "restrict" || op === "unrestrict") {
    const now = account ? hashOfReach(account.reach) : null
    const state = now === afterHash ? "promised" : now === beforeHash ? "planned" : "changed"
    return { state, rows: account ? 1 : 0 }
  }
  const ids = new Set(keys.map(({ id }) => id))
  const mine = rows.filter((row) => row.entry === entry && ids.has(row.id))
  const same = hashOfRows(mine) === beforeHash
  if (op === "keep") return { state: same ? "promised" : "changed", rows: mine.length }
  return { state: mine.length === 0 ? "promised" : same ? "planned" : "changed", rows: mine.length }
}

/** Whether each operation holds, by rows read now. */
export const verifiedIn = (
  found: PortalRows,
  operations: readonly PlannedOperation[],
  at: string,
): Verified[] =>
  operations.map((operation) => {
    const { state, rows } = standOf(found, operation)
    return { held: state === "promised", found: state === "promised" ? 0 : rows, at }
  })

/**
 * Carries out operations on one person's rows, all or none, in the open transaction: the account is locked first, so that
 * two never do it at once.
 */
export async function applyPortal(
  ctx: Ctx,
  subjectId: string,
  operations: readonly PlannedOperation[],
): Promise<AppliedAll> {
  await ctx.db
    .select({ id: accounts.id })
    .from(accounts)
    .where(eq(accounts.subjectId, subjectId))
    .for("update")
  const found = await portalRows(ctx, subjectId)
  const at = ctx.now.toISOString()
  const stands = operations.map((operation) => ({ operation, ...standOf(found, operation) }))
  const changed = stands.find(({ state }) => state === "changed")
  if (changed) {
    const { operation, rows } = changed
    return { state: "changed", changed: operation, evidence: { place: operation.place, rows, at } }
  }
  const results: Applied[] = []
  for (const { operation, state, rows } of stands) {
    if (state === "planned") await carryOut(ctx, subjectId, found, operation)
    const evidence = { place: operation.place, rows, at }
    results.push({ state: state === "planned" ? "done" : "already", evidence })
  }
  return { state: "done", results }
}

async function carryOut(
  ctx: Ctx,
  subjectId: string,
  { account }: PortalRows,
  operation: PlannedOperation,
): Promise<void> {
  if (!account) return
  if (operation.after) {
    const reach = operation.op === "restrict" ? "rights_only" : "full"
    await ctx.db.update(accounts).set({ reach }).where(eq(accounts.id, account.id))
    return
  }
  const ids = operation.keys.flatMap(({ id }) => id ?? [])
  await erase[operation.entry as PortalEntry](ctx, { subjectId, account: account.id }, ids)
}

type Whose = { subjectId: string; account: string }

const erase: Readonly<Record<PortalEntry, (ctx: Ctx, whose: Whose, ids: string[]) => Promise<unknown>>> = {
  logins: async (ctx, { subjectId, account }, ids) => {
    const gone = await ctx.db
      .delete(accountLogins)
      .where(and(eq(accountLogins.accountId, account), inArray(accountLogins.id, ids)))
      .returning({ kind: accountLogins.kind })
    const kinds = gone.map(({ kind }) => kind)
    // The portal knows the person by the same contact.
    await ctx.db
      .delete(sourceIdentities)
      .where(
        and(
          eq(sourceIdentities.subjectId, subjectId),
          eq(sourceIdentities.source, "*"),
          inArray(sourceIdentities.kind, kinds),
        ),
      )
  },
  identities: (ctx, { subjectId }, ids) =>
    ctx.db
      .delete(sourceIdentities)
      .where(and(eq(sourceIdentities.subjectId, subjectId), inArray(sourceIdentities.id, ids))),
  sessions: (ctx, { account }, ids) =>
    ctx.db
      .delete(sessions)
      .where(
        and(
          eq(sessions.accountId, account),
          inArray(sql`date_trunc('milliseconds', ${sessions.createdAt})`, ids.map(instantOf)),
        ),
      ),
  account: (ctx) => closeAccount(ctx),
}

/** Ends the account of the person the job names, with all that belongs to it. */
export const closeAccount = (ctx: Ctx) => ctx.db.execute(sql`select guard.close_account()`)
