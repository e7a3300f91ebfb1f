-- Whose cases are barred to a member of staff: the people they declared, and whoever is known by the address they sign
-- in with.
create function guard.barred_to(colleague uuid) returns uuid[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(distinct subject_id), '{}') from (
    select subject_id from staff_ties where staff_id = colleague and ended_at is null
    union all
    select i.subject_id from account_logins l join source_identities i on i.hash = l.hash
    where l.account_id = colleague and i.until is null
  ) as tied
$$;
create function guard.barred() returns uuid[]
language sql stable security definer set search_path = public, pg_temp as $$
  select guard.barred_to(guard.session_account('staff'))
$$;
create function guard.is_barred(colleague uuid, subject uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select subject = any (guard.barred_to(colleague))
$$;

-- What is written in such a case is not shown to them, whatever a page asks.
do $$ declare t text; begin
  foreach t in array array['source_identities', 'letters', 'messages', 'attachments', 'proposals', 'decisions', 'plans',
    'plan_operations', 'certificates', 'packages', 'mandates'] loop
    execute format('create policy staff_barred on %I as restrictive for select to ukuk_staff using (subject_id is null or not subject_id = any ((select guard.barred())::uuid[]))', t);
  end loop;
end $$;

-- Nor do they act in it, in any table.
create function guard.check_untied() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if session_user = 'ukuk_staff' and new.subject_id = any (guard.barred()) then
    raise exception 'the case is their own or a relative''s' using errcode = 'UK012';
  end if;
  return new;
end $$;
do $$ declare t text; begin
  foreach t in array array['requests', 'part_events', 'proposals', 'decisions', 'approvals', 'letters', 'messages', 'views',
    'holds', 'disclosures', 'mandates', 'consent_events'] loop
    execute format('create trigger nobody_in_their_own_case before insert on %I for each row execute function guard.check_untied()', t);
  end loop;
end $$;
create function guard.check_assigned() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.assigned_to is not null and new.assigned_to is distinct from old.assigned_to
    and new.subject_id = any (guard.barred_to(new.assigned_to)) then
    raise exception 'the case is their own or a relative''s' using errcode = 'UK012';
  end if;
  return new;
end $$;
create trigger nobody_is_given_their_own before update of assigned_to on request_parts
  for each row execute function guard.check_assigned();

-- Everybody on the staff declares for themselves; an administrator, never of their own ties, says that one ended.
drop policy staff_read on staff_ties;
drop policy staff_add on staff_ties;
drop policy staff_change on staff_ties;
create policy staff_read on staff_ties for select to ukuk_staff
  using (staff_id = (select guard.current_staff()) or (select guard.staff_role()) in ('administrator', 'auditor'));
create policy staff_add on staff_ties for insert to ukuk_staff with check (staff_id = (select guard.current_staff()));
create policy staff_change on staff_ties for update to ukuk_staff
  using ((select guard.staff_role()) = 'administrator' and staff_id <> (select guard.current_staff()));

-- Who is away says so, or an administrator does; the deputy is a colleague of the same role who is there.
drop policy staff_add on absences;
drop policy staff_change on absences;
create policy staff_add on absences for insert to ukuk_staff
  with check (staff_id = (select guard.current_staff()) or (select guard.staff_role()) = 'administrator');
create policy staff_change on absences for update to ukuk_staff
  using (staff_id = (select guard.current_staff()) or (select guard.staff_role()) = 'administrator');
create function guard.check_absence() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (
    select 1 from staff s join staff d on d.role = s.role and not d.outside join accounts a on a.id = d.account_id
    where s.account_id = new.staff_id and d.account_id = new.deputy_id and a.disabled_at is null
  ) then
    raise exception 'a deputy is a colleague of the same role' using errcode = 'UK013';
  end if;
  if exists (
    select 1 from absences where staff_id = new.staff_id and ended_at is null
      and from_on <= new.until_on and until_on >= new.from_on
  ) then
    raise exception 'nobody is away twice on one day' using errcode = 'UK013';
  end if;
  return new;
end $$;
create trigger deputy_can_stand_in before insert on absences for each row execute function guard.check_absence();

-- Who acts in a colleague's place on a day: themselves when they are there, else their deputy, or the deputy's; null
-- when nobody is.
create function guard.stand_in(colleague uuid, on_day date) returns uuid
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  who uuid := colleague;
  next_one uuid;
begin
  for hop in 1..5 loop
    if not exists (select 1 from accounts where id = who and disabled_at is null) then
      return null;
    end if;
    select deputy_id into next_one from absences
      where staff_id = who and ended_at is null and on_day between from_on and until_on;
    if not found then
      return who;
    end if;
    who := next_one;
  end loop;
  return null;
end $$;

revoke all on function guard.barred_to(uuid), guard.barred(), guard.is_barred(uuid, uuid), guard.check_untied(),
  guard.check_assigned(), guard.check_absence(), guard.stand_in(uuid, date) from public;
grant execute on function guard.barred(), guard.is_barred(uuid, uuid) to ukuk_staff;
grant execute on function guard.stand_in(uuid, date) to ukuk_staff, ukuk_worker;
