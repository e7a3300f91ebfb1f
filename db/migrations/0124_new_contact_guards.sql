-- What of a customer's data was corrected lately, so that a contact that staff changed proves nothing at a sign-up yet.
create function guard.corrected_since(customers bytea[], moment timestamptz) returns setof jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select p.scope from request_parts p
  where p.right_code = 'rectification' and p.status = 'fulfilled' and p.closed_at > moment
    and p.subject_id in (select i.subject_id from source_identities i where i.hash = any (customers))
$$;
revoke all on function guard.corrected_since(bytea[], timestamptz) from public;
grant execute on function guard.corrected_since(bytea[], timestamptz) to ukuk_worker;
