-- A person's written permission: asked for by an officer, answered and withdrawn by the person alone; on paper it comes
-- given, with its scan, and an officer may write down that it was withdrawn.
do $$ begin
  alter table disclosure_permissions enable row level security;
  alter table disclosure_permissions force row level security;
  execute format('create policy owner_all on disclosure_permissions for all to %I using (true) with check (true)', current_user);
end $$;
create policy subject_own on disclosure_permissions for all to ukuk_subject
  using (subject_id = (select guard.current_subject())) with check (subject_id = (select guard.current_subject()));
create policy staff_read on disclosure_permissions for select to ukuk_staff
  using ((select guard.staff_role()) in ('officer', 'approver', 'auditor'));
create policy staff_barred on disclosure_permissions as restrictive for select to ukuk_staff
  using (not subject_id = any ((select guard.barred())::uuid[]));
create policy staff_outside on disclosure_permissions as restrictive for select to ukuk_staff
  using ((select guard.outside_parts()) is null);
create policy staff_add on disclosure_permissions for insert to ukuk_staff
  with check ((select guard.staff_role()) = 'officer' and recorded_by = (select guard.current_staff())
    and (method = 'paper') = (given_at is not null) and refused_at is null and withdrawn_at is null);
create policy staff_change on disclosure_permissions for update to ukuk_staff
  using ((select guard.staff_role()) = 'officer');
create trigger nobody_in_their_own_case before insert or update on disclosure_permissions
  for each row execute function guard.check_untied();
grant select (id, subject_id, recipient, categories, reason, until, method, at, given_at, refused_at, withdrawn_at)
  on disclosure_permissions to ukuk_subject;
grant update (given_at, language, text_hash, refused_at, withdrawn_at) on disclosure_permissions to ukuk_subject;
grant select, insert, update (withdrawn_at) on disclosure_permissions to ukuk_staff;

create function guard.check_permission() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.document_id is not null and not exists (
      select 1 from disclosure_documents where id = new.document_id and subject_id = new.subject_id
    ) then
      raise exception 'the document is about somebody else' using errcode = 'UK032';
    end if;
    return new;
  end if;
  if old.refused_at is not null or old.withdrawn_at is not null
    or old.given_at is not null and (new.given_at is distinct from old.given_at or new.refused_at is not null
      or new.text_hash is distinct from old.text_hash) then
    raise exception 'what was answered stays answered' using errcode = 'UK032';
  end if;
  if session_user = 'ukuk_subject' and new.given_at is distinct from old.given_at
    and (new.text_hash is null or guard.session_mandate() is not null) then
    raise exception 'a permission is signed by the person alone, over its words' using errcode = 'UK032';
  end if;
  return new;
end $$;
create trigger permission_is_theirs before insert or update on disclosure_permissions
  for each row execute function guard.check_permission();

create function guard.is_permitted(subject uuid, permission uuid, whom text, what text[], moment timestamptz) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from disclosure_permissions p
    where p.id = permission and p.subject_id = subject and p.recipient = whom and p.categories @> what
      and guard.day_of(p.given_at) <= guard.day_of(moment) and guard.day_of(moment) <= coalesce(p.until, 'infinity')
      and (p.withdrawn_at is null or guard.day_of(p.withdrawn_at) > guard.day_of(moment))
  )
$$;
-- What is recorded of a day after its consent ended in that day's course is refused: it is recorded when it is made.
create or replace function guard.is_consented(subject uuid, wanted text, consent uuid, moment timestamptz) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from consent_events c
    where c.id = consent and c.subject_id = subject and c.purpose = wanted and c.event = 'given'
      and c.operation in ('transfer', 'cross_border') and guard.day_of(c.at) <= guard.day_of(moment)
      and c.method <> 'deemed' and c.evidence ->> 'method' is distinct from 'deemed'
      and not exists (
        select 1 from consent_events later
        where later.subject_id = c.subject_id and later.purpose = c.purpose and later.operation = c.operation
          and later.event in ('refused', 'withdrawn', 'expired', 'invalid') and later.at >= c.at and guard.day_of(later.at) <= guard.day_of(moment)
      )
  )
$$;
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
    when 'permission' then guard.is_permitted(new.subject_id, new.permission_id, new.recipient, new.categories, new.at)
    when 'authority_request' then asker = 'authority' or new.authority is not null and new.document_id is not null
    when 'explanation' then new.explanation is not null
  end, false) then
    raise exception 'the ground asks for more than this carries' using errcode = 'UK031';
  end if;
  return new;
end $$;

revoke all on function guard.check_permission(), guard.is_permitted(uuid, uuid, text, text[], timestamptz) from public;
