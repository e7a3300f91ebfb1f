-- A task that is answered after all, or that nobody needs any more, leaves no duty to go after its answer.
create function guard.drop_task_duty() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update duty_tasks set dropped_at = clock_timestamp()
  where kind = 'source_task' and about = new.id::text and done_at is null and dropped_at is null;
  return new;
end $$;
create trigger drop_duty after update of answered_at, dropped_at on source_tasks for each row
  when (old.answered_at is null and old.dropped_at is null and (new.answered_at is not null or new.dropped_at is not null))
  execute function guard.drop_task_duty();
revoke all on function guard.drop_task_duty() from public;

-- No member of staff may write that a duty is dropped: where it is, what it was about ended, whoever ended that.
create or replace function guard.check_duty() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  me uuid := guard.current_staff();
begin
  if session_user <> 'ukuk_staff' or new.dropped_at is distinct from old.dropped_at or new.done_at is null
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

-- What was answered late before this was so is gone after no more either.
update duty_tasks d set dropped_at = clock_timestamp() from source_tasks t
where d.kind = 'source_task' and d.about = t.id::text and d.done_at is null and d.dropped_at is null
  and (t.answered_at is not null or t.dropped_at is not null);
