-- The account of the one person the worker's job names ends: the ways in, sessions and devices, codes, drafts, messages that
-- went out and what a form kept. The row stays without its person, since requests and letters name it as who asked.
create function guard.close_account() returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  person uuid := guard.worker_subject();
  own uuid[] := array(select id from accounts where subject_id = person for update);
begin
  if person is null then raise exception 'no person is named' using errcode = '42501'; end if;
  delete from account_logins where account_id = any (own);
  delete from sessions where account_id = any (own);
  delete from signing_intents where account_id = any (own) or subject_id = person;
  delete from one_time_codes where subject_id = person;
  delete from account_invitations where account_id = any (own) or subject_id = person;
  delete from idempotency_keys where account_id = any (own);
  delete from attachments where subject_id = person and request_id is null;
  delete from packages where subject_id = person;
  delete from accuracy_reminders where subject_id = person;
  delete from outbox where subject_id = person and state in ('sent', 'parked');
  update accounts set subject_id = null, disabled_at = coalesce(disabled_at, now()), password = '\x00', locale = 'ky', reach = 'full',
    created_at = now() where id = any (own);
end $$;
revoke all on function guard.close_account() from public;
grant execute on function guard.close_account() to ukuk_worker;

-- Whether the person the job names still needs their account beside that part: a message is under way, something else of
-- theirs is open, or they act for somebody.
create function guard.account_is_needed(beside uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from outbox where subject_id = guard.worker_subject() and state in ('ready', 'sending'))
    or exists (select 1 from request_parts where subject_id = guard.worker_subject() and id <> beside
      and status not in ('draft', 'fulfilled', 'refused', 'lapsed', 'cancelled'))
    or exists (select 1 from mandates m join accounts a on a.id = m.account_id where a.subject_id = guard.worker_subject()
      and m.ended_at is null and (m.ends_on is null or m.ends_on >= current_date - 1))
$$;
revoke all on function guard.account_is_needed(uuid) from public;
grant execute on function guard.account_is_needed(uuid) to ukuk_worker;

-- The portal is read again like any other source: what is found is told by the rows themselves.
grant select (reach) on accounts to ukuk_worker;
grant delete on sessions to ukuk_worker;
grant update (data_erased_at) on subjects to ukuk_worker;

-- What was erased is read again on its days: the person and staff see the outcome, the worker alone writes it.
alter table public.rereads enable row level security;
alter table public.rereads force row level security;
do $$ begin
  execute format('create policy owner_all on public.rereads for all to %I using (true) with check (true)', current_user);
end $$;
create policy subject_own on rereads for select to ukuk_subject using (subject_id = (select guard.current_subject()));
create policy staff_read on rereads for select to ukuk_staff using ((select guard.current_staff()) is not null);
create policy worker_scope on rereads for all to ukuk_worker using (subject_id = (select guard.worker_subject()))
  with check (subject_id = (select guard.worker_subject()));
create policy staff_barred on rereads as restrictive for select to ukuk_staff
  using (not subject_id = any ((select guard.barred())::uuid[]));
create policy staff_outside on rereads as restrictive for select to ukuk_staff
  using ((select guard.outside_parts()) is null or part_id = any ((select guard.outside_parts())::uuid[]));
grant select on rereads to ukuk_subject, ukuk_staff;
grant select, insert, delete, update (at, found) on rereads to ukuk_worker;

-- The parts of which a reading is due, those longest untried first; one that is open again is read when it is done.
create function guard.parts_to_read_again(most integer) returns setof uuid
language sql security definer set search_path = public, pg_temp as $$
  with due as (
    select r.id from rereads r join request_parts p on p.id = r.part_id
    where r.at is null and r.due_on <= (clock_timestamp() + interval '12 hours')::date and p.status in ('fulfilled', 'deferred')
    order by r.tried_at nulls first limit most),
  tried as (update rereads set tried_at = clock_timestamp() where id in (select id from due) returning part_id)
  select distinct part_id from tried
$$;
revoke all on function guard.parts_to_read_again(integer) from public;
grant execute on function guard.parts_to_read_again(integer) to ukuk_worker;
