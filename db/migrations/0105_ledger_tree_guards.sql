-- The tree over the entries is added to by the worker and changed by nobody. Its hashes and places name no one; the entries'
-- bytes stay where they were, each with its own guard.
do $$
declare t text;
begin
  foreach t in array array['ledger_waiting', 'ledger_entries', 'ledger_nodes', 'ledger_checkpoints'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy owner_all on %I for all to %I using (true) with check (true)', t, current_user);
  end loop;
  foreach t in array array['ledger_entries', 'ledger_nodes', 'ledger_checkpoints'] loop
    execute format('create policy worker_read on %I for select to ukuk_worker using (true)', t);
    execute format('create policy worker_add on %I for insert to ukuk_worker with check (true)', t);
    execute format('grant select, insert on %I to ukuk_worker', t);
    execute format('create policy subject_read on %I for select to ukuk_subject using ((select guard.current_subject()) is not null)', t);
    execute format('create policy staff_read on %I for select to ukuk_staff using ((select guard.current_staff()) is not null)', t);
    execute format('grant select on %I to ukuk_subject, ukuk_staff', t);
  end loop;
end $$;

-- What is written stays as it is, whoever asks; that its owner can drop this trigger is why checkpoints lie outside.
create function guard.append_only() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  raise exception 'the ledger is only added to' using errcode = 'UK065';
end $$;
revoke all on function guard.append_only() from public;
do $$
declare t text;
begin
  foreach t in array array['ledger_inbox', 'ledger_entries', 'ledger_nodes', 'ledger_checkpoints'] loop
    execute format('create trigger append_only before update or delete or truncate on %I for each statement
      execute function guard.append_only()', t);
  end loop;
end $$;

-- Whoever writes an entry has it wait for its place in the tree.
create function guard.await_place() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into ledger_waiting (id) values (new.id);
  return null;
end $$;
revoke all on function guard.await_place() from public;
create trigger await_place after insert on ledger_inbox for each row execute function guard.await_place();
insert into ledger_waiting (id) select id from ledger_inbox;

-- Takes entries out of those that wait, in the order they came in: their hashes as leaves, never what they say. A table that
-- was loaded again has its trigger enter anew what has its place already.
create function guard.take_waiting(most integer) returns table (id uuid, hash bytea, placed boolean)
language sql volatile security definer set search_path = public, pg_temp as $$
  with taken as (
    delete from ledger_waiting where ctid = any (array(select w.ctid from ledger_waiting w limit most)) returning id)
  select t.id, sha256('\x00'::bytea || i.leaf), e.id is not null from (select distinct taken.id from taken) t
  join ledger_inbox i on i.id = t.id left join ledger_entries e on e.id = t.id order by i.number
$$;

-- The hashes of placed entries, from their bytes and not from the tree; null where an entry has none.
create function guard.placed_hashes(first bigint, beyond bigint) returns table (seq bigint, hash bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select e.seq, sha256('\x00'::bytea || i.leaf) from ledger_entries e left join ledger_inbox i on i.id = e.id
  where e.seq >= first and e.seq < beyond order by e.seq
$$;
revoke all on function guard.take_waiting(integer), guard.placed_hashes(bigint, bigint) from public;
grant execute on function guard.take_waiting(integer), guard.placed_hashes(bigint, bigint) to ukuk_worker;

-- The newest checkpoint, or the one of a size. Public: a checkpoint is a size and a hash.
create function guard.ledger_checkpoint(wanted bigint) returns table (size bigint, at timestamptz, note text)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.size, c.at, c.note from ledger_checkpoints c where wanted is null or c.size = wanted order by c.size desc limit 1
$$;

-- For how many seconds the oldest entry has waited to stand under a checkpoint; null when all do.
create function guard.ledger_lag() returns double precision
language sql stable security definer set search_path = public, pg_temp as $$
  select extract(epoch from clock_timestamp() - min(at))::double precision from (
    select i.at from ledger_waiting w join ledger_inbox i using (id)
    union all
    (select i.at from ledger_entries e join ledger_inbox i using (id)
      where e.seq >= (select coalesce(max(size), 0) from ledger_checkpoints) order by e.seq limit 1)) open
$$;
revoke all on function guard.ledger_checkpoint(bigint), guard.ledger_lag() from public;
grant execute on function guard.ledger_checkpoint(bigint), guard.ledger_lag() to ukuk_auth, ukuk_worker, ukuk_staff, ukuk_subject;
