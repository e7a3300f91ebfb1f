import { eq } from "drizzle-orm"
import { noticeRuns } from "@/db/schema/runs"
import type { Ctx } from "@/lib/context"
import type { Audience, RunChannel, RunKind, RunParameters } from "@/lib/notices/runs"
import type { Template } from "@/lib/notices/templates"

export type Run = {
  id: string
  kind: RunKind
  object: string
  template: Template
  parameters: RunParameters
  channels: RunChannel[]
  audience: Audience
  cursor: unknown
  state: "gathering" | "sending" | "done"
  openedAt: Date
  gatheredAt: Date | null
  doneAt: Date | null
}

/** A run as it stands, or null. */
export async function readRun(ctx: Ctx, id: string): Promise<Run | null> {
  const rows = await ctx.db.select().from(noticeRuns).where(eq(noticeRuns.id, id))
  // The columns are written by `openRun` alone, in these shapes.
  return (rows[0] as Run | undefined) ?? null
}
