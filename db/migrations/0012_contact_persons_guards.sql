-- Somebody whose phone another person gave: in by a code to that phone, to what is held about that phone alone.
alter table contact_removals enable row level security;
alter table contact_removals force row level security;
do $$ begin
  execute format('create policy owner_all on contact_removals for all to %I using (true) with check (true)', current_user);
end $$;
create policy subject_own on contact_removals for select to ukuk_subject
  using (subject_id = (select guard.current_subject()) and removed_at is not null);
grant select (id, subject_id, category, removed_at) on contact_removals to ukuk_subject;
grant select (reach) on accounts to ukuk_subject, ukuk_staff, ukuk_worker;

drop function guard.touch_session(bytea);
create function guard.touch_session(session_hash bytea)
returns table (account_id uuid, kind text, subject_id uuid, role text, unit text, locale text, auth_level smallint,
  elevated_until timestamptz, reach text)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
  update sessions set seen_at = clock_timestamp() where hash = session_hash and ended_at is null
    and seen_at between clock_timestamp() - interval '15 minutes' and clock_timestamp() - interval '1 minute';
  return query
    select a.id, a.kind, a.subject_id, f.role, f.unit, a.locale, s.auth_level, s.elevated_until, a.reach
    from sessions s join accounts a on a.id = s.account_id left join staff f on f.account_id = a.id
    where s.hash = session_hash and s.ended_at is null and s.expires_at > clock_timestamp()
      and s.seen_at > clock_timestamp() - interval '15 minutes' and a.disabled_at is null
      and (a.kind = 'subject' or s.auth_level = 2);
end $$;

-- The same statements and one job whether the number is known or not.
create function guard.begin_contact(entry uuid, pin bytea, contact bytea, locale text, minutes integer) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into sign_ups (id, pin, contact, found, locale, expires_at)
  values (entry, pin, contact, contact, locale, clock_timestamp() + make_interval(mins => minutes));
  perform guard.enqueue('send-contact-code', json_build_object('entry', entry));
end $$;

-- A number nobody came in by for ninety days may be somebody else's by now: what was asked by it stays closed to them.
create function guard.enter_contact(entry uuid, login bytea) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare known uuid;
begin
  select a.id into known from account_logins l join accounts a on a.id = l.account_id
  where l.hash = login and l.kind = 'contact_phone' and a.disabled_at is null and clock_timestamp() - interval '90 days'
    < coalesce((select max(s.seen_at) from sessions s where s.account_id = a.id), a.created_at);
  if known is null then return null; end if;
  update sign_ups set used_at = clock_timestamp()
  where id = entry and used_at is null and expires_at > clock_timestamp() and code_hash is not null;
  return case when found then known end;
end $$;

create function guard.open_contact(entry uuid, login bytea, subject uuid, ledger uuid, account uuid, password bytea, locale text,
  logins json, identities json, terms json, leaf json) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update sign_ups set used_at = clock_timestamp()
  where id = entry and used_at is null and expires_at > clock_timestamp() and code_hash is not null;
  if not found then return false; end if;
  update accounts set disabled_at = clock_timestamp()
  where id in (select account_id from account_logins where hash = login and kind = 'contact_phone');
  delete from account_logins where hash = login and kind = 'contact_phone';
  insert into subjects (id, ledger_ref) values (subject, ledger);
  insert into accounts (id, kind, subject_id, password, locale, reach)
  values (account, 'subject', subject, password, locale, 'contact');
  insert into account_logins (id, account_id, kind, hash, value)
    select (l->>'id')::uuid, account, l->>'kind', decode(l->>'hash', 'hex'), decode(l->>'value', 'hex') from json_array_elements(logins) l;
  insert into source_identities (id, subject_id, source, kind, hash, value, proof_level)
    select (i->>'id')::uuid, subject, i->>'source', i->>'kind', decode(i->>'hash', 'hex'), decode(i->>'value', 'hex'), 1
    from json_array_elements(identities) i;
  insert into search_terms (subject_id, hash) select subject, decode(t, 'hex') from json_array_elements_text(terms) t;
  insert into ledger_inbox (id, leaf) values ((leaf->>'id')::uuid, decode(leaf->>'leaf', 'hex'));
  insert into ledger_payloads (id, subject_id, salt, payload)
  values ((leaf->>'id')::uuid, subject, decode(leaf->>'salt', 'hex'), decode(leaf->>'payload', 'hex'));
  return true;
exception when unique_violation then
  -- Another entry by the same number ended first.
  return false;
end $$;

-- Whoever came in by a number asks as a contact person, and only what the policy gives contact persons.
create function guard.check_contact_asks() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if session_user = 'ukuk_subject' and (new.asked_by = 'contact_person')
    <> (select reach = 'contact' from accounts where id = guard.session_account('subject')) then
    raise exception 'asked in another capacity than the session has' using errcode = 'UK004';
  end if;
  return new;
end $$;
create trigger contact_asks_as_such before insert on requests for each row execute function guard.check_contact_asks();

create function guard.check_contact_right() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if session_user = 'ukuk_subject'
    and exists (select 1 from requests where id = new.request_id and asked_by = 'contact_person')
    and not exists (select 1 from policy_editions e, jsonb_array_elements(e.document -> 'rights') r
      where e.id = new.edition_id and r ->> 'code' = new.right_code and r -> 'askedBy' ? 'contact_person') then
    raise exception 'the policy gives contact persons no such right' using errcode = 'UK004';
  end if;
  return new;
end $$;
create trigger contact_asks_what_is_given before insert on request_parts for each row execute function guard.check_contact_right();

-- In whose records a contact person stands is noted before their data go there, and said to nobody but them. Answers with
-- the ground of a hold that keeps any of it, if there is one.
create function guard.note_holders(part uuid, holders bytea[], categories text[]) returns text
language sql security definer set search_path = public, pg_temp as $$
  insert into contact_removals (subject_id, part_id, category)
  select distinct i.subject_id, part, c from source_identities i, unnest(categories) c
  where i.hash = any (holders) and i.until is null and part = guard.worker_scope('part')
    and exists (select 1 from request_parts p join requests r on r.id = p.request_id
      where p.id = part and r.asked_by = 'contact_person')
  on conflict do nothing;
  select h.ground from holds h join source_identities i on i.subject_id = h.subject_id
  where i.hash = any (holders) and i.until is null and h.ended_at is null
    and (h.categories is null or h.categories && categories)
  order by h.at limit 1
$$;
create function guard.contact_removed(part uuid) returns void
language sql security definer set search_path = public, pg_temp as $$
  update contact_removals set removed_at = clock_timestamp()
  where part_id = part and removed_at is null and part = guard.worker_scope('part')
$$;

do $$ declare f text; begin
  for f in select p.oid::regprocedure::text from pg_proc p where p.pronamespace = 'guard'::regnamespace and p.proname in
    ('touch_session', 'begin_contact', 'enter_contact', 'open_contact', 'check_contact_asks', 'check_contact_right',
     'note_holders', 'contact_removed') loop
    execute 'revoke all on function ' || f || ' from public';
  end loop;
end $$;
grant execute on function guard.touch_session(bytea), guard.begin_contact(uuid, bytea, bytea, text, integer),
  guard.enter_contact(uuid, bytea),
  guard.open_contact(uuid, bytea, uuid, uuid, uuid, bytea, text, json, json, json, json) to ukuk_auth;
grant execute on function guard.note_holders(uuid, bytea[], text[]), guard.contact_removed(uuid) to ukuk_worker;
