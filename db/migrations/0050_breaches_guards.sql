-- Breaches: an officer writes, an approver who wrote none of it releases the notices. Whoever is told sees what happened.
do $$ declare t text; begin
  foreach t in array array['breaches', 'breach_events'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy owner_all on %I for all to %I using (true) with check (true)', t, current_user);
    execute format('create policy staff_read on %I for select to ukuk_staff using ((select guard.staff_role()) in (''officer'', ''approver'', ''auditor'') and (select guard.outside_parts()) is null)', t);
  end loop;
end $$;
create policy staff_add on breaches for insert to ukuk_staff
  with check ((select guard.staff_role()) = 'officer' and (select guard.outside_parts()) is null and state = 'draft');
create policy staff_change on breaches for update to ukuk_staff
  using ((select guard.staff_role()) in ('officer', 'approver'));
create policy staff_outside_changes on breaches as restrictive for update to ukuk_staff
  using ((select guard.outside_parts()) is null);
create policy staff_add on breach_events for insert to ukuk_staff
  with check (by = (select guard.current_staff()) and (select guard.staff_role()) in ('officer', 'approver', 'auditor')
    and (select guard.outside_parts()) is null);
create policy subject_told on breaches for select to ukuk_subject
  using (exists (select 1 from notice_runs r where r.kind = 'breach' and r.object = breaches.id));

grant select, insert, update (type, happened_from, happened_to, categories, scope, story, counted, counted_at, state, version,
  released_by, released_at, run_id, closed_at) on breaches to ukuk_staff;
grant select, insert on breach_events to ukuk_staff;
grant select (id, number, edition_id, profile_id, calendar_id, data_map_id, type, happened_from, happened_to, found_on, categories, released_at) on breaches to ukuk_subject;

-- Two people, and only forward: what is told to many was looked at by somebody who wrote none of it.
create function guard.check_breach() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if old.state in ('released', 'closed') and (new.type, new.categories, new.scope, new.story, new.happened_from, new.happened_to)
    is distinct from (old.type, old.categories, old.scope, old.story, old.happened_from, old.happened_to) then
    raise exception 'what people were told of is not rewritten' using errcode = 'UK030';
  end if;
  if new.state <> old.state and (old.state, new.state) not in
    (('draft', 'ready'), ('ready', 'draft'), ('ready', 'released'), ('released', 'closed'), ('draft', 'closed')) then
    raise exception 'a breach does not go that way' using errcode = 'UK030';
  end if;
  if new.state = 'ready' and old.state = 'draft' and (new.counted is null or guard.staff_role() is distinct from 'officer') then
    raise exception 'an officer puts forward a breach whose people are counted' using errcode = 'UK030';
  end if;
  if new.state = 'released' and old.state <> 'released' and (guard.staff_role() is distinct from 'approver'
    or new.released_by is distinct from guard.current_staff()
    or exists (select 1 from breach_events where breach_id = new.id and by = new.released_by
      and event in ('recorded', 'changed', 'put_forward'))) then
    raise exception 'notices of a breach are released by an approver who wrote none of it' using errcode = 'UK030';
  end if;
  return new;
end $$;
create trigger breach_by_two before update on breaches for each row execute function guard.check_breach();

-- A run that tells of a breach is opened by whoever releases it, and by nothing else.
create function guard.check_breach_run() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from breaches where id = new.object and state = 'released' and released_by = new.opened_by and run_id is null) then
    raise exception 'a breach is told of once it is released' using errcode = 'UK030';
  end if;
  return new;
end $$;
create trigger breach_run_released before insert on notice_runs for each row when (new.kind = 'breach')
  execute function guard.check_breach_run();

-- Which people of the portal these keyed hashes name.
create function guard.known_by(hashes bytea[]) returns table (hash bytea, subject uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.hash, i.subject_id from source_identities i join subjects s on s.id = i.subject_id
  where i.hash = any (hashes) and i.until is null and s.erased_at is null
$$;

-- People with an account opened until an instant, in pages by id; `most` null: all of them.
create function guard.page_accounts(keys uuid[], until timestamptz, after uuid, most integer) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select subject_id from accounts where kind = 'subject' and subject_id is not null and disabled_at is null
    and (keys is null or subject_id = any (keys)) and (until is null or created_at <= until)
    and (after is null or subject_id > after) order by subject_id limit most
$$;

-- A draft that was closed was no breach: nobody is told of it, and no clock runs.
create function guard.drop_breach_duties(breach uuid) returns void
language sql security definer set search_path = public, pg_temp as $$
  update duty_tasks d set dropped_at = clock_timestamp() from breaches b
  where b.id = breach and b.state = 'closed' and b.released_at is null and d.kind = 'breach'
    and starts_with(d.about, b.number || ':') and d.done_at is null and d.dropped_at is null
$$;

revoke all on function guard.drop_breach_duties(uuid) from public;
grant execute on function guard.drop_breach_duties(uuid) to ukuk_staff;
revoke all on function guard.check_breach(), guard.check_breach_run(), guard.known_by(bytea[]),
  guard.page_accounts(uuid[], timestamptz, uuid, integer) from public;
grant execute on function guard.known_by(bytea[]), guard.page_accounts(uuid[], timestamptz, uuid, integer) to ukuk_worker;
