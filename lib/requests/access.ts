import { and, eq, isNull, type SQL, sql } from "drizzle-orm"
import { holds } from "@/db/schema/holds"
import { requestParts, requests } from "@/db/schema/requests"
import { atOnce } from "@/db/transaction"
import type { Ctx, SubjectActor, SystemActor } from "@/lib/context"
import type { Step } from "@/lib/deadlines/due-date"
import { Conflict, Forbidden, NotFound } from "@/lib/errors"
import { claimGrounds } from "@/lib/fulfilment/keeping"
import { openClaims } from "@/lib/fulfilment/open-claims"
import { refuseTied } from "@/lib/people/barred"
import { putToMe } from "@/lib/people/put-to-me"
import { may, type Permission } from "@/lib/permissions"
import { type InForce, pinned } from "@/lib/policy/editions"
import { whyBarred } from "@/lib/requests/acted-before"
import { authorityOf } from "@/lib/requests/authority"
import { knownTo } from "@/lib/requests/known-holds"
import type { Status } from "@/lib/requests/machine"
import { erasedIn, isEffectScope, isReading, type PartScope } from "@/lib/requests/scope"

/** A part with its request, locked for the rest of the transaction. */
export type Part = {
  id: string
  requestId: string
  number: string
  /** `cabinet`, or the way by which it reached staff. */
  channel: string
  /** In which capacity it was asked: the person takes no step in what a state body asks. */
  askedBy: string
  subjectId: string
  right: PartScope["right"]
  kind: "operation" | "answer"
  scope: PartScope
  status: Status
  version: number
  language: "ky" | "ru" | "en"
  dueAt: Date
  dueOn: string
  dueSteps: Step[]
  /** When its term was extended: once at most. */
  extendedAt: Date | null
  /** Since when the person is waited for; null while nothing is asked of them. */
  awaitedSince: Date | null
  reminded: number
  /** When a restriction ends by itself. */
  liftAt: Date | null
  receivedAt: Date
  assignedTo: string | null
  /** The part it is an appeal against. */
  appealOf: string | null
  deferredFact: string | null
  deferredUntil: Date | null
  notBefore: Date | null
  editionId: string
  dataMapId: string
  profileId: string
  calendarId: string
  /** The name the person asked under, sealed; see requesterName. */
  nameCell: Buffer | null
  /** Under which authority it was asked; null: by the person. */
  mandateId: string | null
  /** See part-mark.ts. */
  mark: Buffer | null
  decided: Buffer | null
}

const columns = {
  id: requestParts.id,
  requestId: requestParts.requestId,
  number: requests.number,
  channel: requests.channel,
  askedBy: requests.askedBy,
  subjectId: requestParts.subjectId,
  right: requestParts.right,
  kind: requestParts.kind,
  scope: requestParts.scope,
  status: requestParts.status,
  version: requestParts.version,
  language: requests.language,
  dueAt: requestParts.dueAt,
  dueOn: requestParts.dueOn,
  dueSteps: requestParts.dueSteps,
  extendedAt: requestParts.extendedAt,
  awaitedSince: requestParts.awaitedSince,
  reminded: requestParts.reminded,
  liftAt: requestParts.liftAt,
  receivedAt: requestParts.receivedAt,
  assignedTo: requestParts.assignedTo,
  appealOf: requestParts.appealOf,
  deferredFact: requestParts.deferredFact,
  deferredUntil: requestParts.deferredUntil,
  notBefore: requestParts.notBefore,
  editionId: requestParts.editionId,
  dataMapId: requestParts.dataMapId,
  profileId: requestParts.profileId,
  calendarId: requestParts.calendarId,
  nameCell: requests.requesterName,
  mandateId: requests.mandateId,
  mark: requestParts.mark,
  decided: requestParts.decided,
}

/**
 * Loads, locks and authorises in one act. `seen` is the version the person's page showed: when somebody moved the part
 * since, Conflict. Throws NotFound for what is missing, not theirs or not put to them, Forbidden for what they may see but
 * not do, and for staff in their own case or a relative's (rule 28).
 */
export async function accessPart(
  ctx: Ctx,
  partId: string,
  permission: Permission | null,
  seen?: number,
): Promise<Part> {
  // Row-level security hides from those who only read the rows they would lock, so their role is looked at first.
  if (permission && ctx.actor.kind === "staff" && !may(ctx.actor, permission)) throw new Forbidden()
  const shown = ctx.actor.kind === "subject" ? isNull(requests.secrecy) : undefined
  const [row] = await selectPart(ctx, partId, shown).for("update", { of: requestParts })
  const part = known(row)
  if (ctx.actor.kind === "subject" && !isAskedBy(part, ctx.actor)) throw new NotFound()
  if ((await putToMe(ctx))?.includes(part.id) === false) throw new NotFound()
  if (
    permission &&
    ctx.actor.kind === "subject" &&
    (part.askedBy === "authority" || !may(ctx.actor, permission))
  )
    throw new Forbidden()
  await refuseTied(ctx, part.subjectId)
  const barred = permission && (await whyBarred(ctx, part, permission))
  if (barred) throw new Forbidden(barred)
  if (seen !== undefined && part.version !== seen) throw new Conflict("stale_page")
  return part
}

/** The person acts on whatever is about them; whoever acts for them, only on what was asked under the same authority. */
const isAskedBy = (part: Part, { subjectId, mandate }: SubjectActor) =>
  part.subjectId === subjectId && (mandate === null || mandate.id === part.mandateId)

/**
 * The part as it is now, not locked: for work outside the database, which looks again before it writes. A transaction
 * that only reads has nothing to wait for at its end. Throws NotFound.
 */
export async function readPart(ctx: Ctx<SystemActor>, partId: string): Promise<Part> {
  return known((await selectPart(ctx, partId))[0])
}

const selectPart = (ctx: Ctx, partId: string, which?: SQL) =>
  ctx.db
    .select(columns)
    .from(requestParts)
    .innerJoin(requests, eq(requests.id, requestParts.requestId))
    .where(and(eq(requestParts.id, partId), which))

function known(row: Awaited<ReturnType<typeof selectPart>>[number] | undefined): Part {
  if (!row?.subjectId || !row.number) throw new NotFound()
  return row as Part
}

/** What the part was opened under. */
export function pinnedOf(ctx: Ctx, part: Part): Promise<InForce> {
  return pinned(ctx.db, part)
}

/**
 * How many other open parts of the person are on the data this part would erase: it does not run beside them (rule 10).
 * Of two erasures the earlier goes first. Zero for a part that erases nothing.
 */
export async function openBeside(ctx: Ctx, part: Part): Promise<number> {
  const categories = erasedIn(part.scope)
  if (categories.length === 0) return 0
  // A claim keeps the data on its ground, where there is one: the rest need not wait for it.
  const keepsItself = claimGrounds(await pinnedOf(ctx, part)).length > 0
  return (await partsBeside(ctx, part)).filter(({ id, scope, receivedAt, appealOf }) => {
    const other = scope as PartScope
    // Whoever appeals because nothing was done in time asks for this very erasure, not that it waits longer.
    if (appealOf === part.id && part.status !== "deferred") return false
    // These ask to be told something; they are about no data.
    if (other.right === "question" || other.right === "existence") return false
    if (other.right === "claim" && keepsItself) return false
    if (other.right === "rectification") return categories.includes(other.category)
    if (other.right === "restriction" || isReading(other))
      return other.categories.some((each) => categories.includes(each))
    const erased = erasedIn(other)
    if (erased.length === 0) return !isEffectScope(other) || other.right === "identity_fraud"
    const earlier = receivedAt.getTime() - part.receivedAt.getTime() || (id < part.id ? -1 : 1)
    return earlier < 0 && erased.some((category) => categories.includes(category))
  }).length
}

type Beside = Pick<typeof requestParts.$inferSelect, "id" | "scope" | "receivedAt" | "appealOf">

/** The other open parts of the person; an approver from outside sees none of them and must not approve past them. */
async function partsBeside(ctx: Ctx, part: Part): Promise<Beside[]> {
  if (ctx.actor.kind === "staff" && ctx.actor.outside) {
    const { rows } = await ctx.db.execute<{
      id: string
      scope: unknown
      at: string
      appeal_of: string | null
    }>(sql`select id, scope, received_at as at, appeal_of from guard.parts_beside(${part.id}::uuid)`)
    return rows.map(({ id, scope, at, appeal_of }) => ({
      ...{ id, scope, receivedAt: new Date(at), appealOf: appeal_of },
    }))
  }
  const { id, scope, receivedAt, appealOf } = requestParts
  return ctx.db
    .select({ id, scope, receivedAt, appealOf })
    .from(requestParts)
    .where(
      and(
        eq(requestParts.subjectId, part.subjectId),
        sql`${requestParts.id} <> ${part.id}`,
        sql`${requestParts.right} <> 'withdrawal'`,
        sql`${requestParts.status} in ('received', 'verifying', 'working', 'waiting', 'proposed', 'fulfilling', 'stalled')`,
      ),
    )
}

/** The grounds of the open holds and claims on any of these categories: nothing of them is erased (rule 10). */
export async function openHolds(
  ctx: Ctx,
  part: Part,
  categories: readonly string[],
): Promise<{ ground: string }[]> {
  const open = ctx.db
    .select({ ground: holds.ground, categories: holds.categories })
    .from(holds)
    .where(and(eq(holds.subjectId, part.subjectId), isNull(holds.endedAt), knownTo(ctx)))
  const claims = openClaims(ctx, part.subjectId, pinnedOf(ctx, part))
  const [rows, claimed] = await atOnce([open, claims])
  return [...rows, ...claimed].filter(
    (hold) => hold.categories?.some((each) => categories.includes(each)) ?? true,
  )
}

/** The name it was asked under, for letters: after an erasure no source can tell it. A state body is told by its own. */
export async function requesterName(ctx: Ctx, part: Part): Promise<string> {
  if (part.right === "authority_request") return (await authorityOf(ctx, part)).body
  if (!part.nameCell) return ""
  const place = `requests.requester_name|${part.requestId}`
  return (await ctx.vault.open({ id: part.subjectId, purpose: "case" }, place, part.nameCell)).toString()
}
