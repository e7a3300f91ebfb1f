import { and, eq, sql } from "drizzle-orm"
import { referenceEditions } from "@/db/schema/policy"
import { requestParts } from "@/db/schema/requests"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden } from "@/lib/errors"
import { may } from "@/lib/permissions"
import { type InForce, inForce } from "@/lib/policy/editions"
import type { Sources } from "./connector"
import { SourceRefused, SourceUnreachable } from "./failures"

const LIMIT_MS = 4_000
export const MOST_WAITING = 100

/**
 * Whether a source answered just now, and how long it took in milliseconds. `failure`: why it did not, in words for staff
 * that name nobody; null where it said nothing.
 */
export type SourceState = {
  name: string
  answers: boolean
  failure: string | null
  ms: number
  at: Date
}

/** Asks every source for a sign of life, all at once, each within four seconds. */
export async function askSourceStates(sources: Sources): Promise<SourceState[]> {
  return Promise.all(
    sources.all().map(async (source) => {
      const at = new Date()
      const answered = source.ping().then(() => ({ answers: true, failure: null }), silence)
      const state = await Promise.race([answered, pause(LIMIT_MS)])
      return { name: source.name, ...state, ms: Date.now() - at.getTime(), at }
    }),
  )
}

type Sign = Pick<SourceState, "answers" | "failure">

function silence(error: unknown): Sign {
  if (error instanceof SourceUnreachable || error instanceof SourceRefused)
    return { answers: false, failure: error.message }
  throw error
}

const pause = (ms: number) =>
  new Promise<Sign>((resolve) => setTimeout(() => resolve({ answers: false, failure: null }), ms).unref())

/** How many parts wait for a fact (at most 101), and when the one longest unlooked at was looked at. */
export type FactWait = { fact: string; parts: number; checkedAt: Date | null }

export type SourcesPage = { inForce: InForce; map: { number: number; publishedAt: Date }; waits: FactWait[] }

/** The data map in force and the facts that requests wait for. Throws Forbidden. */
export async function sourcesPage(ctx: Ctx<StaffActor>): Promise<SourcesPage> {
  if (!may(ctx.actor, "sources.read")) throw new Forbidden()
  const held = await inForce(ctx.db)
  const { number, publishedAt } = referenceEditions
  const rows = await ctx.db
    .select({ number, publishedAt })
    .from(referenceEditions)
    .where(eq(referenceEditions.id, held.dataMapId))
  const map = rows[0]
  if (!map) throw new Error("the data map in force is gone")
  const waits: FactWait[] = []
  for (const { code } of held.policy.facts) waits.push(await waitFor(ctx, code))
  return { inForce: held, map, waits: waits.filter(({ parts }) => parts > 0) }
}

async function waitFor(ctx: Ctx<StaffActor>, fact: string): Promise<FactWait> {
  const waiting = ctx.db
    .select({ checkedAt: requestParts.factCheckedAt })
    .from(requestParts)
    .where(and(sql`status = 'deferred' and deferred_fact is not null`, eq(requestParts.deferredFact, fact)))
    .orderBy(sql`${requestParts.factCheckedAt} asc nulls first`)
    .limit(MOST_WAITING + 1)
  const rows = await waiting
  return { fact, parts: rows.length, checkedAt: rows[0]?.checkedAt ?? null }
}
