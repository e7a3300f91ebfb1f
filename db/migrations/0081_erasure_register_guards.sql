-- What must stay done is entered by whoever did it, of themselves or of whom they work on, and read by the worker alone,
-- who writes each row down outside once, and may take out only what has reached its end.
alter table erasure_lines enable row level security;
alter table erasure_lines force row level security;
do $$ begin
  execute format('create policy owner_all on erasure_lines for all to %I using (true) with check (true)', current_user);
end $$;
create policy subject_write on erasure_lines for insert to ukuk_subject
  with check (subject_id = (select guard.current_subject()) and kind = 'consent_ended');
create policy staff_add on erasure_lines for insert to ukuk_staff
  with check ((select guard.staff_role()) in ('officer', 'approver', 'administrator') and kind = 'consent_ended'
    and (select guard.outside_parts()) is null);
grant insert (subject_id, kind, body, at) on erasure_lines to ukuk_subject, ukuk_staff;
create policy worker_read on erasure_lines for select to ukuk_worker using (true);
create policy worker_add on erasure_lines for insert to ukuk_worker with check (true);
create policy worker_write_down on erasure_lines for update to ukuk_worker using (seq is null) with check (seq is not null);
create policy worker_take_out on erasure_lines for delete to ukuk_worker using (until_on < current_date);
grant select, insert, update (body, until_on, seq, hash), delete on erasure_lines to ukuk_worker;

-- How far the register is known here: its last line and that line's hash, and whether a line's row is known at all.
create function guard.register_mark(line uuid) returns table (seq bigint, hash bytea, known boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select l.seq, l.hash, exists (select 1 from erasure_lines where id = line)
  from (select max(e.seq) as seq from erasure_lines e) m left join erasure_lines l on l.seq = m.seq
$$;

-- How far the ledger has come, and the last request number given of each year.
create function guard.portal_marks() returns table (ledger bigint, numbers jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((select max(number) from ledger_inbox), 0),
    coalesce((select jsonb_object_agg(year, last) from request_numbers), '{}')
$$;

-- After a restore numbers go on above the highest known outside.
create function guard.raise_number(wanted integer, least_last integer) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into request_numbers (year, last) values (wanted, least_last)
  on conflict (year) do update set last = greatest(request_numbers.last, excluded.last)
$$;

-- Everybody's pseudonym, so many after the one given.
create function guard.subjects_after(after uuid, most integer) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select id from subjects where after is null or id > after order by id limit most
$$;
revoke all on function guard.register_mark(uuid), guard.portal_marks(), guard.raise_number(integer, integer),
  guard.subjects_after(uuid, integer) from public;
grant execute on function guard.register_mark(uuid) to ukuk_auth, ukuk_worker;
grant execute on function guard.portal_marks(), guard.raise_number(integer, integer), guard.subjects_after(uuid, integer)
  to ukuk_worker;
