-- What a person said of their own data: written by them, never changed; the worker reads whom it reminds.
do $$ declare t text; begin
  foreach t in array array['confirmations', 'accuracy_reminders'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy owner_all on %I for all to %I using (true) with check (true)', t, current_user);
    execute format('create policy subject_own on %I for all to ukuk_subject using (subject_id = (select guard.current_subject())) with check (subject_id = (select guard.current_subject()))', t);
    execute format('create policy worker_scope on %I for all to ukuk_worker using (subject_id = (select guard.worker_subject())) with check (subject_id = (select guard.worker_subject()))', t);
  end loop;
end $$;
grant select, insert on confirmations to ukuk_subject;
grant select on confirmations to ukuk_worker;
grant select, insert, update (muted_at) on accuracy_reminders to ukuk_subject;
grant select, insert, update (asked_at) on accuracy_reminders to ukuk_worker;

-- Whose interval has passed since their account was opened or they were asked last, and who did not switch it off.
create function guard.people_to_remind(every interval, most integer) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select a.subject_id from accounts a
  join subjects s on s.id = a.subject_id and s.erased_at is null
  left join accuracy_reminders r on r.subject_id = a.subject_id
  where a.disabled_at is null and a.reach = 'full' and r.muted_at is null
    and coalesce(r.asked_at, a.created_at) + every <= clock_timestamp()
  order by coalesce(r.asked_at, a.created_at) limit most
$$;
revoke all on function guard.people_to_remind(interval, integer) from public;
grant execute on function guard.people_to_remind(interval, integer) to ukuk_worker;
