import { eq, sql } from "drizzle-orm"
import { attachments } from "@/db/schema/letters"
import { requests } from "@/db/schema/requests"
import { uploads } from "@/db/schema/uploads"
import { asWorker, type Ctx, type House, type Locale } from "@/lib/context"
import { scanBytesOfBulk } from "@/lib/disclosures/bulk"
import { documentBytes } from "@/lib/disclosures/documents"
import { Erased } from "@/lib/keys/vault"
import { record } from "@/lib/ledger/record"
import { tell } from "@/lib/notices/tell"
import { attachmentBytes } from "@/lib/requests/attach"
import { evidenceBytes } from "@/lib/tasks/task"
import { scan } from "@/lib/uploads/clamd"
import type { UploadPlace } from "@/lib/uploads/scans"

const JOB = "scan-uploads"
const ROUND = 50

type Unseen = { id: string; place: UploadPlace; subject_id: string | null }

const BYTES: Record<UploadPlace, (ctx: Ctx, id: string) => Promise<Uint8Array | null>> = {
  attachment: attachmentBytes,
  document: documentBytes,
  task: evidenceBytes,
  bulk: scanBytesOfBulk,
}

/**
 * Shows the scanner what it has not seen: what came while it was away, and what was taken before there was one. While it does
 * not answer everything stays as it is, and the next round begins with another file.
 */
export async function scanUploads(house: House): Promise<void> {
  const { clamdUrl } = house
  if (!clamdUrl) return
  const { rows } = await asWorker(house, JOB, null, (ctx) =>
    ctx.db.execute<Unseen>(sql`select id, place, subject_id from guard.uploads_to_scan(${ROUND})`),
  )
  for (const unseen of rows) {
    const of = unseen.subject_id ? { subject: unseen.subject_id } : null
    const bytes = await asWorker(house, JOB, of, (ctx) =>
      BYTES[unseen.place](ctx, unseen.id).catch(nothingLeft),
    )
    const verdict = bytes && (await scan(clamdUrl, bytes))
    await asWorker(house, JOB, of, async (ctx) => {
      if (verdict === null) await ctx.db.delete(uploads).where(eq(uploads.id, unseen.id))
      else if (verdict === "infected") await refuse(ctx, unseen)
      else await note(ctx, unseen.id, verdict === "clean" ? { scan: "clean" } : {})
    })
    if (verdict === "away") return
  }
}

function nothingLeft(error: unknown): null {
  if (error instanceof Erased) return null
  throw error
}

const note = (ctx: Ctx, id: string, found: { scan?: "clean" | "refused" }) =>
  ctx.db
    .update(uploads)
    .set({ ...found, triedAt: ctx.now })
    .where(eq(uploads.id, id))

/** What was kept is given out no more; whoever sent it with a request is asked for another. */
async function refuse(ctx: Ctx, { id, place, subject_id: subjectId }: Unseen): Promise<void> {
  await note(ctx, id, { scan: "refused" })
  await record(ctx, "upload.refused", { subjectId, object: id, payload: { place } })
  if (place !== "attachment" || !subjectId) return
  const [sent] = await ctx.db
    .select({ number: requests.number, language: requests.language })
    .from(attachments)
    .innerJoin(requests, eq(requests.id, attachments.requestId))
    .where(eq(attachments.id, id))
  if (!sent?.number) return
  const { number } = sent
  const person = { subjectId, language: sent.language as Locale }
  await tell(ctx, person, "upload_refused", { number, path: `/cabinet/requests/${number}` })
}
