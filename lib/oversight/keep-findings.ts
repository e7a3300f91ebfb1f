import { createHash } from "node:crypto"
import { and, eq, notInArray } from "drizzle-orm"
import { sourceChecks, sourceFindings } from "@/db/schema/source-checks"
import { asWorker, type Ctx, type SystemActor } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import { log } from "@/lib/log"
import { enqueueJob } from "@/lib/notices/enqueue"
import { tellStaff } from "@/lib/people/tell-staff"
import { inForce } from "@/lib/policy/editions"
import { checkSource } from "@/lib/sources/check-source"
import type { SchemaFinding } from "@/lib/sources/drift/finding"
import { comparable, type KeptFinding } from "@/lib/sources/drift/kept"
import { isManual, secretOf } from "@/lib/sources/map-schema"

const TASK = "check-source"

/** Has every source of the data map in force compared, each by a job of its own; one that left the map is forgotten. */
export async function checkSources(house: OpenHouse): Promise<void> {
  await asWorker(house, TASK, null, async (ctx) => {
    const names = comparable((await inForce(ctx.db)).dataMap)
    await ctx.db.delete(sourceFindings).where(notInArray(sourceFindings.source, names))
    await ctx.db.delete(sourceChecks).where(notInArray(sourceChecks.source, names))
    for (const source of names) await enqueueJob(ctx, TASK, { source }, `${TASK}:${source}`)
  })
}

/**
 * Compares one source with its part of the data map in force and keeps what they do not agree in. Administrators are
 * written to when something is found that was not there before. A source that cannot be asked keeps what was found last.
 * Killed and run again it finds the same, and tells nobody twice.
 */
export async function checkAndKeep(house: OpenHouse, source: string): Promise<void> {
  const findings = await compared(house, source)
  if (!findings) return
  const reached = !findings.some(isUnasked)
  await asWorker(house, TASK, null, async (ctx) => {
    const set = { checkedAt: ctx.now, reached }
    const { source: target } = sourceChecks
    await ctx.db
      .insert(sourceChecks)
      .values({ source, ...set })
      .onConflictDoUpdate({ target, set })
    if (reached && (await keep(ctx, source, findings)))
      await tellStaff(ctx, "administrator", "source_drift", "/admin/sources")
  })
  if (findings.length > 0) log("source.unfit", { ref: source })
}

/** A comparison that did not take place says so at the address or the secret. */
const isUnasked = ({ path }: SchemaFinding): boolean =>
  path.at(-1) === "connection" || path.at(-1) === "secret"

/** What does not agree; null where the source left the data map, or where people answer for it. */
async function compared(house: OpenHouse, source: string): Promise<SchemaFinding[] | null> {
  const { dataMap } = await asWorker(house, TASK, null, (ctx) => inForce(ctx.db))
  const { connections, webhookSecrets } = house.configuration
  const map = dataMap.sources[source]
  if (!map || isManual(map)) return null
  const url = connections[map.connection]
  if (!url) return null
  return checkSource(source, map, { url, secret: webhookSecrets[secretOf(map) ?? ""] })
}

/** Says whether anything is new. */
async function keep(
  ctx: Ctx<SystemActor>,
  source: string,
  findings: readonly SchemaFinding[],
): Promise<boolean> {
  const found = new Map(findings.map((each) => [digestOf(each), keptOf(each)]))
  const gone = notInArray(sourceFindings.digest, [...found.keys()])
  await ctx.db.delete(sourceFindings).where(and(eq(sourceFindings.source, source), gone))
  if (found.size === 0) return false
  const fresh = await ctx.db
    .insert(sourceFindings)
    .values([...found].map(([digest, finding]) => ({ source, digest, finding, since: ctx.now })))
    .onConflictDoNothing()
    .returning({ id: sourceFindings.id })
  return fresh.length > 0
}

const keptOf = ({ path, reason, drift }: SchemaFinding): KeptFinding => ({
  ...{ at: path.slice(2).join("."), reason },
  ...(drift ? { drift } : {}),
})

const digestOf = ({ reason, drift }: SchemaFinding): string =>
  createHash("sha256")
    .update(JSON.stringify(drift ?? reason))
    .digest("hex")
