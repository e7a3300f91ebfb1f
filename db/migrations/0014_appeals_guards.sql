-- An appeal is looked at by staff who did nothing in the part it is against, entering what came on paper apart.
create function guard.acted_on(part uuid, account uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from part_events where part_id = part and actor_id = account and actor_kind = 'staff' and event <> 'submit')
    or exists (select 1 from proposals where part_id = part and author_id = account)
    or exists (select 1 from approvals where part_id = part and approver_id = account)
    or exists (select 1 from request_parts where id = part and assigned_to = account)
$$;
revoke all on function guard.acted_on(uuid, uuid) from public;
grant execute on function guard.acted_on(uuid, uuid) to ukuk_staff;

create function guard.check_appeal_hands() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  line jsonb := to_jsonb(new);
  who uuid := (line ->> tg_argv[0])::uuid;
  original uuid;
begin
  select appeal_of into original from request_parts
    where id = case tg_table_name when 'request_parts' then line ->> 'id' else line ->> 'part_id' end::uuid;
  if original is not null and who is not null and guard.acted_on(original, who) then
    raise exception 'an appeal is looked at by others than the decision was made by' using errcode = 'UK005';
  end if;
  return new;
end $$;
revoke all on function guard.check_appeal_hands() from public;
create trigger appeal_has_new_hands before insert on proposals for each row execute function guard.check_appeal_hands('author_id');
create trigger appeal_has_new_hands before insert on approvals for each row execute function guard.check_appeal_hands('approver_id');
create trigger appeal_has_new_hands before insert on part_events for each row
  when (new.actor_kind = 'staff' and new.event <> 'submit') execute function guard.check_appeal_hands('actor_id');
create trigger appeal_has_new_hands before update of assigned_to on request_parts for each row
  when (new.appeal_of is not null) execute function guard.check_appeal_hands('assigned_to');

-- An appeal is against a part of the same person that was decided, waits or is overdue, and never against an appeal.
create function guard.check_appeal_opened() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.kind <> 'answer' or not exists (
    select 1 from request_parts o where o.id = new.appeal_of and o.subject_id = new.subject_id and o.appeal_of is null
      and (o.status in ('refused', 'fulfilled', 'deferred', 'lapsed') or (o.status not in ('draft', 'cancelled') and o.due_at < now()))
  ) then
    raise exception 'there is nothing to appeal against' using errcode = 'UK005';
  end if;
  return new;
end $$;
revoke all on function guard.check_appeal_opened() from public;
create trigger appeal_is_against_a_decision before insert on request_parts for each row
  when (new.appeal_of is not null) execute function guard.check_appeal_opened();
create function guard.check_appeal_stays() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  raise exception 'what an appeal is against does not change' using errcode = 'UK005';
end $$;
create trigger appeal_stays before update of appeal_of on request_parts for each row
  when (new.appeal_of is distinct from old.appeal_of) execute function guard.check_appeal_stays();

-- What a second person approved is answered as approved; an appeal is answered in no other way. Whatever gives the
-- person less than they asked names its ground.
create function guard.check_answer_approved() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if old.status = 'proposed' and new.status = 'fulfilled' and (new.kind <> 'answer' or new.outcome is null or not exists (
    select 1 from approvals a join proposals p on p.id = a.proposal_id
    where p.part_id = new.id and p.kind = 'reply' and p.version = (select max(version) from proposals where part_id = new.id)
  ) or not exists (select 1 from letters where part_id = new.id and direction = 'out')) then
    raise exception 'an answer of two people goes out as it was approved' using errcode = 'UK002';
  end if;
  if new.appeal_of is not null and old.status = 'working' and new.status = 'fulfilled' then
    raise exception 'an appeal is answered by two people' using errcode = 'UK005';
  end if;
  if new.outcome in ('partly_upheld', 'confirmed', 'partly_overturned') and coalesce(trim(new.ground), '') = '' then
    raise exception 'nothing is declined without a ground, not even in part' using errcode = 'UK004';
  end if;
  return new;
end $$;
revoke all on function guard.check_answer_approved() from public;
create trigger answer_is_as_approved before update of status, outcome, ground on request_parts
  for each row execute function guard.check_answer_approved();
