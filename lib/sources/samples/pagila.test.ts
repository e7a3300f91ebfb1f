import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Identifiers, Item } from "../connector"
import type { Wanted } from "../operation"
import { checkSchema } from "../schema-check"
import { freshPagila } from "./pagila.fixture"

const run = promisify(execFile)

let pagila: Awaited<ReturnType<typeof freshPagila>>
beforeAll(async () => {
  pagila = await freshPagila()
})
afterAll(() => pagila?.drop())

const person = (id: unknown): Identifiers => [{ kind: "customer_id", value: String(id) }]
const everything = (): Wanted[] => {
  const fields = Object.values(pagila.map.entries).flatMap((entry) => entry.fields)
  return [...new Set(fields.map(({ category }) => category))].map((category) => ({ op: "erase", category }))
}

/** What is held of a customer, in SQL written by hand: one line per datum. */
const BY_HAND = `
select 'person', 'first_name', to_jsonb(first_name) from customer where customer_id = $1
union all select 'person', 'last_name', to_jsonb(last_name) from customer where customer_id = $1
union all select 'person', 'email', to_jsonb(email) from customer where customer_id = $1
union all select 'person', 'since', to_jsonb(create_date) from customer where customer_id = $1
union all select 'person', f.name, f.value from customer c join address a using (address_id) join city using (city_id)
  join country using (country_id), lateral (values ('phone', to_jsonb(a.phone)), ('address', to_jsonb(a.address)),
  ('address2', to_jsonb(a.address2)), ('district', to_jsonb(a.district)), ('postal_code', to_jsonb(a.postal_code)),
  ('country', to_jsonb(country))) f (name, value) where c.customer_id = $1
union all select 'rentals', f.name, f.value from rental r join inventory using (inventory_id) join film using (film_id)
  join store s using (store_id) join address a on a.address_id = s.address_id,
  lateral (values ('rented_at', to_jsonb(rental_date)), ('returned_at', to_jsonb(return_date)),
  ('film', to_jsonb(title)), ('shop', to_jsonb(a.address))) f (name, value) where r.customer_id = $1
union all select 'payments', f.name, f.value from payment,
  lateral (values ('amount', to_jsonb(amount::text)), ('paid_at', to_jsonb(payment_date))) f (name, value) where customer_id = $1
union all select 'notes', 'body', to_jsonb(body) from note
  where owner_type = 'customer' and owner_id = $1::text
  or owner_type = 'rental' and owner_id in (select rental_id::text from rental where customer_id = $1)
union all select 'activity', f.name, f.value from activity_log, lateral (values ('at', to_jsonb(at)),
  ('email', entry #> '{with,email}'), ('browser', entry #> '{with,agent}')) f (name, value)
  where (entry ->> 'customer_id')::int = $1
union all select 'history', 'before', was from customer_audit where customer_id = $1
union all select 'history', 'words', to_jsonb(words::text) from customer_search where customer_id = $1`

const inOrder = (lines: readonly unknown[][]): string[] => lines.map((line) => JSON.stringify(line)).sort()

async function byHand(id: number): Promise<string[]> {
  const rows = await pagila.sql(
    `select * from (${BY_HAND}) q (category, field, value) where value is not null and value <> 'null'`,
    [id],
  )
  return inOrder(rows.map(({ category, field, value }) => [category, field, value]))
}

const itemsOf = async (id: unknown): Promise<readonly Item[]> =>
  (await pagila.source.read({ identifiers: person(id), page: { offset: 0, limit: 10_000 } })).items

/** Every table of the database as COPY writes it, partitions within their whole. */
async function dump(): Promise<Map<string, string[]>> {
  const tables = await pagila.sql(
    "select c.oid::regclass::text as name from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by 1",
  )
  const all = new Map<string, string[]>()
  for (const { name } of tables) {
    const rows = await pagila.sql(`select t::text as row from ${name} t order by 1`)
    all.set(
      String(name),
      rows.map(({ row }) => String(row)),
    )
  }
  return all
}

/** Foreign keys, whichever they are, whose rows point at nothing. */
async function brokenKeys(): Promise<string[]> {
  const keys =
    await pagila.sql(`select conname, conrelid::regclass::text as "from", confrelid::regclass::text as target,
    (select string_agg(format('r.%I = t.%I', a.attname, b.attname), ' and ') from unnest(conkey, confkey) k(x, y)
      join pg_attribute a on a.attrelid = conrelid and a.attnum = x
      join pg_attribute b on b.attrelid = confrelid and b.attnum = y) as on,
    (select string_agg(format('r.%I is not null', attname), ' and ') from unnest(conkey) x
      join pg_attribute a on a.attrelid = conrelid and a.attnum = x) as given
    from pg_constraint where contype = 'f'`)
  expect(keys.length).toBeGreaterThan(35)
  const broken: string[] = []
  for (const key of keys) {
    const rows = await pagila.sql(
      `select 1 from ${key.from} r where ${key.given} and not exists (select 1 from ${key.target} t where ${key.on}) limit 1`,
    )
    if (rows.length > 0) broken.push(String(key.conname))
  }
  return broken
}

test("the map fits the schema, and the connector's rights fit the map", async () => {
  expect((await checkSchema("shop", pagila.map, pagila.connectorUrl)).map(({ reason }) => reason)).toEqual([])
})

test("what is read of a customer is what hand-written SQL finds, row for row", async () => {
  const all = process.argv.includes("--all") ? 599 : 50
  for (let n = 0; n < all; n++) {
    const id = 1 + ((n * 12) % 599)
    const items = await itemsOf(id)
    expect(inOrder(items.map(({ category, field, value }) => [category, field, value]))).toEqual(
      await byHand(id),
    )
    expect(new Set(items.map((item) => item.id)).size).toBe(items.length)
    const counted = await pagila.source.count({ identifiers: person(id) })
    expect(counted.categories.reduce((sum, each) => sum + each.items, 0)).toBe(items.length)
  }
})

/** What was erased of everybody and is nobody else's. */
const gone: string[] = []

test("an erasure leaves no trace of the person, every key valid, and every other row as it was", async () => {
  // One lives alone, one with another customer, two where the staff do, one over the shop.
  for (const id of [90, 60, 7, 8, 11]) {
    const before = await dump()
    const own = (await itemsOf(id)).map(({ value }) =>
      typeof value === "string" ? value : JSON.stringify(value),
    )
    const plan = await pagila.source.plan(person(id), everything())
    expect(await pagila.source.plan(person(id), everything())).toMatchObject({ operations: plan.operations })
    expect(plan.unplanned.map(({ why }) => why).filter((why) => why !== "nothing_held")).toEqual([])
    expect((await pagila.source.applyAll(plan.operations, "sample")).state).toBe("done")
    expect(await pagila.source.verify(person(id), plan.operations)).toMatchObject({ held: true })

    const after = await dump()
    const taken = [...before].flatMap(([table, rows]) => {
      const left = new Set(after.get(table))
      return rows.filter((row) => !left.has(row))
    })
    const erased = plan.operations.reduce((sum, { keys }) => sum + keys.length, 0)
    expect(taken.length).toBe(erased)
    expect([...after.values()].flat().length).toBe([...before.values()].flat().length - erased)
    expect(await brokenKeys()).toEqual([])

    const others = [...before.values()]
      .flat()
      .filter((row) => !taken.includes(row))
      .join("\n")
    const traces = own.filter((value) => value.length > 3 && !others.includes(value))
    expect(traces).toContain(`customer${id}@post.example`)
    const whole = [...after.values()].flat().join("\n")
    expect(traces.filter((value) => whole.includes(value))).toEqual([])
    gone.push(...traces)
    expect(await itemsOf(id)).toEqual([])
  }
  const addresses = await pagila.sql(
    "select address_id from address where address_id in (2, 3, 63, 94) order by 1",
  )
  expect(addresses.map(({ address_id }) => address_id)).toEqual([2, 3, 63])
})

test("what comes under the number of a customer who is gone is found, planned and erased", async () => {
  const plan = await pagila.source.plan(person(90), everything())
  expect(plan).toMatchObject({ subjects: [], operations: [] })
  const first = await pagila.source.plan(person(61), everything())
  await pagila.source.applyAll(first.operations, "first")
  await pagila.sql(`insert into activity_log (at, entry)
    values (now(), '{"customer_id": 61, "with": {"email": "again@post.example"}}')`)
  await pagila.sql("insert into note (owner_type, owner_id, body) values ('customer', '61', 'called again')")
  for (const known of [person(61), []])
    expect(await pagila.source.verify(known, first.operations)).toMatchObject({
      held: false,
      subjects: ["61"],
    })
  expect((await pagila.source.count({ identifiers: person(61) })).categories).toEqual([
    { category: "notes", items: 1, thirdPerson: false },
    { category: "activity", items: 2, thirdPerson: false },
  ])
  const again = await pagila.source.plan(person(61), everything())
  expect((await pagila.source.applyAll(again.operations, "again")).state).toBe("done")
  expect(await pagila.source.verify(person(61), first.operations)).toMatchObject({ held: true })
  expect(await itemsOf(61)).toEqual([])
})

test("nor is there a trace in what pg_dump writes, where one is here that knows the server", async ({
  skip,
}) => {
  const said = await run("pg_dump", ["--version"]).catch(() => null)
  if (!said) return skip("no pg_dump here")
  const [server] = await pagila.sql("select current_setting('server_version_num')::int / 10000 as major")
  const major = Number(/ (\d+)/.exec(said.stdout)?.[1])
  if (major < Number(server?.major)) return skip(`pg_dump ${major} is older than the server`)
  const { stdout } = await run("pg_dump", [pagila.ownerUrl], { maxBuffer: 2 ** 28 })
  expect(stdout).toContain("COPY public.customer")
  expect(gone.length).toBeGreaterThan(0)
  expect(gone.filter((value) => stdout.includes(value))).toEqual([])
})

test("an e-mail of two customers names both, and a phone one finds whoever lives there", async () => {
  expect(await pagila.source.find("email", "Shared@post.example")).toEqual(["41", "42"])
  const [row] = await pagila.sql("select phone from address where address_id = 3")
  expect(await pagila.source.find("phone", String(row?.phone))).toEqual([])
  const held = await pagila.source.identify("41")
  expect(held.map(({ kind }) => kind)).toEqual(["customer_id", "email", "phone"])
  expect(await pagila.source.find("phone", held[2]?.value ?? "")).toContain("41")
})
