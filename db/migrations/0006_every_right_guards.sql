-- Rows of who acts for whom, who is away, whose cases are barred, what was handed over and what a source told.
do $$ declare t text; begin
  foreach t in array array['mandates', 'staff_ties', 'absences', 'account_invitations', 'packages', 'webhook_deliveries'] loop
    execute format('alter table public.%I enable row level security', t);
    execute format('alter table public.%I force row level security', t);
    execute format('create policy owner_all on public.%I for all to %I using (true) with check (true)', t, current_user);
  end loop;
end $$;

-- The person sees who may act for them; whoever acts sees their own authority.
create policy subject_own on mandates for select to ukuk_subject
  using (subject_id = (select guard.current_subject()) or account_id = (select guard.current_account()));
create policy subject_own on packages for select to ukuk_subject using (subject_id = (select guard.current_subject()));
grant select on mandates, packages to ukuk_subject;

do $$ declare t text; begin
  foreach t in array array['mandates', 'staff_ties', 'absences', 'account_invitations'] loop
    execute format('create policy staff_read on %I for select to ukuk_staff using ((select guard.current_staff()) is not null)', t);
    execute format('create policy staff_add on %I for insert to ukuk_staff with check ((select guard.staff_role()) in (''officer'', ''approver'', ''administrator''))', t);
    execute format('create policy staff_change on %I for update to ukuk_staff using ((select guard.staff_role()) in (''officer'', ''approver'', ''administrator''))', t);
  end loop;
end $$;
grant select, insert on mandates, staff_ties, absences to ukuk_staff;
grant insert on account_invitations to ukuk_staff;
grant update (ended_at, ended_why, account_id) on mandates to ukuk_staff;
grant update (ended_at) on staff_ties, absences to ukuk_staff;
grant update (ended_by, end_reason) on holds to ukuk_staff;
grant update (lift_at, reviewed_at, reviewed_by, division) on request_parts to ukuk_staff;
grant select (outside) on staff to ukuk_staff;

do $$ declare t text; begin
  foreach t in array array['mandates', 'packages'] loop
    execute format('create policy worker_scope on %I for all to ukuk_worker using (subject_id = (select guard.worker_subject())) with check (subject_id = (select guard.worker_subject()))', t);
  end loop;
end $$;
create policy worker_all on webhook_deliveries for all to ukuk_worker using (true) with check (true);
grant select on mandates, packages, webhook_deliveries to ukuk_worker;
grant insert, delete on packages, webhook_deliveries to ukuk_worker;
grant update (ended_at, ended_why) on mandates to ukuk_worker;
grant update (reminded, lift_at, due_at, due_on, due_steps) on request_parts to ukuk_worker;

-- Copies that were handed over go when their days are over.
create or replace function guard.tidy() returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from signing_intents where expires_at < clock_timestamp() - interval '1 day';
  delete from one_time_codes where expires_at < clock_timestamp() - interval '1 day';
  delete from attachments where request_id is null and at < clock_timestamp() - interval '2 days';
  delete from idempotency_keys where at < clock_timestamp() - interval '7 days';
  delete from rate_limits where window_start < extract(epoch from clock_timestamp()) - 7200;
  delete from packages where expires_at < clock_timestamp();
  delete from account_invitations where expires_at < clock_timestamp() - interval '1 day';
$$;
