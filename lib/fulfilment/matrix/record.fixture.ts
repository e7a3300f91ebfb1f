import type { Case, Hall } from "./hall.fixture"
import type { Source } from "./source.fixture"

const counted: Readonly<Record<string, string>> = {
  part: "select status, deferred_fact, outcome, stall_cause from request_parts where id = $1",
  operations: `select position, phase, o.state, source, operation, category, items from plan_operations o
    where part_id = $1 order by 1, 2, 3, 4, 5, 6`,
  events: `select event, count(*) from part_events where part_id = $1 and event not in ('stall', 'resume') group by 1 order by 1`,
  letters: "select kind, count(*) from letters where part_id = $1 group by 1 order by 1",
  certificates: "select number from certificates where part_id = $1 order by 1",
  messages: "select template, count(*) from outbox where subject_id = $2 group by 1 order by 1",
  register: "select kind, count(*) from erasure_lines where subject_id = $2 group by 1 order by 1",
  packages: "select count(*) from packages where part_id = $1",
  moves: `select count(*) = (select count(*) from part_events where part_id = $1) as "each has its entry"
    from ledger_inbox where convert_from(leaf, 'UTF8')::jsonb @> jsonb_build_object('act', 'part.moved', 'object', $1::text)`,
}

/** What became of a part: what its source holds, and what the portal says was done, without ids and times. */
export async function recordOf(
  { portal }: Hall,
  source: Source,
  { n, part, subjectId }: Case,
): Promise<unknown> {
  const asked = (await source.asked?.(n, subjectId)) ?? null
  const record: Record<string, unknown> = { held: await source.held(n, subjectId), asked }
  for (const [name, text] of Object.entries(counted)) {
    const named = { $1: part, $2: subjectId }
    const values = Object.entries(named).flatMap(([place, value]) => (text.includes(place) ? [value] : []))
    const { rows } = await portal.owner.query(
      text.replaceAll("$2", values.length === 1 ? "$1" : "$2"),
      values,
    )
    record[name] = rows
  }
  return record
}
