import { eq, sql } from "drizzle-orm"
import { noticeRuns, runPeople } from "@/db/schema/runs"
import { asWorker, type Ctx } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import { pages } from "@/lib/notices/runs"
import { identitiesOf } from "@/lib/people/identities"
import { inForce } from "@/lib/policy/editions"
import { type RunContact, sealContact } from "@/lib/runs/contact"
import type { Run } from "@/lib/runs/read-run"

const PAGE = 500

/** Somebody found: who they are here where they are known, and how a source reaches them where they have no account. */
export type Found = { ref: Buffer; subjectId: string | null; contact: RunContact | null }
type Page = { found: Found[]; cursor: unknown; isLast: boolean }

/**
 * Writes the next page of the run's people, each once, and how far it came, in one transaction: killed before it, the page
 * is gathered again; after it, never. Returns whether there is more. Throws when a source does not answer.
 */
export async function gatherPage(house: OpenHouse, run: Run, cursor: unknown): Promise<Page> {
  const page = await subjectsPage(house, run, cursor)
  const [channel = "post"] = run.channels
  const rows = await Promise.all(
    page.found.map(async ({ ref, subjectId, contact }) => ({
      ...{ runId: run.id, ref, subjectId, channel, language: "ky" },
      contact: contact && (await sealContact(house.vault, run.id, ref, contact)),
    })),
  )
  await asWorker(house, "notice-run", null, async (ctx) => {
    if (rows.length > 0) await ctx.db.insert(runPeople).values(rows).onConflictDoNothing()
    const state = page.isLast ? { state: "sending", gatheredAt: ctx.now } : {}
    await ctx.db
      .update(noticeRuns)
      .set({ cursor: page.cursor, ...state })
      .where(eq(noticeRuns.id, run.id))
  })
  return page
}

async function subjectsPage(house: OpenHouse, run: Run, cursor: unknown): Promise<Page> {
  if (!("subjects" in run.audience)) throw new Error("the run's people are not in the portal")
  const page = pages[run.audience.subjects]
  const after = typeof cursor === "string" ? cursor : null
  const { people, reached } = await asWorker(house, "notice-run", null, async (ctx) => {
    const { rows } = await ctx.db.execute<{ id: string }>(
      sql`select id from ${sql.raw(page)}(${run.object}, ${after}, ${PAGE}) as id`,
    )
    const people = rows.map(({ id }) => id)
    return { people, reached: await withAccount(ctx, people) }
  })
  const found: Found[] = []
  for (const id of people)
    found.push({
      ref: subjectRef(id),
      subjectId: id,
      contact: reached.has(id) ? null : await contactInSources(house, id),
    })
  return { found, cursor: people.at(-1) ?? after, isLast: people.length < PAGE }
}

/** Who somebody known here is within a run. */
const subjectRef = (id: string): Buffer => Buffer.from(id.replaceAll("-", ""), "hex")

async function withAccount(ctx: Ctx, people: readonly string[]): Promise<Set<string>> {
  const { rows } = await ctx.db.execute<{ id: string }>(
    sql`select id from guard.with_account(${sql.param(people)}::uuid[]) as id`,
  )
  return new Set(rows.map(({ id }) => id))
}

/** How the sources reach somebody who has no account here; where they hold no contact, which source knows them. */
async function contactInSources(house: OpenHouse, subjectId: string): Promise<RunContact | null> {
  const { now, known } = await asWorker(house, "notice-run", { subject: subjectId }, async (ctx) => ({
    now: await inForce(ctx.db),
    known: await identitiesOf(ctx, subjectId),
  }))
  const sources = house.sourcesOf(now)
  for (const source of sources.all()) {
    const own = known.get(source.name)?.find(({ kind }) => kind === source.subjectKind)
    if (!own) continue
    const identifiers = await source.identify(own.value)
    const held = (wanted: string) => identifiers.find(({ kind }) => kind === wanted)?.value ?? null
    return { source: source.name, key: own.value, email: held("email"), phone: held("phone") }
  }
  return null
}
