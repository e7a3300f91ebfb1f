-- From now on an entry of the ledger commits to every row of these registers. How many rows are older than that is an
-- entry itself, so that a row which loses its entry later is told from one that never had any.
do $$
declare
  register text;
  older bigint;
  entry uuid;
  salt bytea;
  payload bytea;
begin
  foreach register in array array['views', 'consent_events', 'disclosures'] loop
    execute format('select count(*) from %I', register) into older;
    entry := gen_random_uuid();
    salt := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
    payload := convert_to(format('{"rows":%s}', older), 'UTF8');
    insert into ledger_inbox (id, at, leaf) values (entry, now(), convert_to(format(
      '{"act":"register.bound","actor":"system:migration","at":"%s","commit":"%s","id":"%s","object":"%s","subject":null,"v":1}',
      to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      encode(sha256(salt || payload), 'hex'), entry, register), 'UTF8'));
    insert into ledger_payloads (id, subject_id, salt, payload) values (entry, null, salt, payload);
    execute format('create policy bound on %I as restrictive for insert to ukuk_subject, ukuk_staff, ukuk_worker
      with check (ledger_id is not null)', register);
  end loop;
end $$;
grant update (ledger_id) on disclosures to ukuk_staff;

-- A view is numbered: the next number of its person, kept by a lock of the person's row until the view is written.
create policy numbered on views as restrictive for insert to ukuk_staff with check (number is not null);
create function guard.next_view(person uuid) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform 1 from subjects where id = person for no key update;
  return (select coalesce(max(number), 0) + 1 from views where subject_id = person);
end $$;
revoke all on function guard.next_view(uuid) from public;
grant execute on function guard.next_view(uuid) to ukuk_staff;
