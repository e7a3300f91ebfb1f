import { drizzle } from "drizzle-orm/node-postgres"
import type pg from "pg"
import { dueDate } from "@/lib/deadlines/due-date"
import { clockRules, workingCalendar } from "@/lib/deadlines/from-policy"
import { type InForce, inForce } from "@/lib/policy/editions"
import { termOf } from "@/lib/policy/lookup"

const DAY = 86_400_000
/** How long ago requests came in: the oldest are overdue, the newest have the whole term before them. */
const DAYS = 40
const OFFICERS = 40

const identified = (what: string, number = "i") => `md5('${what} ' || ${number})::uuid`

/** The demo's staff have colleagues, so that work is shared as in a place with that much of it. */
const COLLEAGUES = [
  `insert into accounts (id, kind, password) select ${identified("officer")}, 'staff', '\\x00' from generate_series(1, ${OFFICERS}) i`,
  `insert into staff (account_id, role, unit, name, totp_secret)
   select ${identified("officer")}, 'officer', 'bench', 'Officer ' || i, '\\x00' from generate_series(1, ${OFFICERS}) i`,
]

const PEOPLE = `insert into subjects (id) select ${identified("person")} from generate_series(1, $1::int) i`

const REQUESTS = `
  insert into requests (id, number, subject_id, channel, language, received_at)
  select ${identified("request")}, '2019-' || lpad(i::text, 7, '0'), ${identified("person")}, 'cabinet', 'ky',
    (($2::jsonb -> (hashint4(i) & 2147483647) % $3::int) ->> 'receivedAt')::timestamptz
  from generate_series(1, $1::int) i`

const [OF, OPEN] = [50, 40]

/**
 * Of 50 parts 40 wait for staff (8 new and nobody's, 20 being worked on, 6 with the person, 2 being verified, 3 proposed,
 * 1 stalled), 2 are deferred and 8 closed; one in forty of what is assigned is the measured officer's.
 */
const PARTS = `
  insert into request_parts (id, request_id, subject_id, right_code, kind, scope, profile_id, edition_id, data_map_id,
    calendar_id, status, received_at, due_at, due_on, due_steps, assigned_to, deferred_until, outcome, closed_at, awaited_since)
  select ${identified("part")}, ${identified("request")}, ${identified("person")}, right_code, 'operation',
    jsonb_build_object('right', right_code, 'categories', '["email"]'::jsonb), $4::uuid, $5::uuid, $6::uuid, $7::uuid,
    status, (day ->> 'receivedAt')::timestamptz, (day ->> 'dueAt')::timestamptz, (day ->> 'dueOn')::date, day -> 'steps',
    case when status <> 'received' then
      case when (i / ${OF}) % ${OFFICERS} = 0 then $8::uuid else ${identified("officer", `((i / ${OF}) % ${OFFICERS})`)} end end,
    case when status = 'deferred' then (day ->> 'dueAt')::timestamptz + interval '1 year' end,
    case when status = 'fulfilled' then 'done' end,
    case when status = 'fulfilled' then (day ->> 'dueAt')::timestamptz - (i % 86400) * interval '1 second' end,
    case when status in ('verifying', 'waiting') then (day ->> 'receivedAt')::timestamptz end
  from generate_series(1, $1::int) i, lateral (
    select $2::jsonb -> (hashint4(i) & 2147483647) % $3::int as day,
      (array['erasure', 'withdrawal', 'rectification', 'access'])[1 + i % 4] as right_code,
      case when i % ${OF} < 8 then 'received' when i % ${OF} < 28 then 'working' when i % ${OF} < 34 then 'waiting'
        when i % ${OF} < 36 then 'verifying' when i % ${OF} < 39 then 'proposed' when i % ${OF} < ${OPEN} then 'stalled'
        when i % ${OF} < 42 then 'deferred' else 'fulfilled' end as status) as made`

/** The days on which requests came in, each with its deadline and steps as the product counts them. */
function daysOf(held: InForce) {
  const calendar = workingCalendar(held.calendar)
  const rules = clockRules(held.profile.clock, held.policy.organisation.closingHour)
  return Array.from({ length: DAYS }, (_, ago) => {
    const receivedAt = new Date(Date.now() - ago * DAY)
    return { receivedAt, ...dueDate({ term: termOf(held, "erasure").term, receivedAt, calendar, rules }) }
  })
}

/**
 * Fills a portal with requests of a realistic mix, `open` of which wait for staff; `officer` is the account whose queue
 * is measured. Written with the owner's connection, foreign keys unchecked: the rows are made to fit.
 */
export async function fillRequests(owner: pg.Pool, open: number, officer: string): Promise<void> {
  const held = await inForce(drizzle(owner))
  const days = daysOf(held)
  const all = (open / OPEN) * OF
  const some = [all, JSON.stringify(days), days.length]
  const client = await owner.connect()
  try {
    await client.query("set session_replication_role = replica")
    for (const text of COLLEAGUES) await client.query(text)
    await client.query(PEOPLE, [all])
    await client.query(REQUESTS, some)
    await client.query(PARTS, [
      ...some,
      held.profileId,
      held.edition.id,
      held.dataMapId,
      held.calendarId,
      officer,
    ])
    await client.query("vacuum analyze requests, request_parts, staff, accounts")
    await client.query("reset session_replication_role")
  } finally {
    client.release()
  }
}
