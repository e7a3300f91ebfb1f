import { and, desc, eq } from "drizzle-orm"
import { requestParts, requests } from "@/db/schema/requests"
import type { Ctx, SubjectActor } from "@/lib/context"
import { isOpen, type Status } from "@/lib/requests/machine"
import type { PartScope } from "@/lib/requests/scope"

/** The person's open withdrawals, newest first: the request's number and the purposes it names. */
export async function openWithdrawals(
  ctx: Ctx<SubjectActor>,
): Promise<{ number: string | null; purposes: string[] }[]> {
  const rows = await ctx.db
    .select({ number: requests.number, scope: requestParts.scope, status: requestParts.status })
    .from(requestParts)
    .innerJoin(requests, eq(requests.id, requestParts.requestId))
    .where(and(eq(requestParts.subjectId, ctx.actor.subjectId), eq(requestParts.right, "withdrawal")))
    .orderBy(desc(requestParts.receivedAt))
  return rows
    .filter(({ status }) => isOpen(status as Status))
    .map(({ number, scope }) => ({ number, purposes: purposesIn(scope as PartScope) }))
}

const purposesIn = (scope: PartScope): string[] =>
  scope.right === "withdrawal" ? scope.purposes.map(({ purpose }) => purpose) : []
