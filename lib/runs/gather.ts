import { eq, sql } from "drizzle-orm"
import { noticeRuns, runPeople } from "@/db/schema/runs"
import { asWorker } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import { pages } from "@/lib/notices/runs"
import { identitiesOf } from "@/lib/people/identities"
import { inForce } from "@/lib/policy/editions"
import { contactOf, type RunContact, sealContact } from "@/lib/runs/contact"
import { type Found, PAGE, type Page, subjectRef, withAccount } from "@/lib/runs/found"
import { heldPage } from "@/lib/runs/gather-held"
import type { Run } from "@/lib/runs/read-run"

/**
 * Writes the next page of the run's people, each once, and how far it came, in one transaction: killed before it, the page
 * is gathered again; after it, never. Returns whether there is more. Throws when a source does not answer.
 */
export async function gatherPage(house: OpenHouse, run: Run, cursor: unknown): Promise<Page> {
  const page = await ("held" in run.audience
    ? heldPage(house, run.audience.held, cursor)
    : subjectsPage(house, run, run.audience.subjects, cursor))
  const [channel = "post"] = run.channels
  const rows = await Promise.all(
    page.found.map(async ({ ref, subjectId, contact, language }) => ({
      ...{ runId: run.id, ref, subjectId, channel, language },
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

async function subjectsPage(
  house: OpenHouse,
  run: Run,
  audience: keyof typeof pages,
  cursor: unknown,
): Promise<Page> {
  const page = pages[audience]
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
      language: "ky",
    })
  return { found, cursor: people.at(-1) ?? after, isLast: people.length < PAGE }
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
    return contactOf(source, await source.identify(own.value))
  }
  return null
}
