-- What a person's receipts are made of: the entries about these things of theirs, with the salt and what was sealed.
create function guard.my_receipts(objects jsonb) returns table (id uuid, leaf bytea, salt bytea, payload bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.id, i.leaf, p.salt, p.payload from ledger_payloads p join ledger_inbox i on i.id = p.id
  where p.subject_id = (select guard.current_subject())
    and objects ? (convert_from(i.leaf, 'UTF8')::jsonb ->> 'object')
  order by i.number
$$;

-- The same of one request for the auditor, who may have all of it checked elsewhere.
create function guard.request_receipts(request uuid, objects jsonb) returns table (id uuid, leaf bytea, salt bytea, payload bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.id, i.leaf, p.salt, p.payload from ledger_payloads p join ledger_inbox i on i.id = p.id
  where (select guard.staff_role()) = 'auditor' and (select guard.outside_parts()) is null
    and p.subject_id = (select r.subject_id from requests r where r.id = request)
    and objects ? (convert_from(i.leaf, 'UTF8')::jsonb ->> 'object')
  order by i.number
$$;
revoke all on function guard.my_receipts(jsonb), guard.request_receipts(uuid, jsonb) from public;
grant execute on function guard.my_receipts(jsonb) to ukuk_subject;
grant execute on function guard.request_receipts(uuid, jsonb) to ukuk_staff;
