-- What people who keep data are asked and state. The worker asks and takes what comes by a link; officers and stewards
-- answer in their own name; the person sees that somebody was asked, and until when.
alter table source_tasks enable row level security;
alter table source_tasks force row level security;
do $$ begin
  execute format('create policy owner_all on source_tasks for all to %I using (true) with check (true)', current_user);
end $$;
create policy worker_all on source_tasks for all to ukuk_worker using (true) with check (true);
create policy subject_own on source_tasks for select to ukuk_subject using (subject_id = (select guard.current_subject()));
create policy staff_read on source_tasks for select to ukuk_staff
  using ((select guard.staff_role()) in ('officer', 'approver', 'steward', 'auditor'));
create policy staff_barred on source_tasks as restrictive for select to ukuk_staff
  using (not subject_id = any ((select guard.barred())::uuid[]));
create policy staff_outside on source_tasks as restrictive for select to ukuk_staff
  using ((select guard.outside_parts()) is null);
create policy staff_answers on source_tasks for update to ukuk_staff using ((select guard.staff_role()) in ('officer', 'steward'));
create policy staff_outside_changes on source_tasks as restrictive for update to ukuk_staff
  using ((select guard.outside_parts()) is null);

grant select, insert, update (outbox_id, reminded_at, lapsed_at, answered_at, answers, answer_cell, evidence, evidence_type,
  evidence_hash) on source_tasks to ukuk_worker;
grant select, update (answered_at, answers, answer_cell, answered_by, evidence, evidence_type, evidence_hash, retracted_at,
  retracted_by) on source_tasks to ukuk_staff;
grant select (id, subject_id, request_id, part_id, source, due_on, made_at, dropped_at, answered_at, retracted_at)
  on source_tasks to ukuk_subject;

-- A task is answered once, while somebody needs it; what staff state or take back stands in their own name.
create function guard.check_source_task() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.answers is distinct from old.answers and (old.answered_at is not null or old.dropped_at is not null)
    or new.retracted_at is not null and (old.retracted_at is not null or old.answered_at is null) then
    raise exception 'a task is answered once' using errcode = 'UK041';
  end if;
  if session_user = 'ukuk_staff' and (
    new.answered_at is distinct from old.answered_at and new.answered_by is distinct from guard.current_staff()
    or new.retracted_at is not null and new.retracted_by is distinct from guard.current_staff()) then
    raise exception 'what is stated stands in one''s own name' using errcode = 'UK041';
  end if;
  return new;
end $$;
create trigger nobody_changes_their_own_case before update on source_tasks
  for each row execute function guard.check_untied();
create trigger answered_once before update on source_tasks for each row execute function guard.check_source_task();

-- A part that goes back to be planned, or ends, needs nobody any more.
create function guard.drop_tasks() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update source_tasks set dropped_at = now() where part_id = new.id and answered_at is null and dropped_at is null;
  return new;
end $$;
create trigger drop_tasks after update of status on request_parts for each row
  when (old.status in ('fulfilling', 'stalled') and new.status not in ('fulfilling', 'stalled'))
  execute function guard.drop_tasks();

-- Of whom a task is kept: by the plan it is asked for, else by one of the person's names in the sources.
create function guard.place_of_task(plan uuid, identities bytea[]) returns table (subject uuid, part uuid, request uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select found.subject, found.part, found.request from (
    select 1 as turn, p.subject_id as subject, p.id as part, p.request_id as request
    from plans l join request_parts p on p.id = l.part_id where l.id = plan
    union all
    select 2, i.subject_id, null, null from source_identities i join subjects s on s.id = i.subject_id
    where i.hash = any (identities) and i.until is null and s.erased_at is null) found
  order by turn limit 1
$$;

-- A mail that could not leave leaves the task to staff: it counts as silent at once.
create function guard.mail_of_task() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update source_tasks set due_on = least(due_on, current_date - 1) where outbox_id = new.id and answered_at is null;
  return new;
end $$;
create trigger mail_of_task after update of state on outbox for each row
  when (new.state = 'parked') execute function guard.mail_of_task();
revoke all on function guard.check_source_task(), guard.drop_tasks(), guard.place_of_task(uuid, bytea[]), guard.mail_of_task()
  from public;
grant execute on function guard.place_of_task(uuid, bytea[]) to ukuk_worker;
