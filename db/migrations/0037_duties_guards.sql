-- Duties with a date: everybody on the staff sees them, whoever may do one ends it in their own name, once.
alter table public.duty_tasks enable row level security;
alter table public.duty_tasks force row level security;
do $$ begin
  execute format('create policy owner_all on public.duty_tasks for all to %I using (true) with check (true)', current_user);
end $$;
create policy staff_read on duty_tasks for select to ukuk_staff
  using ((select guard.current_staff()) is not null and (select guard.outside_parts()) is null);
create policy staff_add on duty_tasks for insert to ukuk_staff
  with check ((select guard.current_staff()) is not null and (select guard.outside_parts()) is null and done_at is null);
create policy staff_change on duty_tasks for update to ukuk_staff
  using ((select guard.current_staff()) is not null and (select guard.outside_parts()) is null and done_at is null)
  with check (true);
create policy worker_all on duty_tasks for all to ukuk_worker using (true) with check (done_at is null);
grant select on duty_tasks to ukuk_staff, ukuk_worker;
grant insert on duty_tasks to ukuk_staff, ukuk_worker;
grant update (assigned_to, answers, note, done_by, done_at) on duty_tasks to ukuk_staff;

-- Given to a colleague who is here, it is nobody else's; one for a role is for whoever has it; a personal one stays.
create function guard.check_duty() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  me uuid := guard.current_staff();
begin
  if session_user <> 'ukuk_staff' or new.done_at is null
    and exists (select 1 from accounts where id = old.assigned_to and disabled_at is not null) then
    return new;
  end if;
  if old.personal and (old.assigned_to <> me or new.assigned_to is distinct from old.assigned_to)
    or not old.personal and (
      old.role is distinct from guard.staff_role()
      or old.assigned_to <> me and guard.stand_in(old.assigned_to, current_date) = old.assigned_to
      or new.assigned_to <> me)
    or new.done_by <> me then
    raise exception 'the duty is somebody else''s' using errcode = 'UK022';
  end if;
  return new;
end $$;
create trigger duty_done_by_whose_it_is before update on duty_tasks for each row execute function guard.check_duty();

-- What somebody shut out had taken goes back to their role's list; what only they could do goes with them.
create function guard.release_duties() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update duty_tasks set dropped_at = clock_timestamp() where assigned_to = new.id and personal and done_at is null and dropped_at is null;
  update duty_tasks set assigned_to = null where assigned_to = new.id and not personal and done_at is null;
  return new;
end $$;
create trigger duties_go_back after update of disabled_at on accounts for each row
  when (new.kind = 'staff' and old.disabled_at is null and new.disabled_at is not null) execute function guard.release_duties();

-- A day's letter goes to everybody of the organisation's own who has something due; to their deputy while they are away.
drop function guard.staff_on_duty(date);
create function guard.staff_on_duty(today date)
returns table (staff_id uuid, to_id uuid, role text, locale text, login bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select f.account_id, a.id, f.role, a.locale, l.value
  from staff f
  join accounts own on own.id = f.account_id and own.disabled_at is null
  left join lateral (
    select deputy_id from absences where staff_id = f.account_id and ended_at is null
      and today between from_on and until_on order by at desc limit 1) away on true
  join accounts a on a.id = coalesce(away.deputy_id, f.account_id) and a.disabled_at is null
  join account_logins l on l.account_id = a.id and l.kind = 'email'
  where not f.outside
$$;
revoke all on function guard.check_duty(), guard.release_duties(), guard.staff_on_duty(date) from public;
grant execute on function guard.staff_on_duty(date) to ukuk_worker;
