-- How far the ledger has come is how many entries there are.
create or replace function guard.portal_marks() returns table (ledger bigint, numbers jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select guard.ledger_size(), coalesce((select jsonb_object_agg(year, last) from request_numbers), '{}')
$$;

-- Takes entries out of those that wait, in the order they came in: their hashes as leaves, never what they say. A table that
-- was loaded again has its trigger enter anew what has its place already.
create or replace function guard.take_waiting(most integer) returns table (id uuid, hash bytea, placed boolean)
language sql volatile security definer set search_path = public, pg_temp as $$
  with taken as (
    delete from ledger_waiting where ctid = any (array(select w.ctid from ledger_waiting w limit most)) returning id, number)
  select t.id, sha256('\x00'::bytea || i.leaf), e.id is not null
  from (select taken.id, min(taken.number) as number from taken group by 1) t
  join ledger_inbox i on i.id = t.id left join ledger_entries e on e.id = t.id order by t.number
$$;

-- In the order of the ledger; what has no place in it yet comes last.
create or replace function guard.my_receipts(objects jsonb) returns table (id uuid, leaf bytea, salt bytea, payload bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.id, i.leaf, p.salt, p.payload from ledger_payloads p join ledger_inbox i on i.id = p.id
  left join ledger_entries e on e.id = i.id
  where p.subject_id = (select guard.current_subject())
    and objects ? (convert_from(i.leaf, 'UTF8')::jsonb ->> 'object')
  order by e.seq, i.at, i.id
$$;
create or replace function guard.request_receipts(request uuid, objects jsonb) returns table (id uuid, leaf bytea, salt bytea, payload bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.id, i.leaf, p.salt, p.payload from ledger_payloads p join ledger_inbox i on i.id = p.id
  left join ledger_entries e on e.id = i.id
  where (select guard.staff_role()) = 'auditor' and (select guard.outside_parts()) is null
    and p.subject_id = (select r.subject_id from requests r where r.id = request)
    and objects ? (convert_from(i.leaf, 'UTF8')::jsonb ->> 'object')
  order by e.seq, i.at, i.id
$$;

drop function guard.ledger_checkpoint(bigint);
create function guard.ledger_checkpoint(wanted bigint) returns table (size bigint, note text)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.size, c.note from ledger_checkpoints c where wanted is null or c.size = wanted order by c.size desc limit 1
$$;
revoke all on function guard.ledger_checkpoint(bigint) from public;
grant execute on function guard.ledger_checkpoint(bigint) to ukuk_auth, ukuk_worker, ukuk_staff, ukuk_subject;
