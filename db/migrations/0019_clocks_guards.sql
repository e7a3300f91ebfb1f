-- Clocks: who is waited for since when, what moves a due date, what lapses, opens again, is extended, released or lifted.
alter table public.staff_digests enable row level security;
alter table public.staff_digests force row level security;
do $$ begin
  execute format('create policy owner_all on public.staff_digests for all to %I using (true) with check (true)', current_user);
end $$;
create policy worker_all on staff_digests for all to ukuk_worker using (true) with check (true);
grant select, insert, delete on staff_digests to ukuk_worker;

update request_parts p set awaited_since = coalesce(
  (select max(at) from part_events where part_id = p.id and event in ('ask', 'ask_proof')), now())
where status in ('verifying', 'waiting');

grant update (awaited_since, reminded, due_at, due_on, due_steps) on request_parts to ukuk_subject;
grant update (awaited_since, reminded) on request_parts to ukuk_staff;
grant update (awaited_since) on request_parts to ukuk_worker;

-- Whoever was looked at by an officer once is not asked again.
create policy staff_change on source_identities for update to ukuk_staff
  using ((select guard.staff_role()) = 'officer') with check ((select guard.staff_role()) = 'officer');
grant update (proof_level) on source_identities to ukuk_staff;

-- A person also sends proof of who they are, and opens again what lapsed.
create or replace function guard.check_part_change() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if session_user = 'ukuk_subject' and not (
    (old.status = 'waiting' and new.status = 'working')
    or (old.status = 'verifying' and new.status = 'verifying')
    or (old.status = 'lapsed' and new.status = 'working')
    or (old.status = 'fulfilled' and new.status = 'fulfilling' and old.right_code = 'restriction')
    or (new.status = 'cancelled' and old.status not in ('stalled', 'fulfilled', 'refused', 'lapsed', 'cancelled'))
  ) then
    raise exception 'a person cannot move a part so' using errcode = 'UK003';
  end if;
  if old.status = 'proposed' and new.status in ('fulfilling', 'refused') and not exists (
    select 1 from approvals a join proposals p on p.id = a.proposal_id
    where p.part_id = new.id and p.version = (select max(version) from proposals where part_id = new.id)
      and p.kind = case new.status when 'refused' then 'refuse' else 'fulfil' end
  ) then
    raise exception 'a proposal goes on only with an approval' using errcode = 'UK002';
  end if;
  return new;
end $$;

-- What waits is released by staff, and a restriction lifted or given an end by them, only as two of them agreed.
create function guard.is_agreed(part uuid, wanted text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from approvals a join proposals p on p.id = a.proposal_id
    where p.part_id = part and p.kind = wanted
      and p.version = (select max(version) from proposals where part_id = part))
$$;
create function guard.check_agreed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if session_user <> 'ukuk_staff' then return new; end if;
  if old.status = 'deferred' and new.status = 'fulfilling' and not guard.is_agreed(new.id, 'release') then
    raise exception 'what waits is released by two people' using errcode = 'UK002';
  end if;
  if (old.status = 'fulfilled' and new.status = 'fulfilling'
      or new.lift_at is distinct from old.lift_at and new.lift_at is not null)
    and not guard.is_agreed(new.id, 'lift') then
    raise exception 'a restriction is ended by two people' using errcode = 'UK002';
  end if;
  return new;
end $$;
create trigger two_people_agree before update of status, lift_at on request_parts
  for each row execute function guard.check_agreed();

-- Nothing lapses but by itself, after two reminders and a letter; a withdrawal never does.
create function guard.check_lapse() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.status <> 'lapsed' or old.status = 'lapsed' then return new; end if;
  if new.right_code in ('withdrawal', 'account_deletion') then
    raise exception 'a withdrawal never lapses' using errcode = 'UK008';
  end if;
  if session_user in ('ukuk_subject', 'ukuk_staff') or old.status not in ('verifying', 'waiting')
    or old.awaited_since is null or old.reminded < 2 or not exists (
      select 1 from letters where part_id = new.id and kind = 'lapse' and created_at >= old.awaited_since)
    or (select count(*) from letters where part_id = new.id and kind = 'reminder' and created_at >= old.awaited_since) < 2
  then
    raise exception 'a part lapses after two reminders and a letter' using errcode = 'UK008';
  end if;
  return new;
end $$;
create trigger lapses_when_told before update of status on request_parts
  for each row execute function guard.check_lapse();

-- A due date is never lost nor brought forward. A term is extended once, before it is over, and by a letter. The person
-- moves it by what they do alone: an answer, proof, opening again.
create function guard.check_clock() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.due_at < old.due_at then
    raise exception 'a due date is not brought forward' using errcode = 'UK007';
  end if;
  if session_user = 'ukuk_subject' and new.due_at is distinct from old.due_at
    and not (old.status in ('waiting', 'verifying', 'lapsed') and new.version = old.version + 1) then
    raise exception 'a person moves a due date by answering alone' using errcode = 'UK007';
  end if;
  if new.extended_at is distinct from old.extended_at and (
    old.extended_at is not null or new.extended_at is null or new.extended_at > old.due_at
    or old.status not in ('received', 'verifying', 'working', 'waiting', 'proposed')
    or not exists (select 1 from letters where part_id = new.id and kind = 'extension')
  ) then
    raise exception 'a term is extended once, inside it, by a letter' using errcode = 'UK007';
  end if;
  return new;
end $$;
create trigger clock_is_kept before update of due_at, due_on, due_steps, extended_at on request_parts
  for each row execute function guard.check_clock();

-- Rounds: whom to remind and what lapses, each looked at again after some hours; which restrictions end.
create function guard.parts_to_remind(most integer) returns setof uuid
language sql security definer set search_path = public, pg_temp as $$
  update request_parts set fact_checked_at = clock_timestamp() where id in (
    select id from request_parts where awaited_since is not null
      and (fact_checked_at is null or fact_checked_at < clock_timestamp() - interval '3 hours')
    order by fact_checked_at nulls first limit most) returning id
$$;
create function guard.parts_to_lift(most integer) returns setof uuid
language sql security definer set search_path = public, pg_temp as $$
  select id from request_parts where status = 'fulfilled' and lift_at is not null
    and (lift_at <= clock_timestamp() or (reminded = 0 and lift_at <= clock_timestamp() + interval '14 days'))
  order by lift_at limit most
$$;

-- To whom each officer's day goes: their own address, or of who stands in for them today.
create function guard.staff_on_duty(today date)
returns table (staff_id uuid, to_id uuid, locale text, login bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select f.account_id, a.id, a.locale, l.value
  from staff f
  join accounts own on own.id = f.account_id and own.disabled_at is null
  left join lateral (
    select deputy_id from absences where staff_id = f.account_id and ended_at is null
      and today between from_on and until_on order by at desc limit 1) away on true
  join accounts a on a.id = coalesce(away.deputy_id, f.account_id) and a.disabled_at is null
  join account_logins l on l.account_id = a.id and l.kind = 'email'
  where f.role = 'officer'
$$;

do $$ declare f text; begin
  foreach f in array array['is_agreed(uuid, text)', 'check_agreed()', 'check_lapse()', 'check_clock()',
    'parts_to_remind(integer)', 'parts_to_lift(integer)', 'staff_on_duty(date)'] loop
    execute 'revoke all on function guard.' || f || ' from public';
  end loop;
end $$;
grant execute on function guard.parts_to_remind(integer), guard.parts_to_lift(integer), guard.staff_on_duty(date) to ukuk_worker;
