import { and, asc, eq, sql } from "drizzle-orm"
import { runPeople } from "@/db/schema/runs"
import { asSigned, type Ctx, type Signed, type StaffActor } from "@/lib/context"
import { csvCell } from "@/lib/copies/csv"
import { Forbidden, NotAllowedNow, NotFound } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import { record } from "@/lib/ledger/record"
import { recordView } from "@/lib/oversight/record-view"
import { identitiesOf } from "@/lib/people/identities"
import { nameIn } from "@/lib/people/person-name"
import { may } from "@/lib/permissions"
import { type InForce, inForce } from "@/lib/policy/editions"
import { openContact } from "@/lib/runs/contact"
import { addressIn } from "@/lib/runs/postal-address"
import type { Identifiers, Sources } from "@/lib/sources/connector"
import { isManual } from "@/lib/sources/map-schema"

/** How many letters go out together. */
export const MOST_ON_LIST = 200

/** Puts those whom nothing else reached on the run's next list. Throws NotAllowedNow when nobody is left. Returns the run. */
export async function makePostList(ctx: Ctx<StaffActor>, run: string): Promise<string> {
  if (!may(ctx.actor, "run.post")) throw new Forbidden()
  await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtext(${`post ${run}`}))`)
  const { rows } = await ctx.db.execute<{ list: number }>(sql`
    update run_people set list = (select coalesce(max(list), 0) + 1 from run_people where run_id = ${run})
    where id in (select id from run_people where run_id = ${run} and state = 'post' and list is null
      order by id limit ${MOST_ON_LIST}) returning list`)
  if (rows.length === 0) throw new NotAllowedNow("nothing_to_list")
  await record(ctx, "run.listed", { subjectId: null, object: run, payload: { people: rows.length } })
  return run
}

/** Notes that the letters of a list were posted. Throws NotFound when none of it waits. Returns the run. */
export async function markPosted(ctx: Ctx<StaffActor>, run: string, list: number): Promise<string> {
  if (!may(ctx.actor, "run.post")) throw new Forbidden()
  const { rows } = await ctx.db.execute<{ id: string }>(sql`
    with gone as (update run_people set state = 'posted', told_at = clock_timestamp()
      where run_id = ${run} and list = ${list} and state = 'post' returning id)
    insert into run_tries (run_id, person_id, channel, outcome, by)
    select ${run}, id, 'post', 'posted', ${ctx.actor.accountId} from gone returning id`)
  if (rows.length === 0) throw new NotFound()
  const payload = { list, people: rows.length }
  await record(ctx, "run.posted", { subjectId: null, object: run, payload })
  return run
}

/** Somebody on a list: how each source knows them. */
type Listed = { known: { source: string; identifiers: Identifiers }[]; language: string }
type Headings = { number: string; name: string; address: string; language: string; reason: string }

/**
 * A list as CSV: names and addresses as the sources hold them now. That each person's were seen, and why (`reason`), is
 * recorded before a byte is read. Throws NotFound, Forbidden, and as a source that does not answer.
 */
export async function takePostList(
  house: OpenHouse,
  signed: Signed<StaffActor>,
  { run, list, words }: { run: string; list: number; words: Headings },
): Promise<{ name: string; bytes: Buffer }> {
  const { people, held } = await asSigned(house, signed, "post-list", (ctx) => seen(ctx, run, list, words))
  const sources = house.sourcesOf(held)
  const lines = [[words.number, words.name, words.address, words.language]]
  for (const [i, { known, language }] of people.entries())
    lines.push([String(i + 1), ...(await addressed(sources, known)), language])
  const text = lines.map((cells) => `${cells.map(csvCell).join(",")}\r\n`).join("")
  return { name: `post-${list}.csv`, bytes: Buffer.from(`\ufeff${text}`) }
}

async function seen(
  ctx: Ctx<StaffActor>,
  run: string,
  list: number,
  { reason }: Headings,
): Promise<{ people: Listed[]; held: InForce }> {
  if (!may(ctx.actor, "run.post")) throw new Forbidden()
  const { ref, subjectId, contact, language } = runPeople
  const rows = await ctx.db
    .select({ ref, subjectId, contact, language })
    .from(runPeople)
    .where(and(eq(runPeople.runId, run), eq(runPeople.list, list), eq(runPeople.state, "post")))
    .orderBy(asc(runPeople.id))
  if (rows.length === 0) throw new NotFound()
  const held = await inForce(ctx.db)
  const people: Listed[] = []
  for (const row of rows) {
    if (row.subjectId)
      await recordView(ctx, {
        ...{ subjectId: row.subjectId, requestNumber: null, reason },
        categories: shownOf(held),
      })
    people.push({ known: await knownOf(ctx, held, run, row), language: row.language })
  }
  const payload = { list, people: rows.length }
  await record(ctx, "run.listed", { subjectId: null, object: run, payload })
  return { people, held }
}

/** The categories a list shows: names, and where letters go. */
function shownOf({ dataMap, policy }: InForce): string[] {
  const maps = Object.values(dataMap.sources).filter((map) => !isManual(map))
  const wanted = new Set(
    maps.flatMap(({ subject }) => [
      ...(subject.name ?? []).map(({ category }) => category),
      ...(subject.post ? [subject.post.category] : []),
      "name",
    ]),
  )
  return policy.categories.map(({ code }) => code).filter((code) => wanted.has(code))
}

type Row = Pick<typeof runPeople.$inferSelect, "ref" | "subjectId" | "contact">

async function knownOf(
  ctx: Ctx<StaffActor>,
  { dataMap }: InForce,
  run: string,
  { ref, subjectId, contact }: Row,
): Promise<Listed["known"]> {
  if (contact) {
    const { source, key } = await openContact(ctx.vault, run, ref, contact)
    const kind = dataMap.sources[source]?.subject.kind
    return kind ? [{ source, identifiers: [{ kind, value: key }] }] : []
  }
  if (!subjectId) return []
  const identities = await identitiesOf(ctx, subjectId)
  return [...identities]
    .filter(([source]) => source in dataMap.sources)
    .map(([source, identifiers]) => ({ source, identifiers }))
}

async function addressed(sources: Sources, known: Listed["known"]): Promise<[string, string]> {
  for (const { source, identifiers } of known) {
    const name = await nameIn(sources, source, identifiers)
    if (name) return [name, (await addressIn(sources.of(source), identifiers)) ?? ""]
  }
  return ["", ""]
}
