-- How many entries the ledger has, those that wait for their place among them: compared with the checkpoints outside.
create function guard.ledger_size() returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select (select coalesce(max(seq) + 1, 0) from ledger_entries) + (select count(*) from ledger_waiting)
$$;
revoke all on function guard.ledger_size() from public;
grant execute on function guard.ledger_size() to ukuk_auth, ukuk_worker;
