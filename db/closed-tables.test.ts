import pg from "pg"
import { afterAll, beforeAll, expect, it } from "vitest"
import { type FreshDatabase, freshDatabase } from "@/db/testing/database"

let database: FreshDatabase
let owner: pg.Client

beforeAll(async () => {
  database = await freshDatabase()
  owner = new pg.Client({ connectionString: database.url })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await database.drop()
})

it("hides what is about a person from staff in that person's own case, and from whoever is from outside", async () => {
  const { rows } = await owner.query<{ name: string; closed: string[] }>(
    `select c.relname as name, coalesce(array_agg(distinct p.polname::text) filter (where not p.polpermissive), '{}') as closed
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname in ('subject_id', 'part_id', 'request_id')
     left join pg_policy p on p.polrelid = c.oid and p.polcmd = 'r'
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and has_any_column_privilege('ukuk_staff', c.oid, 'select')
     group by 1 order by 1`,
  )
  const open = (policy: string) =>
    rows.filter(({ closed }) => !closed.includes(policy)).map(({ name }) => name)
  // A queue hides nothing; who sees whom, how to find and how to tell them is no content of a case.
  expect(open("staff_barred")).toEqual([
    ...["accounts", "request_parts", "requests", "search_terms", "staff_ties", "views"],
  ])
  expect(open("staff_outside")).toEqual(["staff_ties"])
})
