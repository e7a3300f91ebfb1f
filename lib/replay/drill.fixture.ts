import { Writable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { drizzle } from "drizzle-orm/node-postgres"
import pg from "pg"
import { to as copyTo } from "pg-copy-streams"
import { inForce } from "@/lib/policy/editions"
import type { OpenDeployment } from "@/lib/testing/open-deployment"

/** The connection of the lender, whose database goes away and comes back. */
export const LENDER = "LENDER_URL"

export const lenderOf = ({ sources }: OpenDeployment): pg.Pool => {
  const pool = sources.get(LENDER)
  if (!pool) throw new Error("a deployment of the lender has a lender")
  return pool
}

export type Dump = ReadonlyMap<string, readonly string[]>

/** Every row of every table as COPY writes it. */
export async function dump(url: string): Promise<Dump> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by 1`,
  )
  const out = new Map<string, string[]>()
  for (const { name } of rows) {
    const parts: Buffer[] = []
    const sink = new Writable({
      write(chunk, _, next) {
        parts.push(chunk)
        next()
      },
    })
    await pipeline(client.query(copyTo(`copy ${name} to stdout`)), sink)
    out.set(name, Buffer.concat(parts).toString().split("\n").slice(0, -1).sort())
  }
  await client.end()
  return out
}

export const text = (all: Dump): string => [...all.values()].flat().join("\n")

/** What identifies people alone: nobody else has the same. */
export async function valuesOf(lender: pg.Pool, customers: readonly string[]): Promise<string[]> {
  const { rows } = await lender.query<{ pin: string; phone: string; email: string | null; passport: string }>(
    `select pin, mobile_phone as phone, email, null as passport from core.customers where customer_id = any($1::bigint[])`,
    [customers],
  )
  return rows.flatMap(({ pin, phone, email, passport }) =>
    [pin, phone, email, passport].flatMap((v) => v ?? []),
  )
}

/** People whose loans are repaid so long ago that nothing of them is kept, and who share no row with anybody else. */
export async function paidOffAlone(open: OpenDeployment, most: number): Promise<string[]> {
  const { rows } = await lenderOf(open).query<{ id: string }>(
    `select c.customer_id::text as id from core.customers c
     where not exists (select 1 from core.contact_persons p where c.customer_id in (p.customer_id, p.linked_customer_id) and p.linked_customer_id is not null)
       and not exists (select 1 from core.customer_addresses a join core.customer_addresses b using (addr_id) where a.customer_id = c.customer_id and b.customer_id <> c.customer_id)
     order by c.customer_id offset 5`,
  )
  const source = open.house.sourcesOf(await inForce(drizzle(open.owner))).of("lender")
  const paid: string[] = []
  for (const { id } of rows) {
    const [fact] = await source.facts(["obligations.performed"], [{ kind: "customer_id", value: id }])
    if (fact?.value === true) paid.push(id)
    if (paid.length === most) break
  }
  return paid
}
