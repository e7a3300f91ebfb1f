import { and, eq } from "drizzle-orm"
import { requestParts } from "@/db/schema/requests"
import { sourceTasks } from "@/db/schema/source-tasks"
import type { Ctx } from "@/lib/context"
import type { Day } from "@/lib/deadlines/day"
import { NotFound } from "@/lib/errors"
import { Erased } from "@/lib/keys/vault"
import { type InForce, inForce, pinned } from "@/lib/policy/editions"
import type { Identifiers, Json } from "@/lib/sources/connector"
import type { Answer, Line } from "@/lib/sources/manual/desk"
import type { ManualMap } from "@/lib/sources/manual/map"
import { isManual } from "@/lib/sources/map-schema"

export type TaskRow = typeof sourceTasks.$inferSelect

/** What of a task is sealed: by what the person is found, and what is to stand there afterwards, by mark. */
export type Told = {
  readonly shown: Identifiers
  readonly values: Readonly<Record<string, Readonly<Record<string, Json>>>>
}

/** An answer to one line, in codes and numbers. */
export type LineAnswer = { mark: string; answer: Answer; count: number; ground: string | null }

/** `waiting`: asked; `silent`: its day went by; `dropped`: nobody needs it any more; `retracted`: it was not so. */
export type TaskState = "waiting" | "silent" | "answered" | "dropped" | "retracted"

/** How a task stands on a day. */
export function stateOf(
  row: Pick<TaskRow, "answeredAt" | "droppedAt" | "retractedAt" | "dueOn">,
  today: Day,
): TaskState {
  if (row.retractedAt) return "retracted"
  if (row.answeredAt) return "answered"
  if (row.droppedAt) return "dropped"
  return row.dueOn < today ? "silent" : "waiting"
}

export const linesOf = ({ lines }: Pick<TaskRow, "lines">): Line[] => lines as Line[]
export const answersOf = ({ answers }: Pick<TaskRow, "answers">): LineAnswer[] =>
  (answers ?? []) as LineAnswer[]

const owner = (subjectId: string) => ({ id: subjectId, purpose: "case" }) as const
const toldPlace = (id: string) => `source_tasks.cell|${id}`
const wordsPlace = (id: string) => `source_tasks.answer|${id}`
const evidencePlace = (id: string) => `source_tasks.evidence|${id}`

type Sealed = Pick<TaskRow, "id" | "subjectId">

export const sealTold = (ctx: Ctx, { id, subjectId }: Sealed, told: Told): Promise<Buffer> =>
  ctx.vault.seal(owner(subjectId), toldPlace(id), JSON.stringify(told))

/** What a task says of the person. Throws Erased when the case file's key is gone. */
export async function openTold(ctx: Ctx, { id, subjectId, cell }: TaskRow): Promise<Told> {
  return JSON.parse((await ctx.vault.open(owner(subjectId), toldPlace(id), cell)).toString()) as Told
}

/** The words of an answer by mark, and how whoever gave it called themselves. */
export type Words = { readonly by: string; readonly words: Readonly<Record<string, string>> }

export const sealWords = (ctx: Ctx, { id, subjectId }: Sealed, words: Words): Promise<Buffer> =>
  ctx.vault.seal(owner(subjectId), wordsPlace(id), JSON.stringify(words))

export async function openWords(ctx: Ctx, { id, subjectId, answerCell }: TaskRow): Promise<Words | null> {
  if (!answerCell) return null
  return JSON.parse((await ctx.vault.open(owner(subjectId), wordsPlace(id), answerCell)).toString()) as Words
}

export const sealEvidence = (ctx: Ctx, { id, subjectId }: Sealed, bytes: Uint8Array): Promise<Buffer> =>
  ctx.vault.seal(owner(subjectId), evidencePlace(id), Buffer.from(bytes))

/** What was sent along to prove an answer; null where nothing was. */
export async function openEvidence(
  ctx: Ctx,
  { id, subjectId, evidence, evidenceType }: TaskRow,
): Promise<{ bytes: Buffer; mediaType: string } | null> {
  if (!evidence || !evidenceType) return null
  return {
    bytes: await ctx.vault.open(owner(subjectId), evidencePlace(id), evidence),
    mediaType: evidenceType,
  }
}

/** Under what a task was asked, and what the map then said of its source. Throws NotFound where it is in no map. */
export async function underlying(
  ctx: Ctx,
  { source, partId }: Pick<TaskRow, "source" | "partId">,
): Promise<{ held: InForce; map: ManualMap }> {
  const held = await underWhich(ctx, partId)
  const map = held.dataMap.sources[source]
  if (!map || !isManual(map)) throw new NotFound()
  return { held, map }
}

async function underWhich(ctx: Ctx, partId: string | null): Promise<InForce> {
  if (!partId) return inForce(ctx.db)
  const { editionId, dataMapId, profileId, calendarId } = requestParts
  const [part] = await ctx.db
    .select({ editionId, dataMapId, profileId, calendarId })
    .from(requestParts)
    .where(eq(requestParts.id, partId))
  return part ? pinned(ctx.db, part) : inForce(ctx.db)
}

/** For `catch`: what was sealed under a key that is gone is not there. */
export function goneIsMissing(error: unknown): never {
  throw error instanceof Erased ? new NotFound() : error
}

/** One task. Throws NotFound. */
export async function taskRow(ctx: Ctx, id: string, lock = false): Promise<TaskRow> {
  const query = ctx.db
    .select()
    .from(sourceTasks)
    .where(and(eq(sourceTasks.id, id)))
  const [row] = lock ? await query.for("update") : await query
  if (!row) throw new NotFound()
  return row
}

/** The bytes of the evidence for the worker; null when it is gone. */
export async function evidenceBytes(ctx: Ctx, id: string): Promise<Uint8Array | null> {
  const [row] = await ctx.db.select().from(sourceTasks).where(eq(sourceTasks.id, id))
  return row ? ((await openEvidence(ctx, row))?.bytes ?? null) : null
}
