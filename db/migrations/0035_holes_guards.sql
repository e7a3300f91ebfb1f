-- An answer in words is the letter that answers: a question, a reminder or an extension is none.
create or replace function guard.check_reply() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  replied boolean := new.status = 'fulfilled' and tg_op = 'UPDATE' and old.status = 'working';
begin
  if replied and (new.kind <> 'answer' or new.outcome is null) then
    raise exception 'a part is answered in words only where its right is, and with an outcome' using errcode = 'UK004';
  end if;
  if new.kind = 'answer' and new.status = 'fulfilling' then
    raise exception 'what is answered in words has no plan to carry out' using errcode = 'UK004';
  end if;
  if new.outcome = 'not_upheld' and coalesce(trim(new.ground), '') = '' then
    raise exception 'nothing is declined without a ground' using errcode = 'UK004';
  end if;
  if (replied or new.outcome = 'not_upheld') and not exists (
    select 1 from letters where part_id = new.id and direction = 'out' and kind = 'answer'
  ) then
    raise exception 'an answer is a letter' using errcode = 'UK004';
  end if;
  return new;
end $$;
create or replace function guard.check_answer_approved() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if old.status = 'proposed' and new.status = 'fulfilled' and (new.kind <> 'answer' or new.outcome is null or not exists (
    select 1 from approvals a join proposals p on p.id = a.proposal_id
    where p.part_id = new.id and p.kind = 'reply' and p.version = (select max(version) from proposals where part_id = new.id)
  ) or not exists (select 1 from letters where part_id = new.id and direction = 'out' and kind = 'answer')) then
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

-- The thread says who wrote: whoever acts for the person is not the person.
drop policy subject_write on messages;
create policy subject_write on messages for insert to ukuk_subject
  with check (subject_id = (select guard.current_subject()) and not internal and author_id = (select guard.current_account())
    and author_kind = case when (select guard.session_mandate()) is null then 'subject' else 'representative' end);

-- What the person objected to goes no further, nor does what of it waits for a date or a fact.
create or replace function guard.check_acting() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  asked uuid := (select mandate_id from requests where id = new.request_id);
begin
  if session_user = 'ukuk_subject' and guard.session_mandate() is not null and asked is distinct from guard.session_mandate() then
    raise exception 'the part was asked by another' using errcode = 'UK005';
  end if;
  if new.status = 'fulfilling' and old.status in ('working', 'proposed', 'deferred')
    and exists (select 1 from mandates where id = asked and ended_why = 'objected') then
    raise exception 'the person objected to whoever asked this' using errcode = 'UK005';
  end if;
  return new;
end $$;

-- A way in is given by an officer in their own name, to the person's own account or to a new one.
drop policy staff_add on account_invitations;
create policy staff_add on account_invitations for insert to ukuk_staff
  with check ((select guard.staff_role()) = 'officer' and invited_by = (select guard.current_staff()));
create function guard.check_invited() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from accounts
    where id = new.account_id and (kind <> 'subject' or subject_id is distinct from new.subject_id)) then
    raise exception 'the account is somebody else''s' using errcode = 'UK015';
  end if;
  return new;
end $$;
create trigger invited_to_their_own before insert on account_invitations
  for each row execute function guard.check_invited();

-- Nobody changes anything in their own case or a relative's, as they add nothing to it.
create trigger nobody_in_their_own_case before insert on account_invitations
  for each row execute function guard.check_untied();
create trigger nobody_changes_their_own_case before update of secrecy, review_on on requests
  for each row execute function guard.check_untied();
create trigger nobody_changes_their_own_case before update of status, outcome, ground, due_at, lift_at, extended_at, reviewed_at
  on request_parts for each row execute function guard.check_untied();
create trigger nobody_changes_their_own_case before update on holds for each row execute function guard.check_untied();
create trigger nobody_changes_their_own_case before update on disclosures for each row execute function guard.check_untied();

-- An approver from outside changes what is put to them, and adds to nothing else.
create policy staff_outside_changes on request_parts as restrictive for update to ukuk_staff
  using ((select guard.outside_parts()) is null or id = any ((select guard.outside_parts())::uuid[]));
do $$ declare t text; begin
  foreach t in array array['requests', 'holds', 'disclosures', 'mandates', 'absences', 'plan_operations'] loop
    execute format('create policy staff_outside_changes on %I as restrictive for update to ukuk_staff using ((select guard.outside_parts()) is null)', t);
  end loop;
  foreach t in array array['absences', 'consent_events', 'plans', 'plan_operations'] loop
    execute format('create policy staff_outside_adds on %I as restrictive for insert to ukuk_staff with check ((select guard.outside_parts()) is null)', t);
  end loop;
end $$;

-- One officer decides alone only where the policy says an approver looks afterwards, whatever the request says of itself.
create function guard.check_review_given() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from policy_editions e, jsonb_array_elements(e.document -> 'rights') r
    where e.id = new.edition_id and r ->> 'code' = new.right_code
      and r -> 'effects' ->> 'reviewed' = new.scope ->> 'reviewed') then
    raise exception 'the policy has this decided by two people' using errcode = 'UK021';
  end if;
  return new;
end $$;
create trigger review_is_the_policys before insert on request_parts for each row
  when (new.scope ? 'reviewed') execute function guard.check_review_given();

revoke all on function guard.check_invited(), guard.check_review_given(), guard.check_appeal_stays() from public;
