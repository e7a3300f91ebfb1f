-- The time in an entry's bytes, which are what is signed; null where they are none of ours.
create function guard.time_of(leaf bytea) returns timestamptz
language sql immutable set search_path = public, pg_temp as $$
  select case when position('"at":"'::bytea in leaf) > 0
    then convert_from(substring(leaf from position('"at":"'::bytea in leaf) + 6 for 24), 'UTF8')::timestamptz end
$$;
revoke all on function guard.time_of(bytea) from public;
--> statement-breakpoint
-- Whoever writes an entry has it wait for its place in the tree; beside it stands no other time than its own.
drop trigger await_place on ledger_inbox;
create or replace function guard.await_place() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  new.at := coalesce(guard.time_of(new.leaf), new.at);
  insert into ledger_waiting (id) values (new.id);
  return new;
end $$;
create trigger await_place before insert on ledger_inbox for each row execute function guard.await_place();
alter table ledger_inbox disable trigger append_only;
update ledger_inbox set at = guard.time_of(leaf) where at is distinct from guard.time_of(leaf) and guard.time_of(leaf) is not null;
alter table ledger_inbox enable trigger append_only;
