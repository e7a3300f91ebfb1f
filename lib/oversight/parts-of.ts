import { and, desc, eq, isNotNull } from "drizzle-orm"
import { requestParts, requests } from "@/db/schema/requests"
import type { Ctx, StaffActor } from "@/lib/context"
import type { Status } from "@/lib/requests/machine"

export type PersonsPart = {
  id: string
  number: string
  right: string
  status: Status
  receivedAt: Date
  dueOn: string
}

/** The parts of a person's requests, newest first; drafts have no number and are left out. */
export async function listPartsOf(ctx: Ctx<StaffActor>, subjectId: string): Promise<PersonsPart[]> {
  const rows = await ctx.db
    .select({
      id: requestParts.id,
      number: requests.number,
      right: requestParts.right,
      status: requestParts.status,
      receivedAt: requestParts.receivedAt,
      dueOn: requestParts.dueOn,
    })
    .from(requestParts)
    .innerJoin(requests, eq(requests.id, requestParts.requestId))
    .where(and(eq(requestParts.subjectId, subjectId), isNotNull(requests.number)))
    .orderBy(desc(requestParts.receivedAt))
    .limit(200)
  return rows.map((row) => ({ ...row, number: row.number ?? "", status: row.status as Status }))
}
