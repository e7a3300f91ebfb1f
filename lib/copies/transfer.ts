import { and, desc, eq } from "drizzle-orm"
import { disclosures } from "@/db/schema/oversight"
import type { Ctx, Locale, StaffActor } from "@/lib/context"
import { packageOf } from "@/lib/copies/package"
import { dayIn } from "@/lib/deadlines/day"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import { Invalid, type MessageRef, NotAllowedNow } from "@/lib/errors"
import { inline } from "@/lib/letters/clean"
import { enqueueJob } from "@/lib/notices/enqueue"
import { addDisclosure } from "@/lib/oversight/add-disclosure"
import { askerHeldUntil } from "@/lib/people/cooling"
import type { InForce } from "@/lib/policy/editions"
import { right } from "@/lib/policy/lookup"
import { accessPart, type Part, pinnedOf } from "@/lib/requests/access"
import { isReading, type ReadingScope } from "@/lib/requests/scope"
import { movePart } from "@/lib/requests/transition"

const MOST_REFERENCE = 200

/** That a package was given to the service the person named: on which day, under which reference of the handover. */
export type Transfer = { on: string; reference: string }
export type HandedOn = { part: string; version: number; on: TypedDay; reference: string }

/**
 * Sends what an officer decided to hand over to the worker, who reads the sources and makes the package. Throws
 * NotAllowedNow for a part that is about something else or goes to a service.
 */
export async function sendCopy(
  ctx: Ctx<StaffActor>,
  input: { part: string; version: number },
): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.decide", input.version)
  if (!isReading(part.scope) || part.scope.service) throw new NotAllowedNow()
  const moved = await movePart(ctx, part, "decide")
  await enqueueJob(ctx, "fulfil", { part: part.id }, `fulfil:${part.id}`)
  return moved
}

/** Has the worker make the package that an officer will hand to the service. Throws NotAllowedNow as recordTransfer. */
export async function orderPackage(
  ctx: Ctx<StaffActor>,
  input: { part: string; version: number },
): Promise<Part> {
  const { part } = await toService(ctx, input)
  await enqueueJob(ctx, "make-package", { part: part.id }, `make-package:${part.id}`)
  return part
}

/**
 * Records that the package was handed to the service: the disclosure with its purpose and the person's consent as its
 * ground, and the part goes on to its answer, all in the open transaction. Throws Invalid beside `on` or `reference`,
 * NotAllowedNow where there is no package or no such ground in the policy, and while a changed contact of whoever asked
 * proves nothing.
 */
export async function recordTransfer(ctx: Ctx<StaffActor>, input: HandedOn): Promise<Part> {
  const { part, scope, inForce } = await toService(ctx, input)
  if (await askerHeldUntil(ctx, part.requestId)) throw new NotAllowedNow("contact_cooling_theirs")
  const found = await packageOf(ctx, part.id)
  if (!found) throw new NotAllowedNow("no_package")
  const { on, reference } = checked(ctx, inForce, part, input)
  const ground = inForce.policy.transferGrounds.find(({ requires }) => requires === "consent")
  if (!ground) throw new NotAllowedNow("no_transfer_ground")
  const { subjectId, requestId } = part
  const owner = { id: subjectId, purpose: "case" } as const
  const authority = await ctx.vault.seal(
    owner,
    `disclosures.authority|${part.id}`,
    JSON.stringify({ on, reference } satisfies Transfer),
  )
  const categories = found.summary.categories.map(({ code }) => code)
  await addDisclosure(ctx, {
    ...{ id: part.id, subjectId, requestId, categories, authority, at: ctx.now },
    recipient: serviceIn(inForce, scope, part.language),
    purpose: scope.right,
    ground: ground.code,
    editionId: part.editionId,
  })
  const moved = await movePart(ctx, part, "decide")
  await enqueueJob(ctx, "fulfil", { part: part.id }, `fulfil:${part.id}`)
  return moved
}

/** What the service the person named is called, in their language. */
export function serviceIn(
  { policy }: InForce,
  { right: code, service }: ReadingScope,
  language: Locale,
): string {
  const named = right(policy, code).services?.find((each) => each.code === service)
  return named?.title[language] ?? service ?? ""
}

/** How the package of a part was handed to its service; null as long as it was not. */
export async function transferOf(ctx: Ctx, part: Pick<Part, "id" | "subjectId">): Promise<Transfer | null> {
  const rows = await ctx.db
    .select({ authority: disclosures.authority })
    .from(disclosures)
    .where(and(eq(disclosures.id, part.id), eq(disclosures.subjectId, part.subjectId)))
    .orderBy(desc(disclosures.at))
  const cell = rows[0]?.authority
  if (!cell) return null
  const owner = { id: part.subjectId, purpose: "case" } as const
  const plain = await ctx.vault.open(owner, `disclosures.authority|${part.id}`, cell)
  return JSON.parse(plain.toString()) as Transfer
}

async function toService(
  ctx: Ctx<StaffActor>,
  input: { part: string; version: number },
): Promise<{ part: Part; scope: ReadingScope; inForce: InForce }> {
  const part = await accessPart(ctx, input.part, "request.decide", input.version)
  const { scope, status } = part
  if (!isReading(scope) || !scope.service || status !== "working") throw new NotAllowedNow()
  return { part, scope, inForce: await pinnedOf(ctx, part) }
}

/** Not before it was asked, not in the future; the reference says under what the service took it. */
function checked(
  ctx: Ctx,
  { policy }: InForce,
  part: Part,
  input: HandedOn,
): { on: string; reference: string } {
  const { timezone } = policy.organisation
  const fields: Record<string, MessageRef> = {}
  const on = typedDay(input.on)
  const reference = inline(input.reference)
  if (!on) fields.on = { code: on === "" ? "required" : "date_shape" }
  else if (on > dayIn(ctx.now, timezone)) fields.on = { code: "received_in_future" }
  else if (on < dayIn(part.receivedAt, timezone)) fields.on = { code: "before_request" }
  if (!reference) fields.reference = { code: "required" }
  if (reference.length > MOST_REFERENCE)
    fields.reference = { code: "too_long", values: { max: MOST_REFERENCE } }
  if (Object.keys(fields).length > 0 || !on) throw new Invalid(fields)
  return { on, reference }
}
