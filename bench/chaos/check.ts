import { readFileSync } from "node:fs"
import path from "node:path"
import pg from "pg"

/*
 * The checker. It uses no code of the product: it reads what the client wrote down, both databases by SQL, what the mail
 * server took and what was logged, and says what does not hold together. Arguments: the folder, and the addresses of the
 * portal's and the source's databases.
 */

type Line = { person: number; subject: string; act: string; is: string; seen?: { part: string } }
type Row = Record<string, string | number | null>

const [folder = "", portalUrl = "", sourceUrl = ""] = process.argv.slice(2)
const read = (name: string) => readFileSync(path.join(folder, name), "utf8")
const history: Line[] = read("history.jsonl")
  .split("\n")
  .filter(Boolean)
  .map((line) => JSON.parse(line))
const cast: { people: { subject: string; customer: string; secrets: string[] }[] } = JSON.parse(
  read("cast.json"),
)
const mails: string[] = read("mails.txt").split("\n").filter(Boolean)

const violations: string[] = []
const must = (holds: boolean, what: string) => void (holds || violations.push(what))

const portal = new pg.Client({ connectionString: portalUrl })
const source = new pg.Client({ connectionString: sourceUrl })
await Promise.all([portal.connect(), source.connect()])
const ask = async (client: pg.Client, text: string, values: unknown[] = []) =>
  (await client.query<Row>(text, values)).rows
const tally = async (client: pg.Client, text: string): Promise<Map<string, number>> =>
  new Map((await ask(client, text)).map(({ key, n }) => [String(key), Number(n)]))

/** Which steps of a part follow which; whatever else is there is no step of ours. */
const LEGAL = new Set([
  "submit draft received",
  "run received fulfilling",
  "confirm received working",
  "propose working proposed",
  "approve proposed fulfilling",
  "complete fulfilling fulfilled",
  "stall fulfilling stalled",
  "resume stalled fulfilling",
  "defer fulfilling deferred",
])
const EVENT: Readonly<Record<string, string>> = {
  submit: "submit",
  stop: "submit",
  take: "confirm",
  propose: "propose",
  approve: "approve",
}

/** I1: what was answered is there once, what was not is there once at most, what was refused is not there. */
async function actsAreOnce(): Promise<number> {
  const events = await tally(
    portal,
    "select r.subject_id || ' ' || p.right_code || ' ' || e.event as key, count(*) as n from part_events e join request_parts p on p.id = e.part_id join requests r on r.id = p.request_id group by 1",
  )
  const acts = new Map<string, Line[]>()
  for (const line of history)
    acts.set(`${line.subject} ${line.act}`, [...(acts.get(`${line.subject} ${line.act}`) ?? []), line])
  let known = 0
  for (const [name, lines] of acts) {
    const { subject = "", act = "" } = lines[0] ?? {}
    const n = events.get(`${subject} ${act === "stop" ? "withdrawal" : "erasure"} ${EVENT[act]}`) ?? 0
    const isOk = lines.some(({ is }) => is === "ok")
    if (isOk) known += 1
    must(isOk ? n === 1 : n <= 1, `I1 ${name}: ${isOk ? "answered" : "not answered"}, and there ${n} times`)
    must(!lines.some(({ is }) => is === "fail"), `I1 ${name}: refused`)
  }
  for (const key of events.keys())
    must(
      cast.people.some(({ subject }) => key.startsWith(subject)),
      `I1 ${key}: nobody did that`,
    )
  const [numbers] = await ask(
    portal,
    "select count(*) as n, count(distinct number) as distinct, max(split_part(number, '-', 2)::int) - min(split_part(number, '-', 2)::int) + 1 as span from requests",
  )
  must(
    numbers?.n === numbers?.distinct && (numbers?.n === "0" || Number(numbers?.n) === numbers?.span),
    "I1 numbers: a gap or a double",
  )
  return known
}

/** I2: every change of state has its entry in the ledger, and every entry its change. */
async function ledgerIsWhole(): Promise<number> {
  const entries = await tally(
    portal,
    "select convert_from(leaf, 'UTF8')::jsonb ->> 'object' as key, count(*) as n from ledger_inbox where convert_from(leaf, 'UTF8')::jsonb ->> 'act' = 'part.moved' group by 1",
  )
  const changes = await tally(portal, "select part_id as key, count(*) as n from part_events group by 1")
  for (const part of new Set([...entries.keys(), ...changes.keys()]))
    must(
      entries.get(part) === changes.get(part),
      `I2 ${part}: ${changes.get(part)} changes, ${entries.get(part)} entries`,
    )
  return [...changes.values()].reduce((sum, n) => sum + n, 0)
}

/** I3: every message reached the server, under its own id, and nothing reached it of which there is no message. */
async function messagesArrived(): Promise<number> {
  const rows = await ask(portal, "select message_id as id, state from outbox where channel = 'email'")
  const bare = (id: unknown) => String(id).replace(/^<|>$/g, "")
  const [sent, taken] = [new Set(rows.map(({ id }) => bare(id))), new Set(mails.map(bare))]
  for (const { id, state } of rows)
    must(
      state === "sent" && taken.has(bare(id)),
      `I3 ${id}: ${state}, ${taken.has(bare(id)) ? "" : "not "}taken`,
    )
  for (const id of taken) must(sent.has(id), `I3 ${id}: taken, and no message of ours`)
  return mails.length - taken.size
}

/** I4: each step begins where the one before ended, none that is not allowed, and the part stands where the last one ended. */
async function stepsAreLegal(): Promise<void> {
  const steps = await ask(
    portal,
    "select part_id as part, event, from_status as was, to_status as is from part_events order by part_id, at, id",
  )
  const at = new Map<string, string>()
  for (const { part, event, was, is } of steps) {
    must(
      (at.get(String(part)) ?? "draft") === was,
      `I4 ${part}: ${event} from ${was}, but it was ${at.get(String(part))}`,
    )
    must(LEGAL.has(`${event} ${was} ${is}`), `I4 ${part}: ${event} from ${was} to ${is}`)
    at.set(String(part), String(is))
  }
  for (const { id, status } of await ask(portal, "select id, status from request_parts"))
    must(
      at.get(String(id)) === status,
      `I4 ${id}: stands at ${status}, its history ends at ${at.get(String(id))}`,
    )
}

/** I5: what was to be erased is gone and told once; of everybody else everything is there. */
async function erasedAndNoMore(): Promise<number> {
  const done = new Set(
    (
      await ask(
        portal,
        "select subject_id as id from request_parts where right_code = 'erasure' and status = 'fulfilled'",
      )
    ).map(({ id }) => String(id)),
  )
  const certificates = await tally(
    portal,
    "select c.subject_id as key, count(*) as n from certificates c join request_parts p on p.id = c.part_id where p.right_code = 'erasure' group by 1",
  )
  const lines = await tally(
    portal,
    "select subject_id as key, count(*) as n from erasure_lines where kind = 'carried_out' and body::text like '%contact_persons%' group by 1",
  )
  const held = await ask(
    source,
    "select c.customer_id::text as id, (c.email is not null)::int + (select count(*) from core.expenses e where e.customer_id = c.customer_id)::int + (select count(*) from core.contact_persons p where p.customer_id = c.customer_id)::int as n from core.customers c",
  )
  const items = new Map(held.map(({ id, n }) => [String(id), Number(n)]))
  for (const { subject, customer } of cast.people) {
    const expected = done.has(subject) ? 0 : 1 + 3 + 2
    must(
      items.get(customer) === expected,
      `I5 ${subject}: ${items.get(customer)} items held, ${expected} expected`,
    )
    must(
      (certificates.get(subject) ?? 0) === (done.has(subject) ? 1 : 0),
      `I5 ${subject}: ${certificates.get(subject) ?? 0} certificates`,
    )
    must(
      (lines.get(subject) ?? 0) === (done.has(subject) ? 1 : 0),
      `I5 ${subject}: ${lines.get(subject) ?? 0} lines for the register`,
    )
  }
  return done.size
}

/** I8: nothing is stuck: no part on its way, no job locked or waiting. */
async function nothingIsStuck(): Promise<void> {
  for (const { id, status } of await ask(
    portal,
    "select id, status from request_parts where status <> 'fulfilled'",
  ))
    must(false, `I8 ${id}: still ${status}`)
  for (const { id } of await ask(
    portal,
    "select id from graphile_worker.jobs where locked_at is not null or (attempts > 0 and attempts < max_attempts)",
  ))
    must(false, `I8 job ${id}: left over`)
}

/** I9: nobody's data in what was logged. */
function logsAreClean(): void {
  const logs = read("logs.txt")
  for (const { subject, secrets } of cast.people)
    for (const secret of secrets) must(!logs.includes(secret), `I9 ${subject}: their data is in a log`)
}

const acknowledged = await actsAreOnce()
const changes = await ledgerIsWhole()
const sentAgain = await messagesArrived()
await stepsAreLegal()
const erased = await erasedAndNoMore()
await nothingIsStuck()
logsAreClean()
await Promise.all([portal.end(), source.end()])
const unknown = history.filter(({ is }) => is === "unknown").length
process.stdout.write(
  `${JSON.stringify({ violations, acknowledged, unknown, changes, erased, mails: mails.length, sentAgain })}\n`,
)
