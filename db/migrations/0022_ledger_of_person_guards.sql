-- The entries of the ledger about things of the person who asks, and the leaf hash of each as RFC 6962 has it.
create function guard.my_entries(objects jsonb) returns table (id uuid, at timestamptz, act text, leaf_hash text)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.id, i.at, e.leaf ->> 'act', encode(sha256('\x00'::bytea || i.leaf), 'hex')
  from ledger_payloads p join ledger_inbox i on i.id = p.id
  cross join lateral (select convert_from(i.leaf, 'UTF8')::jsonb as leaf) e
  where p.subject_id = (select guard.current_subject()) and objects ? (e.leaf ->> 'object')
  order by i.at, i.id
$$;
revoke all on function guard.my_entries(jsonb) from public;
grant execute on function guard.my_entries(jsonb) to ukuk_subject;
