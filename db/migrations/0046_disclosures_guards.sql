-- Processors: the organisation's own register, which the person reads in part. Documents: of one person each.
do $$ declare t text; begin
  foreach t in array array['processors', 'disclosure_documents'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy owner_all on %I for all to %I using (true) with check (true)', t, current_user);
  end loop;
end $$;
create policy staff_read on processors for select to ukuk_staff
  using ((select guard.current_staff()) is not null and (select guard.outside_parts()) is null);
create policy staff_add on processors for insert to ukuk_staff
  with check ((select guard.staff_role()) in ('officer', 'administrator') and recorded_by = (select guard.current_staff()));
create policy staff_change on processors for update to ukuk_staff
  using ((select guard.staff_role()) in ('officer', 'administrator'));
create policy subject_read on processors for select to ukuk_subject using ((select guard.current_subject()) is not null);
create policy worker_all on processors for all to ukuk_worker using (true) with check (true);
grant select, insert on processors to ukuk_staff;
grant update (service, categories, country, subprocessors, contract_until, measures, measures_on, ended_on) on processors to ukuk_staff;
grant select (id, name, recipient, service, categories, country, subprocessors, contract_on, contract_until, ended_on)
  on processors to ukuk_subject;
grant select, update (reminded_of) on processors to ukuk_worker;

create policy staff_read on disclosure_documents for select to ukuk_staff
  using ((select guard.staff_role()) in ('officer', 'approver', 'auditor'));
create policy staff_barred on disclosure_documents as restrictive for select to ukuk_staff
  using (not subject_id = any ((select guard.barred())::uuid[]));
create policy staff_outside on disclosure_documents as restrictive for select to ukuk_staff
  using ((select guard.outside_parts()) is null);
create policy staff_add on disclosure_documents for insert to ukuk_staff
  with check ((select guard.staff_role()) = 'officer');
create trigger nobody_in_their_own_case before insert on disclosure_documents
  for each row execute function guard.check_untied();
grant select, insert on disclosure_documents to ukuk_staff;

-- Who administers the portal discloses nothing and reads nothing that is withheld.
create policy staff_discloses on disclosures as restrictive for insert to ukuk_staff
  with check ((select guard.staff_role()) in ('officer', 'approver'));
create policy staff_no_secret on disclosures as restrictive for select to ukuk_staff
  using (not secret or (select guard.staff_role()) in ('officer', 'approver', 'auditor'));

-- A consent carries a transfer from its day until it ends; one that was only deemed carries none.
create function guard.is_consented(subject uuid, wanted text, consent uuid, moment timestamptz) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from consent_events c
    where c.id = consent and c.subject_id = subject and c.purpose = wanted and c.event = 'given'
      and c.operation in ('transfer', 'cross_border') and guard.day_of(c.at) <= guard.day_of(moment)
      and c.method <> 'deemed' and c.evidence ->> 'method' is distinct from 'deemed'
      and not exists (
        select 1 from consent_events later
        where later.subject_id = c.subject_id and later.purpose = c.purpose and later.operation = c.operation
          and later.event in ('refused', 'withdrawn', 'expired', 'invalid') and later.at >= c.at and later.at <= moment
      )
  )
$$;
create function guard.in_contract(processor uuid, moment timestamptz) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from processors p
    where p.id = processor and p.contract_on <= guard.day_of(moment)
      and guard.day_of(moment) <= least(coalesce(p.contract_until, 'infinity'), coalesce(p.ended_on, 'infinity'))
  )
$$;

-- Whatever goes to a third party rests on a ground of the policy, and carries what that ground asks for.
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
    when 'authority_request' then asker = 'authority' or new.authority is not null and new.document_id is not null
    when 'explanation' then new.explanation is not null
  end, false) then
    raise exception 'the ground asks for more than this carries' using errcode = 'UK031';
  end if;
  return new;
end $$;
revoke all on function guard.is_consented(uuid, text, uuid, timestamptz), guard.in_contract(uuid, timestamptz) from public;
