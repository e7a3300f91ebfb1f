import { randomUUID } from "node:crypto"
import { and, eq, inArray, isNull, sql } from "drizzle-orm"
import { attachments } from "@/db/schema/letters"
import type { Ctx, House, Signed, StaffActor, SubjectActor } from "@/lib/context"
import { Invalid, type MessageRef } from "@/lib/errors"
import { countTry } from "@/lib/people/limits"
import { keptName, type Sent } from "@/lib/uploads/inspect"
import { type Received, receiveFile } from "@/lib/uploads/receive-file"
import { noteUpload } from "@/lib/uploads/scans"

/** A file looked at, with the name and number it is kept under. */
export type Checked = Received & { id: string; name: string }

/**
 * Looks at a file before anything is stored (see `receiveFile`). Throws Invalid beside `evidence`, TooMany after twenty files an
 * hour; after 200 for staff, who do it for others.
 */
export async function checkAttachment(
  house: House,
  signed: Signed<SubjectActor | StaffActor>,
  sent: Sent,
): Promise<Checked> {
  await countTry(
    house,
    signed.actor.kind === "staff" ? "attach_for_others" : "attach",
    signed.actor.accountId,
  )
  const found = await receiveFile(house, sent)
  return { id: randomUUID(), name: keptName(found), ...found }
}

/** The file looked at, with what is wrong with it beside its field, so that all faults of a form are told at once. */
export async function lookAt(
  house: House,
  signed: Signed<StaffActor>,
  sent: Sent | null,
): Promise<{ file: Checked | null } | { fields: Record<string, MessageRef> }> {
  try {
    return { file: sent && (await checkAttachment(house, signed, sent)) }
  } catch (error) {
    if (error instanceof Invalid) return { fields: error.fields }
    throw error
  }
}

/** Keeps a checked file, sealed under the person's case-file key; it belongs to no request until one is sent. */
export async function keepAttachment(ctx: Ctx<SubjectActor>, file: Checked): Promise<void> {
  await keepFor(ctx, { subjectId: ctx.actor.subjectId, requestId: null }, file)
}

/** The same for the person and request that staff register. Throws Invalid beside `evidence` when it is too much at once. */
export async function keepFor(
  ctx: Ctx,
  { subjectId, requestId }: { subjectId: string; requestId: string | null },
  file: Checked,
): Promise<void> {
  await checkRoom(ctx, subjectId, requestId, file.bytes.length)
  const owner = { id: subjectId, purpose: "case" } as const
  await ctx.db.insert(attachments).values({
    id: file.id,
    subjectId,
    requestId,
    name: await ctx.vault.seal(owner, `attachments.name|${file.id}`, file.name),
    mediaType: file.mediaType,
    size: file.bytes.length,
    hash: file.hash,
    body: await ctx.vault.seal(owner, `attachments.body|${file.id}`, Buffer.from(file.bytes)),
    at: ctx.now,
  })
  await noteUpload(ctx, { id: file.id, place: "attachment", scan: file.scan })
}

const MB = 1024 * 1024
/** Of one request, and of what a person sends in thirty days; the database holds both (`guard.check_attachment`). */
const MOST = { request: 30 * MB, person: 100 * MB, days: 30 }

async function checkRoom(
  ctx: Ctx,
  subjectId: string,
  requestId: string | null,
  bytes: number,
): Promise<void> {
  const { size, at } = attachments
  const recent = sql`${at} > ${ctx.now.toISOString()}::timestamptz - make_interval(days => ${MOST.days})`
  const [row] = await ctx.db
    .select({
      request: sql<number>`coalesce(sum(${size}) filter (where ${attachments.requestId} = ${requestId}), 0)::float8`,
      person: sql<number>`coalesce(sum(${size}) filter (where ${recent}), 0)::float8`,
    })
    .from(attachments)
    .where(eq(attachments.subjectId, subjectId))
  const { request = 0, person = 0 } = row ?? {}
  const refuse = (code: string) => new Invalid({ evidence: { code } })
  if (request + bytes > MOST.request) throw refuse("upload_request_full")
  if (ctx.actor.kind === "subject" && person + bytes > MOST.person) throw refuse("upload_quota")
}

/** Puts files kept before to the request they were meant for. */
export async function bindAttachments(
  ctx: Ctx<SubjectActor>,
  ids: readonly string[],
  requestId: string,
): Promise<void> {
  if (ids.length === 0) return
  const mine = eq(attachments.subjectId, ctx.actor.subjectId)
  await ctx.db
    .update(attachments)
    .set({ requestId })
    .where(and(mine, isNull(attachments.requestId), inArray(attachments.id, [...ids])))
}

/** The names of files kept and not yet sent, in the order asked for; those of others or gone are left out. */
export async function keptNames(
  ctx: Ctx<SubjectActor>,
  ids: readonly string[],
): Promise<{ id: string; name: string }[]> {
  if (ids.length === 0) return []
  const rows = await ctx.db
    .select({ id: attachments.id, name: attachments.name })
    .from(attachments)
    .where(
      and(
        eq(attachments.subjectId, ctx.actor.subjectId),
        isNull(attachments.requestId),
        inArray(attachments.id, [...ids]),
      ),
    )
  const { subjectId } = ctx.actor
  return Promise.all(
    rows.map(async ({ id, name }) => ({ id, name: await attachmentName(ctx, { id, subjectId, name }) })),
  )
}

type Sealed = Pick<typeof attachments.$inferSelect, "id" | "subjectId" | "name" | "mediaType" | "body">

type Opener = Pick<Ctx, "vault">

const opened = (ctx: Opener, of: Pick<Sealed, "id" | "subjectId">, place: "name" | "body", cell: Buffer) =>
  ctx.vault.open({ id: of.subjectId, purpose: "case" }, `attachments.${place}|${of.id}`, cell)

/** The name of a kept file, opened. */
export const attachmentName = async (
  ctx: Opener,
  kept: Pick<Sealed, "id" | "subjectId" | "name">,
): Promise<string> => (await opened(ctx, kept, "name", kept.name)).toString()

export type OpenedAttachment = { name: string; mediaType: string; bytes: Buffer }

/** A kept file, opened; that the reader may see it is for the caller to know. */
export const openAttachment = async (ctx: Opener, kept: Sealed): Promise<OpenedAttachment> => ({
  name: await attachmentName(ctx, kept),
  mediaType: kept.mediaType,
  bytes: await opened(ctx, kept, "body", kept.body),
})

/** The bytes of a kept file for the worker; null when it is gone. */
export async function attachmentBytes(ctx: Ctx, id: string): Promise<Uint8Array | null> {
  const { subjectId, body } = attachments
  const [row] = await ctx.db
    .select({ id: attachments.id, subjectId, body })
    .from(attachments)
    .where(eq(attachments.id, id))
  return row ? opened(ctx, row, "body", row.body) : null
}
