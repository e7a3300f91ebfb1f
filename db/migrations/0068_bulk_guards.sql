-- Data of many given away in one act: an officer writes it, an approver who did not approves, the worker registers it.
do $$ begin
  alter table bulk_disclosures enable row level security;
  alter table bulk_disclosures force row level security;
  execute format('create policy owner_all on bulk_disclosures for all to %I using (true) with check (true)', current_user);
end $$;
create policy staff_read on bulk_disclosures for select to ukuk_staff
  using ((select guard.staff_role()) in ('officer', 'approver', 'auditor') and (select guard.outside_parts()) is null);
create policy staff_add on bulk_disclosures for insert to ukuk_staff
  with check ((select guard.staff_role()) = 'officer' and (select guard.outside_parts()) is null
    and entered_by = (select guard.current_staff()) and state = 'draft' and run_id is null and registered = 0);
create policy staff_change on bulk_disclosures for update to ukuk_staff
  using ((select guard.staff_role()) in ('officer', 'approver') and (select guard.outside_parts()) is null);
create policy worker_all on bulk_disclosures for all to ukuk_worker using (true) with check (true);
create policy subject_told on bulk_disclosures for select to ukuk_subject
  using (exists (select 1 from notice_runs r where r.kind = 'disclosure' and r.object = bulk_disclosures.id));
grant select, insert, update (counted, counted_at, state, approved_by, approved_at, run_id) on bulk_disclosures to ukuk_staff;
grant select, update (cursor, registered, state, done_at) on bulk_disclosures to ukuk_worker;
grant select (id, recipient, categories, purpose, ground, document_number, document_on, words, approved_at)
  on bulk_disclosures to ukuk_subject;

create function guard.check_bulk() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if not exists (
      select 1 from policy_editions e cross join jsonb_array_elements(e.document -> 'transferGrounds') g
      where e.id = new.edition_id and g ->> 'code' = new.ground and (g ->> 'bulk')::boolean
        and (g ->> 'requires' = 'contract' or g ->> 'requires' = 'explanation' and new.words <> '')
    ) then
      raise exception 'many are disclosed in one act on a ground of the policy that has it' using errcode = 'UK031';
    end if;
    return new;
  end if;
  if new.state <> old.state and (old.state, new.state) not in (('draft', 'proposed'), ('draft', 'dropped'),
    ('proposed', 'draft'), ('proposed', 'approved'), ('approved', 'done')) then
    raise exception 'it does not go that way' using errcode = 'UK031';
  end if;
  if new.state = 'proposed' and old.state = 'draft' and (new.counted is null or guard.staff_role() is distinct from 'officer') then
    raise exception 'an officer proposes what is counted' using errcode = 'UK031';
  end if;
  if new.state = 'approved' and old.state <> 'approved' and session_user = 'ukuk_staff' and (
    guard.staff_role() is distinct from 'approver' or new.approved_by is distinct from guard.current_staff()
    or new.approved_by = old.entered_by) then
    raise exception 'an approver who did not write it approves' using errcode = 'UK031';
  end if;
  if old.state <> 'draft' and new.counted is distinct from old.counted then
    raise exception 'what was proposed is not counted anew' using errcode = 'UK031';
  end if;
  return new;
end $$;
create trigger bulk_by_two before insert or update on bulk_disclosures for each row execute function guard.check_bulk();

-- A run that tells of a disclosure is opened by whoever approves it, and by nothing else.
create function guard.check_bulk_run() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from bulk_disclosures
    where id = new.object and state = 'approved' and approved_by = new.opened_by and run_id is null) then
    raise exception 'a disclosure of many is told of once it is approved' using errcode = 'UK031';
  end if;
  return new;
end $$;
create trigger bulk_run_approved before insert on notice_runs for each row when (new.kind = 'disclosure')
  execute function guard.check_bulk_run();

create or replace function guard.check_disclosure() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  asker text := (select asked_by from requests where id = new.request_id);
  rests jsonb;
begin
  if asker = 'authority' and not exists (
    select 1 from request_parts p
    join approvals a on a.part_id = p.id
    join policy_editions e on e.id = p.edition_id
    cross join jsonb_array_elements(e.document -> 'transferGrounds') g
    where p.request_id = new.request_id and p.right_code = 'authority_request'
      and g ->> 'code' = new.ground and g ->> 'requires' = 'authority_request'
  ) then
    raise exception 'nothing is disclosed without a ground of the policy and an approval' using errcode = 'UK012';
  end if;
  if session_user not in ('ukuk_staff', 'ukuk_worker') then
    return new;
  end if;
  select g into rests from policy_editions e cross join jsonb_array_elements(e.document -> 'transferGrounds') g
    where e.id = new.edition_id and g ->> 'code' = new.ground;
  if rests is null then
    raise exception 'nothing is disclosed on a ground the policy does not know' using errcode = 'UK031';
  end if;
  if new.bulk_id is not null then
    if session_user <> 'ukuk_worker' or not exists (
      select 1 from bulk_disclosures b where b.id = new.bulk_id and b.state = 'approved' and b.recipient = new.recipient
        and b.categories = new.categories and b.ground = new.ground and b.purpose = new.purpose and b.edition_id = new.edition_id
    ) then
      raise exception 'many are disclosed as two people agreed to it' using errcode = 'UK031';
    end if;
    return new;
  end if;
  if rests ? 'purposes' and not rests -> 'purposes' ? new.purpose then
    raise exception 'the ground serves another purpose' using errcode = 'UK031';
  end if;
  if new.at > clock_timestamp() or cardinality(new.categories) = 0 then
    raise exception 'what was disclosed has a day and says what went' using errcode = 'UK031';
  end if;
  if session_user = 'ukuk_staff' and new.recorded_by is distinct from guard.current_staff() then
    raise exception 'a disclosure is recorded in one''s own name' using errcode = 'UK031';
  end if;
  if new.document_id is not null and not exists (
    select 1 from disclosure_documents where id = new.document_id and subject_id = new.subject_id
  ) then
    raise exception 'the document is about somebody else' using errcode = 'UK031';
  end if;
  if new.processor_id is not null and not guard.in_contract(new.processor_id, new.at) then
    raise exception 'a processor is given data while its contract is in force' using errcode = 'UK031';
  end if;
  if rests ? 'reference' and new.explanation is null then
    raise exception 'the ground asks for a reference' using errcode = 'UK031';
  end if;
  if not coalesce(case rests ->> 'requires'
    when 'nothing' then true
    when 'consent' then guard.is_consented(new.subject_id, new.purpose, new.consent_id, new.at) or exists (
      select 1 from request_parts p join requests r on r.id = p.request_id
      where r.id = new.request_id and p.subject_id = new.subject_id and r.asked_by <> 'authority' and p.scope ? 'service')
    when 'contract' then new.processor_id is not null
    when 'permission' then guard.is_permitted(new.subject_id, new.permission_id, new.recipient, new.categories, new.at)
    when 'authority_request' then asker = 'authority' or new.authority is not null and new.document_id is not null
    when 'explanation' then new.explanation is not null
  end, false) then
    raise exception 'the ground asks for more than this carries' using errcode = 'UK031';
  end if;
  return new;
end $$;

revoke all on function guard.check_bulk(), guard.check_bulk_run() from public;
