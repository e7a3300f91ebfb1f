-- Whoever enters says when, as in the entry's bytes; it is read out of these only where nobody says it. `ledger verify`
-- compares the two.
create or replace function guard.await_place() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.at is null then
    new.at := coalesce(guard.time_of(new.leaf), clock_timestamp());
  end if;
  insert into ledger_waiting (id) values (new.id);
  return new;
end $$;
