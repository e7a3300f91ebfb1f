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

it("lets nobody call a function of the guard who was not given it, nor lend its owner's rights to another's tables", async () => {
  const { rows } = await owner.query(
    `select p.oid::regprocedure::text as name from pg_proc p
     where p.pronamespace = 'guard'::regnamespace and (
       exists (select 1 from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g where g.grantee = 0)
       or p.prosecdef and not exists (select 1 from unnest(p.proconfig) s where s like 'search_path=%pg_temp'))`,
  )
  expect(rows).toEqual([])
})

it("lets whoever is from outside change only what is put to them", async () => {
  const { rows } = await owner.query(
    `select c.relname as name from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and has_any_column_privilege('ukuk_staff', c.oid, 'update')
       and exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('w', '*')
         and pg_get_expr(p.polqual, p.polrelid) like '%approver%')
       and not exists (select 1 from pg_policy p where p.polrelid = c.oid and not p.polpermissive and p.polcmd = 'w')
     order by 1`,
  )
  expect(rows).toEqual([])
})
