-- The administrator writes the calendar's next edition and publishes it under their own name, with a reason. An edition
-- is added and never changed.
alter table public.calendar_drafts enable row level security;
alter table public.calendar_drafts force row level security;
do $$ begin
  execute format('create policy owner_all on public.calendar_drafts for all to %I using (true) with check (true)', current_user);
end $$;
create policy staff_own on calendar_drafts for all to ukuk_staff
  using ((select guard.staff_role()) = 'administrator')
  with check ((select guard.staff_role()) = 'administrator' and edited_by = (select guard.current_staff()));
grant select, insert, delete on calendar_drafts to ukuk_staff;
grant update (based_on, document, version, edited_by, edited_at) on calendar_drafts to ukuk_staff;

create policy staff_add on reference_editions for insert to ukuk_staff
  with check (kind = 'calendar' and (select guard.staff_role()) = 'administrator'
    and published_by = (select guard.current_staff()) and length(btrim(reason)) >= 10);
grant insert on reference_editions to ukuk_staff;

-- To whom of the staff the worker writes: the sealed address of every member with that role.
create function guard.staff_addresses(wanted text)
returns table (account_id uuid, locale text, login_id uuid, login bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.id, a.locale, l.id, l.value from staff f join accounts a on a.id = f.account_id
    join account_logins l on l.account_id = a.id
  where f.role = wanted and a.disabled_at is null and l.kind = 'email'
$$;
revoke all on function guard.staff_addresses(text) from public;
grant execute on function guard.staff_addresses(text) to ukuk_worker;
