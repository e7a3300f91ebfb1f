import { and, asc, eq } from "drizzle-orm"
import { attachments, letters, messages } from "@/db/schema/letters"
import { partEvents, requestParts, requests } from "@/db/schema/requests"
import type { Ctx, SubjectActor } from "@/lib/context"
import type { Step } from "@/lib/deadlines/due-date"
import { NotFound } from "@/lib/errors"
import { openPlan, type StoredPlan } from "@/lib/fulfilment/store-plan"
import { Erased } from "@/lib/keys/vault"
import type { Letter } from "@/lib/letters/letter"
import { type InForce, pinned } from "@/lib/policy/editions"
import { appealAgainst, appealedBy, type Beside, whyNoAppeal } from "@/lib/requests/appeal"
import { askedByMe } from "@/lib/requests/asked-by-me"
import { attachmentName } from "@/lib/requests/attach"
import { type CorrectionTold, correctionOf } from "@/lib/requests/correction-in"
import { eventsFrom, isOpen, type OutwardWord, type PartEvent, type Status } from "@/lib/requests/machine"
import { standingOf } from "@/lib/requests/outward"
import { type Reopening, reopeningOf } from "@/lib/requests/reopen"
import { isLiftable, isLifted } from "@/lib/requests/restricted-by"
import { isEffectScope, isOwnClaim, type PartScope, sweptIn } from "@/lib/requests/scope"
import { runsAlone } from "@/lib/requests/self-service"
import { answerOf, wordsOf } from "@/lib/requests/words-in"
import { type ScanState, scansOf } from "@/lib/uploads/scans"

export type MyPart = {
  id: string
  scope: PartScope
  status: Status
  version: number
  dueOn: string
  /** Until when it is not carried out, so that it can be taken back; null once that is over. */
  notBefore: Date | null
  dueSteps: readonly Step[]
  extended: boolean
  /** Something is asked of the person and has not come yet; null where nothing is. */
  awaitedSince: Date | null
  /** It lapsed and can be opened again. */
  reopening: Reopening | null
  /** Null when the plan's key was destroyed with the data it spoke of. */
  plan: StoredPlan | null
  inForce: InForce
  /** Old and new value, as the person's own letter has them. */
  correction: CorrectionTold | null
  /** What is answered in words: the person's own, and the letter that answers them. */
  inWords: { words: string | null; answer: Letter | null } | null
  mayCancel: boolean
  /** A restriction in force, which the person may end. */
  mayLift: boolean
  /** Of an appeal: what it is against. */
  original: Beside | null
  /** The appeal against this part, where there is one. */
  appeal: Beside | null
  /** Whether the person may appeal now. */
  mayAppeal: boolean
}

export type MyLetter = {
  id: string
  direction: "in" | "out"
  kind: string
  registration: string
  hash: string
  signed: boolean
  at: Date
}
export type MyMessage = {
  id: string
  by: "subject" | "representative" | "staff" | "system"
  /** Whoever reads it wrote it. */
  mine: boolean
  body: string
  at: Date
}
export type MyEvent = {
  id: string
  event: PartEvent
  by: "subject" | "representative" | "staff" | "system"
  at: Date
  /** Where a correction was carried out: what it changed. */
  correction: CorrectionTold | null
}
export type MyDocument = { id: string; name: string; size: number; scan: ScanState }

export type MyRequestPage = {
  id: string
  number: string
  receivedAt: Date
  /** `cabinet`, or the way by which it reached staff, who entered it then. */
  channel: string
  enteredAt: Date
  /** In which capacity it was asked; what a state body asks, the person only sees. */
  askedBy: string
  status: Status
  word: OutwardWord
  next: Status | "proved"
  open: boolean
  parts: MyPart[]
  letters: MyLetter[]
  thread: MyMessage[]
  history: MyEvent[]
  documents: MyDocument[]
}

/**
 * One request of the person who asks, with everything they may see of it. Throws NotFound for a number that is
 * missing or somebody else's: the two look the same.
 */
export async function myRequest(ctx: Ctx<SubjectActor>, number: string): Promise<MyRequestPage> {
  if (!/^\d{4}-\d{6,9}$/.test(number)) throw new NotFound()
  const found = await ctx.db
    .select({
      id: requests.id,
      receivedAt: requests.receivedAt,
      channel: requests.channel,
      enteredAt: requests.enteredAt,
      askedBy: requests.askedBy,
    })
    .from(requests)
    .where(and(eq(requests.number, number), askedByMe(ctx.actor)))
  const request = found[0]
  if (!request) throw new NotFound()
  const parts = await partsOf(ctx, request)
  const standing = standingOf(parts)
  return {
    ...request,
    number,
    ...standing,
    open: isOpen(standing.status),
    parts,
    letters: await lettersOf(ctx, request.id),
    thread: await threadOf(ctx, request.id),
    history: await historyOf(ctx, request.id, parts),
    documents: await documentsOf(ctx, request.id),
  }
}

async function partsOf(
  ctx: Ctx<SubjectActor>,
  { id: requestId, askedBy }: Pick<MyRequestPage, "id" | "askedBy">,
): Promise<MyPart[]> {
  const isTheirs = askedBy !== "authority"
  const rows = await ctx.db
    .select()
    .from(requestParts)
    .where(eq(requestParts.requestId, requestId))
    .orderBy(asc(requestParts.id))
  const parts: MyPart[] = []
  for (const row of rows) {
    const status = row.status as Status
    const before = status !== "fulfilling" || (row.notBefore !== null && row.notBefore > ctx.now)
    const [inForce, scope] = [await pinned(ctx.db, row), row.scope as PartScope]
    // What stopped with one press is stopped; see cancelRequest.
    const isFinal =
      isOwnClaim(scope) ||
      sweptIn(scope) !== null ||
      ((scope.right === "withdrawal" ||
        isEffectScope(scope) ||
        (scope.right === "restriction" && status !== "received")) &&
        runsAlone(inForce, scope))
    parts.push({
      id: row.id,
      scope,
      status,
      version: row.version,
      dueOn: row.dueOn,
      notBefore: row.notBefore !== null && row.notBefore > ctx.now ? row.notBefore : null,
      dueSteps: row.dueSteps as Step[],
      extended: row.extendedAt !== null,
      awaitedSince: row.awaitedSince,
      reopening: await reopeningOf(ctx, inForce, { id: row.id, status }),
      plan: await planOf(ctx, row.id),
      inForce,
      correction: row.right === "rectification" ? await correctionOf(ctx, row.id) : null,
      inWords:
        "about" in scope && isTheirs
          ? { words: await wordsOf(ctx, row.id), answer: await answerOf(ctx, row.id) }
          : null,
      mayLift: isTheirs && isLiftable({ scope, status }) && !(await isLifted(ctx, row.id)),
      ...(await appealsOf(ctx, row.id, { ...row, status }, isTheirs)),
      mayCancel: isTheirs && before && !isFinal && eventsFrom(status, "subject").includes("cancel"),
    })
  }
  // What still asks something of somebody comes first; what goes by itself last.
  const rank = ({ status, inForce, scope }: MyPart) =>
    Number(!isOpen(status)) + Number(runsAlone(inForce, scope)) / 2
  return parts.sort((a, b) => rank(a) - rank(b))
}

async function appealsOf(
  ctx: Ctx,
  partId: string,
  standing: Parameters<typeof whyNoAppeal>[0],
  isTheirs: boolean,
) {
  const appeal = await appealAgainst(ctx, partId)
  return {
    original: standing.appealOf ? await appealedBy(ctx, partId) : null,
    appeal,
    mayAppeal: isTheirs && appeal === null && whyNoAppeal(standing, ctx.now) === null,
  }
}

async function planOf(ctx: Ctx, partId: string): Promise<StoredPlan | null> {
  try {
    return await openPlan(ctx, partId)
  } catch (error) {
    if (error instanceof Erased) return null
    throw error
  }
}

async function lettersOf(ctx: Ctx, requestId: string): Promise<MyLetter[]> {
  const rows = await ctx.db
    .select({
      id: letters.id,
      direction: letters.direction,
      kind: letters.kind,
      registration: letters.registration,
      hash: letters.textHash,
      signedAt: letters.signedAt,
      at: letters.createdAt,
    })
    .from(letters)
    .where(eq(letters.requestId, requestId))
    .orderBy(asc(letters.createdAt))
  return rows.map(({ hash, signedAt, direction, ...row }) => ({
    ...row,
    direction: direction === "in" ? "in" : "out",
    hash: hash.toString("hex"),
    signed: signedAt !== null,
  }))
}

async function threadOf(ctx: Ctx<SubjectActor>, requestId: string): Promise<MyMessage[]> {
  const rows = await ctx.db
    .select({
      id: messages.id,
      by: messages.authorKind,
      author: messages.authorId,
      body: messages.body,
      at: messages.at,
    })
    .from(messages)
    .where(and(eq(messages.requestId, requestId), eq(messages.internal, false)))
    .orderBy(asc(messages.at), asc(messages.id))
  const owner = { id: ctx.actor.subjectId, purpose: "case" } as const
  return Promise.all(
    rows.map(async ({ id, by, author, body, at }) => ({
      id,
      by: by as MyMessage["by"],
      mine: author === ctx.actor.accountId,
      body: (await ctx.vault.open(owner, `messages.body|${id}`, body)).toString(),
      at,
    })),
  )
}

async function historyOf(ctx: Ctx, requestId: string, parts: readonly MyPart[]): Promise<MyEvent[]> {
  const { id, partId, event, actorKind, at } = partEvents
  const rows = await ctx.db
    .select({ id, partId, event, by: actorKind, at })
    .from(partEvents)
    .innerJoin(requestParts, eq(requestParts.id, partEvents.partId))
    .where(eq(requestParts.requestId, requestId))
    .orderBy(asc(partEvents.at))
  return rows.map(({ partId: of, ...row }) => ({
    ...(row as Omit<MyEvent, "correction">),
    correction: row.event === "complete" ? (parts.find((part) => part.id === of)?.correction ?? null) : null,
  }))
}

async function documentsOf(ctx: Ctx<SubjectActor>, requestId: string): Promise<MyDocument[]> {
  const rows = await ctx.db
    .select({ id: attachments.id, name: attachments.name, size: attachments.size })
    .from(attachments)
    .where(eq(attachments.requestId, requestId))
    .orderBy(asc(attachments.at))
  const { subjectId } = ctx.actor
  const scans = await scansOf(
    ctx,
    rows.map(({ id }) => id),
  )
  return Promise.all(
    rows.map(async ({ id, name, size }) => ({
      scan: scans.get(id) ?? "received",
      id,
      name: await attachmentName(ctx, { id, subjectId, name }),
      size,
    })),
  )
}
