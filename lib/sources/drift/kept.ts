import { asc } from "drizzle-orm"
import { sourceChecks, sourceFindings } from "@/db/schema/source-checks"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden } from "@/lib/errors"
import { enqueueJob } from "@/lib/notices/enqueue"
import { may } from "@/lib/permissions"
import { type DataMap, isManual } from "../map-schema"
import type { Drift } from "./drift"

/** A finding as it is kept: its place in the data map, its sentence in English, and what it is in every language, if said. */
export type KeptFinding = { at: string; reason: string; drift?: Drift }

/** What one source and its part of the data map do not agree in, as of its last comparison. */
export type SourceCheck = {
  checkedAt: Date
  reached: boolean
  findings: readonly (KeptFinding & { id: string; since: Date })[]
}

/** The sources that can be compared with the data map: not those that people keep by hand. */
export const comparable = ({ sources }: DataMap): string[] =>
  Object.entries(sources).flatMap(([name, map]) => (isManual(map) ? [] : [name]))

const tableOf = ({ drift }: KeptFinding): string => drift?.table ?? ""

/**
 * The last comparison of every source that was ever compared, by its name; the findings by table, the oldest first. Throws
 * Forbidden.
 */
export async function sourceChecksNow(ctx: Ctx<StaffActor>): Promise<ReadonlyMap<string, SourceCheck>> {
  if (!may(ctx.actor, "sources.read")) throw new Forbidden()
  const checks = await ctx.db.select().from(sourceChecks)
  const { since, id } = sourceFindings
  const rows = await ctx.db.select().from(sourceFindings).orderBy(asc(since), asc(id))
  return new Map(
    checks.map(({ source, checkedAt, reached }) => [
      source,
      {
        ...{ checkedAt, reached },
        findings: rows
          .filter((row) => row.source === source)
          .map((row) => ({ ...(row.finding as KeptFinding), id: row.id, since: row.since }))
          .sort((a, b) => tableOf(a).localeCompare(tableOf(b), "en")),
      },
    ]),
  )
}

/** Has every source compared with the data map now rather than in the night. Throws Forbidden. */
export async function askForCheck(ctx: Ctx<StaffActor>): Promise<null> {
  if (!may(ctx.actor, "source.check")) throw new Forbidden()
  await enqueueJob(ctx, "check-sources", {}, "check-sources")
  return null
}
