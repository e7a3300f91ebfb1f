-- What has no place in the ledger yet comes last, in the order it came in: several acts of one transaction have one time.
create or replace function guard.my_receipts(objects jsonb) returns table (id uuid, leaf bytea, salt bytea, payload bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.id, i.leaf, p.salt, p.payload from ledger_payloads p join ledger_inbox i on i.id = p.id
  left join ledger_entries e on e.id = i.id
  where p.subject_id = (select guard.current_subject())
    and objects ? (convert_from(i.leaf, 'UTF8')::jsonb ->> 'object')
  order by e.seq, (select min(w.number) from ledger_waiting w where w.id = i.id)
$$;
--> statement-breakpoint
create or replace function guard.request_receipts(request uuid, objects jsonb) returns table (id uuid, leaf bytea, salt bytea, payload bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.id, i.leaf, p.salt, p.payload from ledger_payloads p join ledger_inbox i on i.id = p.id
  left join ledger_entries e on e.id = i.id
  where (select guard.staff_role()) = 'auditor' and (select guard.outside_parts()) is null
    and p.subject_id = (select r.subject_id from requests r where r.id = request)
    and objects ? (convert_from(i.leaf, 'UTF8')::jsonb ->> 'object')
  order by e.seq, (select min(w.number) from ledger_waiting w where w.id = i.id)
$$;
