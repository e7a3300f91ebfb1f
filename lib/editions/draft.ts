import { and, eq, sql } from "drizzle-orm"
import { editionDrafts } from "@/db/schema/policy"
import type { Ctx, StaffActor } from "@/lib/context"
import {
  type CheckedText,
  checkText,
  type DraftKind,
  followed,
  newestEditions,
} from "@/lib/editions/check-text"
import { Conflict, Forbidden, Invalid } from "@/lib/errors"
import { may } from "@/lib/permissions"

export type DraftRow = typeof editionDrafts.$inferSelect & { kind: DraftKind }

/** The largest file a draft is made of: many times the longest policy. */
const MOST_BYTES = 1_000_000

/** The draft of this kind, if one is open. `lock` holds it to the end of the transaction. */
export async function readDraft(
  { db }: Pick<Ctx, "db">,
  kind: DraftKind,
  code: string,
  lock = false,
): Promise<DraftRow | null> {
  const rows = db
    .select()
    .from(editionDrafts)
    .where(and(eq(editionDrafts.kind, kind), eq(editionDrafts.code, code)))
  const [row] = await (lock ? rows.for("update") : rows)
  return row ? { ...row, kind } : null
}

/**
 * Keeps a file as the draft of the next edition, whatever is wrong with it: nothing sent is lost, and nothing counts until
 * it is approved. `version` is of the draft that was read, null where there was none. A draft that waits for approval is
 * written again from here on. Returns its faults. Throws Forbidden, Invalid beside `file`, Conflict when somebody else
 * wrote meanwhile.
 */
export async function saveDraft(
  ctx: Ctx<StaffActor>,
  { kind, version, bytes }: { kind: DraftKind; version: number | null; bytes: Uint8Array },
): Promise<CheckedText> {
  if (!may(ctx.actor, "edition.draft")) throw new Forbidden()
  const source = textOf(bytes)
  const beside = await newestEditions(ctx.db)
  const base = followed(kind, beside)
  const open = await readDraft(ctx, kind, base.code, true)
  if ((open?.version ?? null) !== version) throw new Conflict("stale_page")
  const checked = checkText(kind, source, beside)
  const now = {
    source,
    document: checked.document ?? null,
    basedOn: base.id,
    proposedAt: null,
    sentBack: null,
  }
  const by = { editedBy: ctx.actor.accountId, editedAt: ctx.now }
  if (!open) await begin(ctx, { kind, code: base.code, ...now, ...by, authors: [ctx.actor.accountId] })
  else
    await ctx.db
      .update(editionDrafts)
      .set({ ...now, ...by, version: sql`${editionDrafts.version} + 1` })
      .where(eq(editionDrafts.id, open.id))
  return checked
}

async function begin(ctx: Ctx<StaffActor>, row: typeof editionDrafts.$inferInsert): Promise<void> {
  const made = await ctx.db.insert(editionDrafts).values(row).onConflictDoNothing().returning()
  if (made.length === 0) throw new Conflict("stale_page")
}

function textOf(bytes: Uint8Array): string {
  if (bytes.byteLength === 0) throw new Invalid({ file: { code: "file_required" } })
  if (bytes.byteLength > MOST_BYTES) throw new Invalid({ file: { code: "draft_too_big" } })
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes)
    if (!text.includes("\0")) return text
  } catch {
    // Not UTF-8: answered below.
  }
  throw new Invalid({ file: { code: "draft_no_text" } })
}

/** Throws the draft away. Throws Forbidden, and Conflict when it is another than was read. */
export async function discardDraft(
  ctx: Ctx<StaffActor>,
  { kind, version }: { kind: DraftKind; version: number },
): Promise<void> {
  if (!may(ctx.actor, "edition.draft")) throw new Forbidden()
  const draft = await draftRead(ctx, kind, version)
  await ctx.db.delete(editionDrafts).where(eq(editionDrafts.id, draft.id))
}

/** The open draft, as long as it is the one that was read; locked, unless it is only looked at. Throws Conflict. */
export async function draftRead(
  ctx: Ctx<StaffActor>,
  kind: DraftKind,
  version: number,
  lock = true,
): Promise<DraftRow> {
  const { code } = followed(kind, await newestEditions(ctx.db))
  const draft = await readDraft(ctx, kind, code, lock)
  if (draft?.version !== version) throw new Conflict("stale_page")
  return draft
}
