-- Somebody from outside the organisation approves what is put to them, and sees nothing else.
create function guard.is_outside(account uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((select outside from staff where account_id = account), false)
$$;

-- The parts put to an outside approver and not yet answered, with what they appeal against; null for everybody else. Until
-- the transaction ends that answers one, it is still theirs.
create function guard.outside_parts() returns uuid[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare me uuid := guard.session_account('staff');
begin
  if me is null or not guard.is_outside(me) then
    return null;
  end if;
  return (
    select coalesce(array_agg(p.id) || array_agg(p.appeal_of) filter (where p.appeal_of is not null), '{}')
    from request_parts p
    join proposals o on o.part_id = p.id and o.put_to = me
    where (p.status = 'proposed' or p.xmin::text = pg_current_xact_id_if_assigned()::xid::text)
      and not exists (select 1 from proposals later where later.part_id = p.id and later.version > o.version)
  );
end $$;
create function guard.outside_requests() returns uuid[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(request_id), '{}') from request_parts where id = any (guard.outside_parts())
$$;
create function guard.outside_subjects() returns uuid[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(subject_id), '{}') from request_parts where id = any (guard.outside_parts())
$$;

do $$ declare
  rule text[];
  rules text[][] := array[
    ['request_parts', 'id = any ((select guard.outside_parts())::uuid[])'],
    ['requests', 'id = any ((select guard.outside_requests())::uuid[])'],
    ['part_events', 'part_id = any ((select guard.outside_parts())::uuid[])'],
    ['proposals', 'part_id = any ((select guard.outside_parts())::uuid[])'],
    ['decisions', 'part_id = any ((select guard.outside_parts())::uuid[])'],
    ['approvals', 'part_id = any ((select guard.outside_parts())::uuid[])'],
    ['plans', 'part_id = any ((select guard.outside_parts())::uuid[])'],
    ['plan_operations', 'part_id = any ((select guard.outside_parts())::uuid[])'],
    ['certificates', 'part_id = any ((select guard.outside_parts())::uuid[])'],
    ['letters', 'request_id = any ((select guard.outside_requests())::uuid[])'],
    ['messages', 'request_id = any ((select guard.outside_requests())::uuid[])'],
    ['attachments', 'request_id = any ((select guard.outside_requests())::uuid[])'],
    ['holds', 'subject_id = any ((select guard.outside_subjects())::uuid[])'],
    ['mandates', 'subject_id = any ((select guard.outside_subjects())::uuid[])'],
    ['subjects', 'id = any ((select guard.outside_subjects())::uuid[])'],
    ['accounts', 'kind = ''staff'' or subject_id = any ((select guard.outside_subjects())::uuid[])'],
    ['account_logins', 'account_id in (select id from accounts where subject_id = any ((select guard.outside_subjects())::uuid[]))'],
    ['views', 'staff_id = (select guard.current_staff())'],
    ['search_terms', 'false'],
    ['source_identities', 'false'],
    ['disclosures', 'false'],
    ['consent_events', 'subject_id = any ((select guard.outside_subjects())::uuid[])']
  ];
begin
  foreach rule slice 1 in array rules loop
    execute format('create policy staff_outside on %I as restrictive for select to ukuk_staff using ((select guard.outside_parts()) is null or %s)', rule[1], rule[2]);
  end loop;
end $$;

-- Whatever they write is about a part put to them, and the approval is of those it was put to.
create function guard.check_outside() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if session_user = 'ukuk_staff' and guard.outside_parts() is not null and not (
    new.part_id = any (guard.outside_parts()) and (tg_table_name <> 'part_events' or to_jsonb(new) ->> 'event' in ('approve', 'send_back'))
  ) then
    raise exception 'from outside the organisation only what is put to one is answered' using errcode = 'UK014';
  end if;
  return new;
end $$;
do $$ declare t text; begin
  foreach t in array array['part_events', 'approvals', 'letters'] loop
    execute format('create trigger outside_answers_only before insert on %I for each row execute function guard.check_outside()', t);
  end loop;
  foreach t in array array['requests', 'messages', 'holds', 'disclosures', 'mandates', 'attachments'] loop
    execute format('create policy staff_outside_adds on %I as restrictive for insert to ukuk_staff with check ((select guard.outside_parts()) is null)', t);
  end loop;
end $$;

-- A proposal is put to an approver from outside by an officer.
create policy staff_change on proposals for update to ukuk_staff using ((select guard.staff_role()) = 'officer');
grant update (put_to) on proposals to ukuk_staff;
create function guard.check_put_to() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.put_to is not null and not exists (
    select 1 from staff s join accounts a on a.id = s.account_id
    where s.account_id = new.put_to and s.role = 'approver' and s.outside and a.disabled_at is null
  ) then
    raise exception 'a proposal is put to an approver from outside' using errcode = 'UK014';
  end if;
  return new;
end $$;
create trigger put_to_outside before insert or update of put_to on proposals
  for each row execute function guard.check_put_to();

-- Who could approve a part now: approvers who wrote no version of its proposal, have nothing to do with the person or with
-- what it appeals against, and are there.
create function guard.approvers_of(part uuid, on_day date)
returns table (account_id uuid, outside boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.account_id, s.outside
  from request_parts p
  join staff s on s.role = 'approver'
  join accounts a on a.id = s.account_id and a.disabled_at is null
  where p.id = part
    and not exists (select 1 from proposals o where o.part_id = p.id and o.author_id = s.account_id)
    and not p.subject_id = any (guard.barred_to(s.account_id))
    and not (p.appeal_of is not null and guard.acted_on(p.appeal_of, s.account_id))
    and guard.stand_in(s.account_id, on_day) = s.account_id
$$;
-- Proposals that nobody may approve as things are.
create function guard.stuck_proposals(on_day date) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select p.id from request_parts p where p.status = 'proposed' and not exists (
    select 1 from guard.approvers_of(p.id, on_day) w where not w.outside or w.account_id = (
      select put_to from proposals o where o.part_id = p.id order by version desc limit 1))
  limit 50
$$;
-- Open parts in the hands of somebody who is away, where nobody stands in.
create function guard.left_alone(on_day date) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select p.id from request_parts p
  join (select s.account_id from staff s where guard.stand_in(s.account_id, on_day) is null) gone on gone.account_id = p.assigned_to
  where p.status in ('received', 'verifying', 'working', 'waiting', 'proposed', 'stalled')
  limit 50
$$;
-- What is open beside a part, for whoever may not see it but must not approve past it (rule 10).
create function guard.parts_beside(part uuid)
returns table (id uuid, scope jsonb, received_at timestamptz, appeal_of uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select o.id, o.scope, o.received_at, o.appeal_of from request_parts p
  join request_parts o on o.subject_id = p.subject_id and o.id <> p.id
  where p.id = part and p.id = any (guard.outside_parts()) and o.right_code <> 'withdrawal'
    and o.status in ('received', 'verifying', 'working', 'waiting', 'proposed', 'fulfilling', 'stalled')
$$;

-- The staff themselves: an administrator invites and shuts out, an auditor reads.
create policy staff_read on staff_invitations for select to ukuk_staff
  using ((select guard.staff_role()) in ('administrator', 'auditor'));
create policy staff_add on staff_invitations for insert to ukuk_staff
  with check ((select guard.staff_role()) = 'administrator');
grant select (account_id, role, unit, name, outside, expires_at, used_at) on staff_invitations to ukuk_staff;
grant insert on staff_invitations to ukuk_staff;

create or replace function guard.accept_invitation(token bytea, password bytea, step bigint) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare i staff_invitations;
begin
  update staff_invitations set used_at = clock_timestamp()
  where token_hash = token and used_at is null and expires_at > clock_timestamp() returning * into i;
  if not found then return false; end if;
  insert into accounts (id, kind, password, locale) values (i.account_id, 'staff', password, 'ru');
  insert into account_logins (account_id, kind, hash, value) values (i.account_id, 'email', i.login_hash, i.login);
  insert into staff (account_id, role, unit, name, outside, totp_secret, totp_last_step)
  values (i.account_id, i.role, i.unit, i.name, i.outside, i.totp_secret, step);
  return true;
exception when unique_violation then
  -- The address came into use since.
  return false;
end $$;

create function guard.staff_seen() returns table (account_id uuid, seen_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.account_id, max(s.seen_at) from sessions s join staff f on f.account_id = s.account_id
  where guard.staff_role() in ('administrator', 'auditor') and s.auth_level = 2
  group by s.account_id
$$;

-- Shut out at once: no session counts any more, the address is free for a new invitation, what they had goes back.
create function guard.shut_out(colleague uuid) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if guard.staff_role() is distinct from 'administrator' or colleague = guard.current_staff() then
    raise exception 'an administrator shuts out somebody else' using errcode = 'UK014';
  end if;
  update accounts set disabled_at = clock_timestamp() where id = colleague and kind = 'staff' and disabled_at is null;
  if not found then return false; end if;
  update sessions set ended_at = clock_timestamp(), ended_why = 'shut_out' where account_id = colleague and ended_at is null;
  delete from account_logins where account_id = colleague;
  update request_parts set assigned_to = null where assigned_to = colleague and closed_at is null;
  return true;
end $$;

revoke all on function guard.is_outside(uuid), guard.outside_parts(), guard.outside_requests(), guard.outside_subjects(),
  guard.check_outside(), guard.check_put_to(), guard.approvers_of(uuid, date), guard.stuck_proposals(date),
  guard.left_alone(date), guard.parts_beside(uuid), guard.staff_seen(), guard.shut_out(uuid) from public;
grant execute on function guard.is_outside(uuid) to ukuk_auth;
grant execute on function guard.outside_parts(), guard.outside_requests(), guard.outside_subjects(),
  guard.approvers_of(uuid, date), guard.stuck_proposals(date), guard.left_alone(date), guard.parts_beside(uuid),
  guard.staff_seen(), guard.shut_out(uuid) to ukuk_staff;
