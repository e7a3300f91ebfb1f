import { and, desc, eq, isNotNull } from "drizzle-orm"
import { requestParts, requests } from "@/db/schema/requests"
import type { Ctx, SubjectActor } from "@/lib/context"
import { isOpen, type OutwardWord, outwardWord, requestStatus, type Status } from "@/lib/requests/machine"
import type { PartScope } from "@/lib/requests/scope"
import { groupBy } from "@/lib/sources/group"

/** A request as its list shows it. `status` also names the sentence about what happens next. */
export type MyRequest = {
  number: string
  right: PartScope["right"]
  status: Status
  word: OutwardWord
  open: boolean
  receivedAt: Date
  dueOn: string
  closedAt: Date | null
}

/** The requests of the person who asks, open ones first and of those the nearest date first, then the newest. */
export async function listMyRequests(ctx: Ctx<SubjectActor>): Promise<MyRequest[]> {
  const rows = await ctx.db
    .select({
      number: requests.number,
      receivedAt: requests.receivedAt,
      right: requestParts.right,
      status: requestParts.status,
      dueOn: requestParts.dueOn,
      closedAt: requestParts.closedAt,
    })
    .from(requests)
    .innerJoin(requestParts, eq(requestParts.requestId, requests.id))
    .where(and(eq(requests.subjectId, ctx.actor.subjectId), isNotNull(requests.number)))
    .orderBy(desc(requests.receivedAt), desc(requests.number))
  const grouped = groupBy(rows, ({ number }) => number ?? "")
  const all = [...grouped].flatMap(([number, parts]) => asOne(number, parts))
  return all.sort((a, b) => Number(b.open) - Number(a.open) || (a.open ? a.dueOn.localeCompare(b.dueOn) : 0))
}

type Row = { receivedAt: Date; right: string; status: string; dueOn: string; closedAt: Date | null }

function asOne(number: string, parts: readonly Row[]): MyRequest[] {
  const [first] = parts
  if (!first) return []
  const status = requestStatus(parts.map((part) => part.status as Status))
  const open = isOpen(status)
  const dueOn = parts.map((part) => part.dueOn).sort()[0] ?? first.dueOn
  const right = first.right as PartScope["right"]
  return [
    {
      number,
      right,
      status,
      word: outwardWord(status),
      open,
      receivedAt: first.receivedAt,
      dueOn,
      closedAt: open ? null : first.closedAt,
    },
  ]
}
