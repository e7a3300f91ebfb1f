-- A sweep: an officer proposes, an approver who did not propose it agrees, the worker alone carries it out.
do $$ declare t text; begin
  foreach t in array array['sweeps', 'sweep_people'] loop
    execute format('alter table public.%I enable row level security', t);
    execute format('alter table public.%I force row level security', t);
    execute format('create policy owner_all on public.%I for all to %I using (true) with check (true)', t, current_user);
    execute format('create policy worker_all on %I for all to ukuk_worker using (true) with check (true)', t);
    execute format('create policy staff_read on %I for select to ukuk_staff using ((select guard.current_staff()) is not null)', t);
    execute format('create policy staff_outside on %I as restrictive for select to ukuk_staff using ((select guard.outside_parts()) is null)', t);
  end loop;
end $$;
create policy staff_barred on sweep_people as restrictive for select to ukuk_staff
  using (subject_id is null or not subject_id = any ((select guard.barred())::uuid[]));
create policy staff_add on sweeps for insert to ukuk_staff
  with check ((select guard.staff_role()) = 'officer' and started_by = (select guard.current_staff()) and state = 'searching');
create policy staff_change on sweeps for update to ukuk_staff
  using ((select guard.staff_role()) in ('officer', 'approver') and state in ('found', 'proposed')) with check (true);
create policy staff_outside_changes on sweeps as restrictive for update to ukuk_staff using ((select guard.outside_parts()) is null);
grant select, insert on sweeps to ukuk_staff, ukuk_worker;
grant select (id, sweep_id, subject_id, counts, state, why, part_id) on sweep_people to ukuk_staff;
grant select, insert on sweep_people to ukuk_worker;
grant update (state, proposed_by, proposed_at, reason, decided_by, decided_at) on sweeps to ukuk_staff;
grant update (state, source, cursor, looked, counts, found_at, done_at) on sweeps to ukuk_worker;
grant update (state, why, subject_id, part_id, key) on sweep_people to ukuk_worker;
grant insert on subjects to ukuk_worker;
grant execute on function guard.subject_known_as(bytea[]) to ukuk_worker;

create function guard.check_sweep() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  me uuid := guard.current_staff();
  acting text := guard.staff_role();
  step text := old.state || ' ' || new.state;
begin
  if session_user = 'ukuk_worker' and new.state <> old.state
    and step not in ('searching found', 'searching nothing', 'approved carried') then
    raise exception 'a sweep is decided by two people' using errcode = 'UK023';
  end if;
  if session_user = 'ukuk_staff' and not (
    step = 'found proposed' and acting = 'officer' and new.proposed_by = me and new.decided_by is null
    or step = 'proposed approved' and acting = 'approver' and new.decided_by = me and old.proposed_by <> me
      and new.proposed_by = old.proposed_by
    or step in ('found dropped', 'proposed dropped') and new.decided_by = me
      and new.proposed_by is not distinct from old.proposed_by
  ) then
    raise exception 'a sweep is decided by two people' using errcode = 'UK023';
  end if;
  if new.state = 'dropped' then
    delete from sweep_people where sweep_id = new.id;
  end if;
  return new;
end $$;
create trigger sweep_by_two before update on sweeps for each row execute function guard.check_sweep();

-- Nobody asked for what a sweep erases: the worker opens it for whom an agreed sweep found, of nothing more than was
-- found; it runs under that agreement, and the person cannot take back what they did not ask.
create function guard.check_swept() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  found_here sweep_people;
begin
  if tg_op = 'INSERT' then
    if session_user in ('ukuk_subject', 'ukuk_staff') or new.status <> 'received' or new.right_code <> 'erasure' then
      raise exception 'a sweep is carried out by the worker' using errcode = 'UK023';
    end if;
    select p.* into found_here from sweep_people p join sweeps s on s.id = p.sweep_id
      where s.id = (new.scope -> 'swept' ->> 'sweep')::uuid and s.state = 'approved' and s.decided_by <> s.proposed_by
        and s.as_of = (new.scope -> 'swept' ->> 'asOf')::date and p.subject_id = new.subject_id and p.state = 'found';
    if found_here.id is null or exists (
      select 1 from jsonb_array_elements_text(new.scope -> 'categories') c where not found_here.counts ? c
    ) then
      raise exception 'nothing but what a sweep found is erased by it' using errcode = 'UK023';
    end if;
    return new;
  end if;
  if session_user = 'ukuk_subject' then
    raise exception 'what nobody asked is not taken back' using errcode = 'UK003';
  end if;
  if old.status = 'received' and new.status = 'fulfilling' and not exists (
    select 1 from sweep_people p join sweeps s on s.id = p.sweep_id
    where p.part_id = new.id and s.state in ('approved', 'carried')
  ) then
    raise exception 'a sweep runs as it was agreed' using errcode = 'UK023';
  end if;
  return new;
end $$;
create trigger swept_as_agreed before insert on request_parts for each row
  when (new.scope ? 'swept') execute function guard.check_swept();
create trigger swept_runs_as_agreed before update of status on request_parts for each row
  when (old.scope ? 'swept') execute function guard.check_swept();
revoke all on function guard.check_sweep(), guard.check_swept() from public;
