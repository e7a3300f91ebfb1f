// What the page of a category asks of the databases, answered by node:http and pg alone: the rows as JSON. Two
// transactions of the portal (the frame's and the reading's) and the connector's questions, one after another where
// the page needs an answer to go on, side by side where it does not.
import { createHash } from "node:crypto"
import { createServer } from "node:http"
import pg from "pg"

const { PORT, AUTH_URL, SUBJECT_URL, LENDER_URL, TOKEN = "", SUBJECT, CUSTOMER, FACTS = "[]" } = process.env

const auth = new pg.Pool({ connectionString: AUTH_URL })
const subject = new pg.Pool({ connectionString: SUBJECT_URL })
const lender = new pg.Pool({
  connectionString: LENDER_URL,
  options: "-c timezone=UTC -c plan_cache_mode=force_generic_plan -c jit=off",
})

/** Who holds the session, which is kept alive by it. */
const SESSION = "select * from guard.touch_session($1)"
const begin = (token: string) =>
  `begin; select clock_timestamp() as now, set_config('ukuk.token', '${token}', true), set_config('ukuk.scope', '', true)`
/** What is in force: the policy's edition, and the profile, calendar and data map beside it. */
const EDITION = `select "id", "policy" from "policy_editions" where "policy_editions"."effective_at" <= now()
  order by "policy_editions"."published_at" desc, "policy_editions"."number" desc limit $1`
const REFERENCES = `select distinct on ("kind", "code") "id", "kind", "code" from "reference_editions"
  where "reference_editions"."effective_at" <= now() order by "kind", "code", "number" desc`
/** How the person is known in the sources, and what holds stop an erasure. */
const IDENTITIES = `select "id", "source", "kind", "value" from "source_identities"
  where ("subject_id" = $1 and "until" is null)`
const HOLDS = `select "ground", "categories" from "holds" where ("subject_id" = $1 and "ended_at" is null)`

/** That the lender's row is the person's. */
const CUSTOMERS = `select "customer_id"::text as subject, "pin"::text as "i0", "mobile_phone"::text as "i1", "email"::text as "i2"
  from "core"."customers" where "customer_id" = any($1::bigint[]) order by "customer_id"`
/** How many items the category has: of signed-in visits, and of those known by their session. */
const COUNTS = `values (0, (select coalesce(json_agg(q), '[]') from (
    select t."user_id"::text as subject, count(nullif(t."page_address", $1::text)) + count(nullif(t."http_status", $2::smallint)) as "n0"
    from "web"."page_requests" t where t."user_id" = $3::bigint group by 1) q)),
  (1, (select coalesce(json_agg(q), '[]') from (
    select p1."user_id"::text as subject, count(nullif(t."page_address", $1::text)) + count(nullif(t."http_status", $2::smallint)) as "n0"
    from "web"."page_requests" t join "web"."site_sessions" p1 on p1."session_id" = t."session_id"
    where p1."user_id" = $4::bigint and t."user_id" is null group by 1) q))`
/** The first hundred items. */
const ITEMS = `select t."user_id"::text as subject, t."request_id"::text as "k0", f.n, f.value, f.by, f.at, to_jsonb(t."requested_at") as recorded
  from "web"."page_requests" t cross join lateral (values
    (0, to_jsonb((nullif(t."page_address", $1::text))::text), null::text, to_jsonb(t."requested_at")),
    (1, to_jsonb(nullif(t."http_status", $2::smallint)), null::text, to_jsonb(t."requested_at"))) as f(n, value, by, at)
  where t."user_id" = $3::bigint and f.value is not null order by t."request_id", f.n limit $4::bigint offset $5::bigint`
/** The facts on which it depends how long the category is kept: the data map's own SQL. */
const FACT_ROWS = `values ${(JSON.parse(FACTS) as string[])
  .map(
    (sql, i) =>
      `(${i}, (select coalesce(json_agg(q), '[]') from (with asked as (${sql.replace(/\$1\b/g, "$1::bigint")}) select value, since, evidence from asked) q))`,
  )
  .join(", ")}`

async function ask(client: pg.Pool | pg.PoolClient, name: string, text: string, values: unknown[]) {
  return (await client.query({ name, text, values })).rows
}

async function inTransaction<T>(token: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await subject.connect()
  try {
    await client.query(begin(token))
    const rows = await work(client)
    await client.query("commit")
    return rows
  } finally {
    client.release()
  }
}

const inForce = async (client: pg.PoolClient) => [
  await ask(client, "edition", EDITION, [1]),
  await ask(client, "references", REFERENCES, []),
]

async function reading() {
  const session = createHash("sha256").update(Buffer.from(TOKEN, "hex")).digest()
  const who = await ask(auth, "session", SESSION, [session])
  const ground = await inTransaction(TOKEN, async (client) => [
    ...(await inForce(client)),
    await ask(client, "identities", IDENTITIES, [SUBJECT]),
    await ask(client, "holds", HOLDS, [SUBJECT]),
  ])
  return [who, ground, ...(await Promise.all([items(), facts()]))]
}

const erased = ["erased", 0]

async function items() {
  const known = await ask(lender, "customers", CUSTOMERS, [[CUSTOMER]])
  const counts = await ask(lender, "counts", COUNTS, [...erased, CUSTOMER, CUSTOMER])
  return [known, counts, await ask(lender, "items", ITEMS, [...erased, CUSTOMER, 100, 0])]
}

const facts = async () => [
  await ask(lender, "customers", CUSTOMERS, [[CUSTOMER]]),
  await ask(lender, "facts", FACT_ROWS, [CUSTOMER]),
]

createServer(async (_request, response) => {
  const rows = await Promise.all([inTransaction("", inForce), reading()])
  response.setHeader("content-type", "application/json")
  response.end(JSON.stringify(rows))
}).listen(Number(PORT), "127.0.0.1")
