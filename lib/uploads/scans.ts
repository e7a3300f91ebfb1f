import { inArray } from "drizzle-orm"
import { uploads } from "@/db/schema/uploads"
import type { Ctx, House } from "@/lib/context"
import { Invalid, NotAllowedNow } from "@/lib/errors"
import { scan } from "@/lib/uploads/clamd"

/** How far a file is with the virus scanner; `received`: none has seen it. */
export type ScanState = "received" | "scanning" | "clean" | "refused"

/** In which table a file is kept. */
export type UploadPlace = "attachment" | "document" | "task" | "bulk"

/** A file that was just sent, scanned if there is a scanner and it answers. Throws Invalid beside `evidence`. */
export async function scanSent({ clamdUrl }: Pick<House, "clamdUrl">, bytes: Uint8Array): Promise<ScanState> {
  if (!clamdUrl) return "received"
  const verdict = await scan(clamdUrl, bytes)
  if (verdict === "infected") throw new Invalid({ evidence: { code: "file_infected" } })
  return verdict === "clean" ? "clean" : "scanning"
}

/** Notes how far a file is that is kept in this transaction; the worker goes on from there. */
export async function noteUpload(
  ctx: Ctx,
  upload: { id: string; place: UploadPlace; scan: ScanState },
): Promise<void> {
  await ctx.db.insert(uploads).values({ ...upload, at: ctx.now })
}

/** How far each of these files is; one kept before anything was noted counts as not scanned. */
export async function scansOf(ctx: Ctx, ids: readonly string[]): Promise<Map<string, ScanState>> {
  const rows =
    ids.length === 0
      ? []
      : await ctx.db
          .select({ id: uploads.id, scan: uploads.scan })
          .from(uploads)
          .where(inArray(uploads.id, [...ids]))
  const known = new Map(rows.map(({ id, scan }) => [id, scan as ScanState]))
  return new Map(ids.map((id) => [id, known.get(id) ?? "received"]))
}

/** Lets a file out to staff. Throws NotAllowedNow while it is being scanned, and where the scanner refused it. */
export async function mayLeave(ctx: Ctx, id: string): Promise<void> {
  const state = (await scansOf(ctx, [id])).get(id)
  if (state === "scanning") throw new NotAllowedNow("file_scanning")
  if (state === "refused") throw new NotAllowedNow("file_infected")
}
