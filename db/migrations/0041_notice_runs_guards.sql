-- Runs of notices: one thing told to many people, once each. The worker tells; staff open a run, see how far it is and post
-- what no other channel reached; a person sees what they were told.
do $$ declare t text; begin
  foreach t in array array['notice_runs', 'run_people', 'run_tries'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy owner_all on %I for all to %I using (true) with check (true)', t, current_user);
    execute format('create policy worker_all on %I for all to ukuk_worker using (true) with check (true)', t);
  end loop;
end $$;

create policy staff_read on notice_runs for select to ukuk_staff using ((select guard.current_staff()) is not null);
create policy staff_add on notice_runs for insert to ukuk_staff
  with check (opened_by = (select guard.current_staff()) and state = 'gathering'
    and (select guard.staff_role()) in ('officer', 'approver', 'administrator') and (select guard.outside_parts()) is null);
create policy staff_read on run_people for select to ukuk_staff
  using ((select guard.staff_role()) in ('officer', 'approver', 'auditor'));
create policy staff_barred on run_people as restrictive for select to ukuk_staff
  using (subject_id is null or not subject_id = any ((select guard.barred())::uuid[]));
create policy staff_outside on run_people as restrictive for select to ukuk_staff
  using ((select guard.outside_parts()) is null);
create policy staff_posts on run_people for update to ukuk_staff
  using (state = 'post' and (select guard.staff_role()) = 'officer') with check (state in ('post', 'posted'));
create policy staff_outside_changes on run_people as restrictive for update to ukuk_staff
  using ((select guard.outside_parts()) is null);
create policy staff_read on run_tries for select to ukuk_staff using ((select guard.current_staff()) is not null);
create policy staff_posts on run_tries for insert to ukuk_staff
  with check (outcome = 'posted' and by = (select guard.current_staff()) and (select guard.staff_role()) = 'officer');

-- Somebody told before they had an account is known by what the source knows them by.
create policy subject_own on run_people for select to ukuk_subject
  using (subject_id = (select guard.current_subject()) or ref in (select hash from source_identities
    where subject_id = (select guard.current_subject()) and until is null));
create policy subject_told on notice_runs for select to ukuk_subject using (exists (select 1 from run_people where run_id = notice_runs.id));

grant select (id, run_id, ref, subject_id, told_at) on run_people to ukuk_subject;
grant select (id, kind, object) on notice_runs to ukuk_subject;
grant select, insert on notice_runs to ukuk_staff;
grant select (id, run_id, ref, subject_id, contact, language, channel, state, told_at, list), update (state, told_at, list) on run_people to ukuk_staff;
grant select (id, run_id, channel, outcome, code, at), insert (run_id, person_id, channel, outcome, by) on run_tries to ukuk_staff;
grant select, insert, update (state, cursor, gathered_at, done_at) on notice_runs to ukuk_worker;
grant select, insert, update (state, channel, attempts, next_at, told_at, contact) on run_people to ukuk_worker;
grant select, insert on run_tries to ukuk_worker;

-- One job of a run at a time: what a killed one left half done, the next one finds. Owned by the role that owns the queue.
create function guard.enqueue_run(run uuid, run_at timestamptz default null) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform graphile_worker.add_job('notice-run', json_build_object('run', run), queue_name => 'run:' || run,
    job_key => 'run:' || run, run_at => run_at, max_attempts => 25);
end $$;
revoke all on function guard.enqueue_run(uuid, timestamptz) from public;
grant execute on function guard.enqueue_run(uuid, timestamptz) to ukuk_staff, ukuk_worker, current_user;
grant create on schema guard to ukuk_worker;
alter function guard.enqueue_run(uuid, timestamptz) owner to ukuk_worker;
revoke create on schema guard from ukuk_worker;

-- Everybody with an account, in pages by id.
create function guard.page_users(object uuid, after uuid, most integer) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select subject_id from accounts where kind = 'subject' and subject_id is not null and disabled_at is null
    and (after is null or subject_id > after) order by subject_id limit most
$$;

-- Of these people, those who have an account to be reached by.
create function guard.with_account(people uuid[]) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select subject_id from accounts where subject_id = any (people) and disabled_at is null
$$;

-- The next people of a run to be told, with the sealed contacts of their accounts. Those left half told by a killed worker
-- come again, under the same Message-ID.
create function guard.claim_run(run uuid, most integer)
returns table (id uuid, ref bytea, subject_id uuid, erased boolean, channel text, attempts smallint, language text, contact bytea, logins jsonb)
language sql security definer set search_path = public, pg_temp as $$
  with taken as (
    update run_people p set state = 'sending', attempts = p.attempts + 1 where p.id in (
      select q.id from run_people q where q.run_id = run and q.state in ('waiting', 'sending') and q.next_at <= clock_timestamp()
      order by q.next_at limit most for update skip locked) returning p.*)
  select t.id, t.ref, t.subject_id, coalesce(s.erased_at is not null, false), t.channel, t.attempts, coalesce(a.locale, t.language), t.contact,
    coalesce((select jsonb_agg(jsonb_build_object('id', l.id, 'kind', l.kind, 'value', encode(l.value, 'hex')) order by l.verified_at)
      from account_logins l where l.account_id = a.id), '[]')
  from taken t left join subjects s on s.id = t.subject_id
    left join accounts a on a.subject_id = t.subject_id and a.disabled_at is null
$$;

-- How many of a run stand where; nobody is named.
create function guard.run_counts(run uuid) returns table (state text, channel text, n bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select state, channel, count(*) from run_people where run_id = run group by 1, 2
$$;

revoke all on function guard.page_users(uuid, uuid, integer), guard.with_account(uuid[]), guard.claim_run(uuid, integer),
  guard.run_counts(uuid) from public;
grant execute on function guard.page_users(uuid, uuid, integer), guard.with_account(uuid[]), guard.claim_run(uuid, integer) to ukuk_worker;
grant execute on function guard.run_counts(uuid) to ukuk_staff, ukuk_worker;
