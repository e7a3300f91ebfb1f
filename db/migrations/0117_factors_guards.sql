-- Recovery codes of staff, and the networks they may work from.
do $$ declare t text; begin
  foreach t in array array['recovery_codes', 'staff_networks'] loop
    execute format('alter table public.%I enable row level security', t);
    execute format('alter table public.%I force row level security', t);
    execute format('create policy owner_all on public.%I for all to %I using (true) with check (true)', t, current_user);
  end loop;
end $$;

-- New codes for whoever asks; those they had are nobody's.
create function guard.new_recovery_codes(hashes bytea[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if guard.current_staff() is null then raise exception 'no member of staff is signed in' using errcode = 'UK076'; end if;
  delete from recovery_codes where account_id = guard.current_staff();
  insert into recovery_codes (hash, account_id) select unnest(hashes), guard.current_staff();
end $$;

-- How many codes whoever asks still has.
create function guard.own_recovery_codes() returns integer
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*)::integer from recovery_codes where account_id = guard.current_staff() and used_at is null
$$;

-- Uses a code up; of two at once one finds it.
create function guard.take_recovery_code(account uuid, code bytea) returns boolean
language sql security definer set search_path = public, pg_temp as $$
  with taken as (
    update recovery_codes set used_at = clock_timestamp() where hash = code and account_id = account and used_at is null returning 1)
  select exists (select 1 from taken)
$$;

-- Whether staff may work from an address. One that is not known is in no network.
create function guard.staff_may_from(address text) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from staff_networks) then return true; end if;
  return exists (select from staff_networks where network >>= address::inet);
exception when invalid_text_representation then
  return false;
end $$;

revoke all on function guard.new_recovery_codes(bytea[]), guard.own_recovery_codes(), guard.take_recovery_code(uuid, bytea),
  guard.staff_may_from(text) from public;
grant execute on function guard.new_recovery_codes(bytea[]), guard.own_recovery_codes() to ukuk_staff;
grant execute on function guard.take_recovery_code(uuid, bytea), guard.staff_may_from(text) to ukuk_auth;
grant execute on function guard.staff_may_from(text) to ukuk_staff;

-- Everybody on the staff may know from where they work; an administrator says it.
create policy staff_read on staff_networks for select to ukuk_staff
  using ((select guard.staff_role()) in ('administrator', 'auditor'));
create policy staff_write on staff_networks for insert to ukuk_staff
  with check ((select guard.staff_role()) = 'administrator' and added_by = (select guard.current_staff()));
create policy staff_remove on staff_networks for delete to ukuk_staff
  using ((select guard.staff_role()) = 'administrator');
grant select, insert, delete on staff_networks to ukuk_staff;
