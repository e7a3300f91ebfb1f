import { and, desc, eq, isNotNull } from "drizzle-orm"
import { requestParts, requests } from "@/db/schema/requests"
import type { Ctx, SubjectActor } from "@/lib/context"
import { pinned } from "@/lib/policy/editions"
import { right, textIn } from "@/lib/policy/lookup"
import { askedByMe } from "@/lib/requests/asked-by-me"
import { isOpen, type OutwardWord, type Status } from "@/lib/requests/machine"
import { standingOf } from "@/lib/requests/outward"
import { isAnswerRight, type PartScope } from "@/lib/requests/scope"
import { groupBy } from "@/lib/sources/group"

/** A request as its list shows it. `status` also names the sentence about what happens next. */
export type MyRequest = {
  number: string
  right: PartScope["right"]
  /** The right as the policy it was opened under calls it, in the person's language. */
  title: string
  /** It was closed by an answer in words. */
  answered: boolean
  status: Status
  word: OutwardWord
  next: Status | "proved"
  open: boolean
  receivedAt: Date
  dueOn: string
  closedAt: Date | null
  /** The authority under which somebody asked it for the person; null: they asked themselves. */
  mandateId: string | null
}

/** The requests of the person who asks, or those made for another, open ones first and of those the nearest date first, then the newest. */
export async function listMyRequests(ctx: Ctx<SubjectActor>): Promise<MyRequest[]> {
  const rows = await ctx.db
    .select({
      number: requests.number,
      mandateId: requests.mandateId,
      receivedAt: requests.receivedAt,
      right: requestParts.right,
      editionId: requestParts.editionId,
      dataMapId: requestParts.dataMapId,
      profileId: requestParts.profileId,
      calendarId: requestParts.calendarId,
      status: requestParts.status,
      awaitedSince: requestParts.awaitedSince,
      dueOn: requestParts.dueOn,
      closedAt: requestParts.closedAt,
    })
    .from(requests)
    .innerJoin(requestParts, eq(requestParts.requestId, requests.id))
    .where(and(askedByMe(ctx.actor), isNotNull(requests.number)))
    .orderBy(desc(requests.receivedAt), desc(requests.number))
  const all: MyRequest[] = []
  for (const [number, parts] of groupBy(rows, ({ number }) => number ?? "")) {
    const [first] = parts
    if (first) all.push({ number, ...asOne(first, parts), title: await titleOf(ctx, first) })
  }
  return all.sort((a, b) => Number(b.open) - Number(a.open) || (a.open ? a.dueOn.localeCompare(b.dueOn) : 0))
}

type Pin = Record<"editionId" | "dataMapId" | "profileId" | "calendarId", string>
type Row = Pin & {
  mandateId: string | null
  receivedAt: Date
  right: string
  status: string
  awaitedSince: Date | null
  dueOn: string
  closedAt: Date | null
}

async function titleOf(ctx: Ctx<SubjectActor>, row: Row): Promise<string> {
  const { policy } = await pinned(ctx.db, row)
  return textIn(right(policy, row.right as PartScope["right"]).title, ctx.actor.locale)
}

function asOne(first: Row, parts: readonly Row[]): Omit<MyRequest, "number" | "title"> {
  const standing = standingOf(parts.map((part) => ({ ...part, status: part.status as Status })))
  const { status } = standing
  const open = isOpen(status)
  return {
    mandateId: first.mandateId,
    right: first.right as PartScope["right"],
    answered: status === "fulfilled" && isAnswerRight(first.right),
    ...standing,
    open,
    receivedAt: first.receivedAt,
    dueOn: parts.map((part) => part.dueOn).sort()[0] ?? first.dueOn,
    closedAt: open ? null : first.closedAt,
  }
}
