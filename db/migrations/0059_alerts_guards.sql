-- Alerts are for auditors: nobody sees those about themselves, and nobody writes one but by looking.
do $$ declare t text; begin
  foreach t in array array['alerts', 'alert_views'] loop
    execute format('alter table public.%I enable row level security', t);
    execute format('alter table public.%I force row level security', t);
    execute format('create policy owner_all on public.%I for all to %I using (true) with check (true)', t, current_user);
  end loop;
end $$;
create policy auditor_read on alerts for select to ukuk_staff
  using ((select guard.staff_role()) = 'auditor' and staff_id <> (select guard.current_staff()));
create policy auditor_close on alerts for update to ukuk_staff
  using ((select guard.staff_role()) = 'auditor' and staff_id <> (select guard.current_staff()) and closed_at is null)
  with check (closed_by = (select guard.current_staff()));
create policy staff_barred on alerts as restrictive for select to ukuk_staff
  using (subject_id is null or not subject_id = any ((select guard.barred())::uuid[]));
create policy staff_outside on alerts as restrictive for select to ukuk_staff using ((select guard.outside_parts()) is null);
create policy staff_outside_change on alerts as restrictive for update to ukuk_staff using ((select guard.outside_parts()) is null);
create policy auditor_read on alert_views for select to ukuk_staff using (exists (select from alerts where id = alert_id));
create policy worker_all on alerts for all to ukuk_worker using (true) with check (true);
grant select on alerts, alert_views to ukuk_staff;
grant update (outcome, finding, closed_by, closed_at) on alerts to ukuk_staff;
grant select (id, rule, at, told_at), update (told_at) on alerts to ukuk_worker;
create unique index alerts_one_open on alerts
  (staff_id, rule, coalesce(subject_id, '00000000-0000-0000-0000-000000000000'::uuid)) where closed_at is null;

-- Whoever looks raises it about themselves, and learns nothing of what stands there: one alert is open for the same, and
-- what is seen meanwhile joins it. Gives its id when it is new.
create function guard.raise_alert(by_rule text, person uuid, since timestamptz, caseless boolean) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  who uuid := guard.current_staff();
  made uuid;
  standing uuid;
begin
  if who is null then
    raise exception 'a member of staff looks' using errcode = 'UK003';
  end if;
  insert into alerts (rule, staff_id, subject_id) values (by_rule, who, person)
    on conflict (staff_id, rule, coalesce(subject_id, '00000000-0000-0000-0000-000000000000'::uuid)) where closed_at is null
    do nothing returning id into made;
  standing := coalesce(made, (select id from alerts
    where staff_id = who and rule = by_rule and subject_id is not distinct from person and closed_at is null));
  insert into alert_views (alert_id, view_id)
    select standing, v.id from views v
    where v.staff_id = who and v.at >= since and (person is null or v.subject_id = person) and (not caseless or v.request_id is null)
    on conflict do nothing;
  return made;
end $$;
revoke all on function guard.raise_alert(text, uuid, timestamptz, boolean) from public;
grant execute on function guard.raise_alert(text, uuid, timestamptz, boolean) to ukuk_staff;
