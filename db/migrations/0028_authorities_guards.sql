-- A request of a state body: the person it is about takes no step in it, and is not shown it under a cited secrecy ground.
create function guard.secret_requests() returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select id from requests where subject_id = guard.current_subject() and secrecy is not null
$$;
create function guard.secret_parts() returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select id from request_parts where request_id in (select guard.secret_requests())
$$;
revoke all on function guard.secret_requests(), guard.secret_parts() from public;
grant execute on function guard.secret_requests(), guard.secret_parts() to ukuk_subject;

create policy subject_no_secret on requests as restrictive for select to ukuk_subject using (secrecy is null);
create policy subject_no_secret on disclosures as restrictive for select to ukuk_subject using (not secret);
do $$ declare t text; begin
  foreach t in array array['request_parts', 'letters', 'messages', 'attachments', 'views'] loop
    execute format('create policy subject_no_secret on %I as restrictive for select to ukuk_subject
      using (request_id is null or request_id <> all (array(select guard.secret_requests())))', t);
  end loop;
  foreach t in array array['part_events', 'plans', 'plan_operations', 'certificates', 'packages'] loop
    execute format('create policy subject_no_secret on %I as restrictive for select to ukuk_subject
      using (part_id <> all (array(select guard.secret_parts())))', t);
  end loop;
end $$;
grant update (secrecy, review_on) on requests to ukuk_staff;
grant update (secret, review_on) on disclosures to ukuk_staff;

create or replace function guard.check_contact_asks() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if session_user = 'ukuk_subject' and (new.asked_by = 'authority' or (new.asked_by = 'contact_person')
    <> (select reach = 'contact' from accounts where id = guard.session_account('subject'))) then
    raise exception 'asked in another capacity than the session has' using errcode = 'UK004';
  end if;
  return new;
end $$;

create function guard.check_authoritys_part() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if session_user = 'ukuk_subject'
    and exists (select 1 from requests where id = old.request_id and asked_by = 'authority') then
    raise exception 'a person takes no step in a request of a state body' using errcode = 'UK003';
  end if;
  return new;
end $$;
create trigger authoritys_part_is_not_theirs before update on request_parts
  for each row execute function guard.check_authoritys_part();

-- What a state body is told rests on a ground the policy has for that, and two people agreed to it.
create function guard.check_disclosure() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from requests where id = new.request_id and asked_by = 'authority') and not exists (
    select 1 from request_parts p
    join approvals a on a.part_id = p.id
    join policy_editions e on e.id = p.edition_id
    cross join jsonb_array_elements(e.document -> 'transferGrounds') g
    where p.request_id = new.request_id and p.right_code = 'authority_request'
      and g ->> 'code' = new.ground and g ->> 'requires' = 'authority_request'
  ) then
    raise exception 'nothing is disclosed without a ground of the policy and an approval' using errcode = 'UK012';
  end if;
  return new;
end $$;
create trigger disclosure_is_grounded before insert on disclosures for each row execute function guard.check_disclosure();

-- Whom a state body asks about may be nobody the portal knows: the request still has somebody it is about.
create function guard.open_subject(subject uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if guard.staff_role() is distinct from 'officer' then
    raise exception 'an officer opens it' using errcode = 'UK003';
  end if;
  insert into subjects (id) values (subject);
end $$;
revoke all on function guard.check_authoritys_part(), guard.check_disclosure(), guard.open_subject(uuid) from public;
grant execute on function guard.open_subject(uuid) to ukuk_staff;
