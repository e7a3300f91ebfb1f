import type pg from "pg"
import type { Connector } from "@/lib/sources/connector"
import { alternate, type Measurement, timed } from "./measurement"
import { categories, openShop, ownRows, type Shop, tables } from "./shop"

const ROUNDS = 5
/** 10,000 people in all, unless fewer are asked for. */
const EACH = Number(process.env.UKUK_BENCH_PEOPLE ?? 10_000) / ROUNDS
/** Worker and script run for long in life: what only the first ones pay is left out. */
const WARM_UP = 200

/**
 * Erasing people who have rows in 20 tables: plan, execution in one transaction, and verification by reading again,
 * against the same deletes and updates by hand-written SQL with one re-reading per table, one transaction per person.
 */
export async function erasure(): Promise<Measurement> {
  const shop = await openShop(2 * (ROUNDS * EACH + WARM_UP))
  // One person of each pair is ours, the other the script's, so that both find their rows in the same places.
  const ours = (from: number, n: number) => people(from, n).map((i) => 2 * i - 1)
  const theirs = (from: number, n: number) => people(from, n).map((i) => 2 * i)
  await inTurn(ours(0, WARM_UP), (id) => erase(shop.source, id))
  await inTurn(theirs(0, WARM_UP), (id) => eraseByHand(shop.owner, id))
  const from = (round: number) => WARM_UP + round * EACH
  const found = await alternate(
    ROUNDS,
    "ms per person",
    async (round) =>
      (await timed(() => inTurn(ours(from(round), EACH), (id) => erase(shop.source, id)))) / EACH,
    async (round) =>
      (await timed(() => inTurn(theirs(from(round), EACH), (id) => eraseByHand(shop.owner, id)))) / EACH,
  )
  const left = await rowsLeft(shop)
  await shop.close()
  return { ...found, people: ROUNDS * EACH, tables: tables.length + 1, left }
}

const people = (from: number, n: number): number[] => Array.from({ length: n }, (_, i) => from + i + 1)

async function inTurn(ids: readonly number[], work: (id: string) => Promise<void>): Promise<void> {
  for (const id of ids) await work(String(id))
}

async function erase(source: Connector, id: string): Promise<void> {
  const identifiers = [{ kind: source.subjectKind, value: id }]
  const wanted = categories.map((category) => ({ op: "erase" as const, category }))
  const { operations, unplanned } = await source.plan(identifiers, wanted)
  if (operations.length < tables.length + 1 || unplanned.length > 0) throw new Error("not all is planned")
  const { state } = await source.applyAll(operations, id)
  if (state !== "done") throw new Error("the erasure was not carried out")
  const { held } = await source.verify(identifiers, operations)
  if (!held) throw new Error("something is left of what was erased")
}

/** What a careful programmer would run by hand for one person: one transaction, then every table read again. */
async function eraseByHand(client: pg.Client, id: string): Promise<void> {
  await client.query("begin")
  for (const table of tables)
    await client.query(`delete from shop.${table.name} where ${ownRows(table)}`, [id])
  await client.query(
    "update shop.customers set name = 'erased', phone = null, email = null, note = null where id = $1",
    [id],
  )
  await client.query("commit")
  for (const table of tables) {
    const { rows } = await client.query<{ n: number }>(
      `select count(*)::int as n from shop.${table.name} where ${ownRows(table)}`,
      [id],
    )
    if (rows[0]?.n) throw new Error(`${table.name} still holds rows`)
  }
  const named = await client.query(
    "select 1 from shop.customers where id = $1 and (name <> 'erased' or phone is not null or email is not null or note is not null)",
    [id],
  )
  if (named.rowCount) throw new Error("the customer's row still holds something")
}

/** Nothing but the customers' emptied rows may be left; counted over whole tables, whoever erased. */
async function rowsLeft({ owner }: Shop): Promise<Record<string, number>> {
  const counts = tables.map(({ name }) => `(select count(*)::int from shop.${name}) as ${name}`)
  const { rows } = await owner.query<Record<string, number>>(`select ${counts.join(", ")},
  (select count(*)::int from shop.customers where name <> 'erased' or phone is not null) as customers`)
  return rows[0] ?? {}
}
