-- Whoever a source's own key stands for is known by it whatever that source calls its keys.
create or replace function guard.subject_known_as(identity_hashes bytea[])
returns table (id uuid, ledger_ref uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, s.ledger_ref from source_identities i join subjects s on s.id = i.subject_id
  where i.hash = any (identity_hashes) and i.until is null and i.source <> '*' and s.erased_at is null limit 1
$$;
