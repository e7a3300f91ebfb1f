-- Who of the staff looks after the ledger: how it stands, never what an entry says of anybody.
create function guard.reads_ledger() returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(guard.staff_role() in ('steward', 'administrator', 'auditor') and guard.outside_parts() is null, false)
$$;
revoke all on function guard.reads_ledger() from public;
grant execute on function guard.reads_ledger() to ukuk_staff;

-- The worker notices an outage and its end, and writes whom it sent a checkpoint to. What a check found the owner writes.
do $$
declare t text;
begin
  foreach t in array array['ledger_outages', 'checkpoint_mails', 'ledger_checks'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy owner_all on %I for all to %I using (true) with check (true)', t, current_user);
  end loop;
  foreach t in array array['ledger_outages', 'ledger_checks'] loop
    execute format('create policy staff_read on %I for select to ukuk_staff using ((select guard.reads_ledger()))', t);
    execute format('grant select on %I to ukuk_staff', t);
  end loop;
end $$;
create policy worker_all on ledger_outages for all to ukuk_worker using (true) with check (true);
create policy worker_reads on checkpoint_mails for select to ukuk_worker using (true);
create policy worker_adds on checkpoint_mails for insert to ukuk_worker with check (true);
grant select, insert, update (over_at) on ledger_outages to ukuk_worker;
grant select, insert on checkpoint_mails to ukuk_worker;

-- Nodes of the tree, by which anybody is shown that one checkpoint continues another: hashes of hashes, and of entries that
-- name nobody and are salted.
create function guard.ledger_hashes(levels smallint[], indexes bigint[]) returns table (level smallint, index bigint, hash bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select n.level, n.index, n.hash from unnest(levels, indexes) as wanted (level, index)
  join ledger_nodes n on n.level = wanted.level and n.index = wanted.index
$$;
revoke all on function guard.ledger_hashes(smallint[], bigint[]) from public;
grant execute on function guard.ledger_hashes(smallint[], bigint[]) to ukuk_subject;

-- How far the ledger has come: entries with a place, those that wait for one, the newest checkpoint and the time of the last
-- entry under it.
create function guard.ledger_standing() returns table (placed bigint, waiting bigint, note text, until timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select (select coalesce(max(seq) + 1, 0) from ledger_entries), (select count(*) from ledger_waiting), c.note,
    (select guard.time_of(i.leaf) from ledger_entries e join ledger_inbox i using (id) where e.seq = c.size - 1)
  from (select 1) one left join lateral (select size, note from ledger_checkpoints order by size desc limit 1) c on true
  where guard.reads_ledger()
$$;

-- Of which kinds the newest entries are.
create function guard.ledger_kinds(most integer) returns table (act text, entries bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select convert_from(i.leaf, 'UTF8')::jsonb ->> 'act', count(*) from ledger_entries e join ledger_inbox i using (id)
  where guard.reads_ledger() and e.seq >= (select coalesce(max(seq), 0) + 1 - most from ledger_entries)
  group by 1 order by 2 desc, 1
$$;

-- The bytes of an entry: random references and a commitment.
create function guard.ledger_entry(wanted uuid) returns table (seq bigint, leaf bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select e.seq, i.leaf from ledger_inbox i left join ledger_entries e using (id) where i.id = wanted and guard.reads_ledger()
$$;

-- The last checkpoint sent to each address, and what became of the message: null once it was removed in its time.
create function guard.last_checkpoint_mails() returns table (address text, at timestamptz, size bigint, state text)
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct on (m.address) m.address, m.at, m.size, o.state
  from checkpoint_mails m left join outbox o on o.id = m.outbox_id where guard.reads_ledger()
  order by m.address, m.day desc
$$;
revoke all on function guard.ledger_standing(), guard.ledger_kinds(integer), guard.ledger_entry(uuid),
  guard.last_checkpoint_mails() from public;
grant execute on function guard.ledger_standing(), guard.ledger_kinds(integer), guard.ledger_entry(uuid),
  guard.last_checkpoint_mails() to ukuk_staff;
