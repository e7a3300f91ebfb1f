-- A deleted account keeps its requests and letters alone.
grant update (reach) on accounts to ukuk_worker;

-- The evidence of a part just received is kept: nothing of the person is erased until an approver ends the hold.
create function guard.preserve_evidence(part uuid, wanted text) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into holds (subject_id, ground, set_by, review_on, request_id)
  select p.subject_id, wanted, coalesce(guard.current_staff(), guard.current_account()),
    greatest(current_date, p.due_on), p.request_id
  from request_parts p
  where p.id = part and p.status = 'received' and p.right_code = 'identity_fraud'
    and (guard.staff_role() = 'officer' or p.subject_id = guard.current_subject())
$$;
revoke all on function guard.preserve_evidence(uuid, text) from public;
grant execute on function guard.preserve_evidence(uuid, text) to ukuk_subject, ukuk_staff;

-- What an officer did at once and alone is looked at once, afterwards, by an approver who did not decide it.
create function guard.check_reviewed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if old.reviewed_at is not null or new.reviewed_at is null or new.scope ->> 'reviewed' is distinct from 'after'
    or new.reviewed_by is distinct from guard.current_staff() or guard.staff_role() is distinct from 'approver'
    or exists (select 1 from part_events where part_id = new.id and event = 'decide' and actor_id = new.reviewed_by) then
    raise exception 'it is reviewed once, by an approver who did not decide it' using errcode = 'UK020';
  end if;
  return new;
end $$;
revoke all on function guard.check_reviewed() from public;
create trigger reviewed_by_another before update of reviewed_at, reviewed_by on request_parts
  for each row execute function guard.check_reviewed();

-- A plan that erases is carried out after an approval, or at once only where it is reviewed afterwards.
create function guard.check_decided_alone() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if old.status = 'working' and new.status = 'fulfilling' and new.scope ->> 'reviewed' is distinct from 'after' and exists (
    select 1 from plan_operations o where o.part_id = new.id and o.operation = 'erase' and o.phase = 'now'
      and o.plan_id = (select id from plans where part_id = new.id order by version desc limit 1)
  ) then
    raise exception 'nobody decides alone on what cannot be undone' using errcode = 'UK021';
  end if;
  return new;
end $$;
revoke all on function guard.check_decided_alone() from public;
create trigger erased_by_two before update of status on request_parts
  for each row execute function guard.check_decided_alone();
