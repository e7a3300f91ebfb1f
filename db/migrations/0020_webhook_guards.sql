-- A source names people by its own keys: who they are here, and which of their parts wait. The worker asks for ids alone.
create function guard.told_of(hashes bytea[]) returns table (subject uuid, part uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct s.id, p.id from source_identities i join subjects s on s.id = i.subject_id
    left join request_parts p on p.subject_id = s.id and p.status = 'deferred'
  where i.hash = any (hashes) and i.until is null and s.erased_at is null
$$;
revoke all on function guard.told_of(bytea[]) from public;
grant execute on function guard.told_of(bytea[]) to ukuk_worker;
