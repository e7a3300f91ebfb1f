-- Row-level security, grants, triggers and definer functions. Roles exist before this runs (db/roles.ts).
create schema guard;
grant usage on schema guard to ukuk_subject, ukuk_staff, ukuk_worker, ukuk_auth;
revoke all on schema public from public;
grant usage on schema public to ukuk_subject, ukuk_staff, ukuk_worker;

-- Who is acting. A subject or a member of staff is known by the token of a live session alone, so a forged setting
-- shows nothing; the worker is known by the part (or person) its job names.
create function guard.session_account(wanted text) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select s.account_id from sessions s join accounts a on a.id = s.account_id
  where s.hash = sha256(decode(nullif(current_setting('ukuk.token', true), ''), 'hex'))
    and s.ended_at is null and s.expires_at > clock_timestamp()
    and s.seen_at > clock_timestamp() - interval '15 minutes'
    and a.disabled_at is null and a.kind = wanted and (wanted = 'subject' or s.auth_level = 2)
$$;
create function guard.current_account() returns uuid
language sql stable security definer set search_path = public, pg_temp as $$ select guard.session_account('subject') $$;
create function guard.current_subject() returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select subject_id from accounts where id = guard.session_account('subject')
$$;
create function guard.current_staff() returns uuid
language sql stable security definer set search_path = public, pg_temp as $$ select guard.session_account('staff') $$;
create function guard.staff_role() returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select role from staff where account_id = guard.session_account('staff')
$$;
-- In plpgsql, branch by branch: a query planned as a whole tries the cast of the branch not taken, too.
create function guard.worker_scope(kind text) returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select (case when split_part(current_setting('ukuk.scope', true), ':', 1) = kind
    then split_part(current_setting('ukuk.scope', true), ':', 2) end)::uuid
$$;
create function guard.worker_subject() returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((select subject_id from request_parts where id = guard.worker_scope('part')), guard.worker_scope('subject'))
$$;

do $$ declare t text; begin
  for t in select tablename from pg_tables where schemaname = 'public' loop
    execute format('alter table public.%I enable row level security', t);
    execute format('alter table public.%I force row level security', t);
    execute format('create policy owner_all on public.%I for all to %I using (true) with check (true)', t, current_user);
  end loop;
end $$;

-- The person: own rows only.
do $$ declare t text; begin
  foreach t in array array['subjects'] loop
    execute format('create policy subject_own on %I for select to ukuk_subject using (id = (select guard.current_subject()))', t);
  end loop;
  foreach t in array array['source_identities', 'consent_events', 'requests', 'request_parts', 'part_events', 'letters',
    'attachments', 'plans', 'plan_operations', 'certificates', 'views', 'disclosures', 'one_time_codes',
    'signing_intents', 'search_terms', 'ledger_payloads', 'outbox'] loop
    execute format('create policy subject_own on %I for all to ukuk_subject using (subject_id = (select guard.current_subject())) with check (subject_id = (select guard.current_subject()))', t);
  end loop;
end $$;
create policy subject_own on accounts for all to ukuk_subject using (id = (select guard.current_account())) with check (id = (select guard.current_account()));
create policy subject_own on account_logins for all to ukuk_subject using (account_id = (select guard.current_account())) with check (account_id = (select guard.current_account()));
create policy subject_own on sessions for select to ukuk_subject using (account_id = (select guard.current_account()));
create policy subject_own on idempotency_keys for all to ukuk_subject using (account_id = (select guard.current_account())) with check (account_id = (select guard.current_account()));
create policy subject_own on messages for select to ukuk_subject using (subject_id = (select guard.current_subject()) and not internal);
create policy subject_write on messages for insert to ukuk_subject with check (subject_id = (select guard.current_subject()) and not internal and author_kind = 'subject');
create policy subject_own on holds for select to ukuk_subject using (subject_id = (select guard.current_subject()) and not secret);
create policy subject_write on ledger_inbox for insert to ukuk_subject with check ((select guard.current_subject()) is not null);

grant select on subjects, source_identities, consent_events, requests, request_parts, letters, messages, attachments, plans,
  plan_operations, certificates, disclosures, one_time_codes, signing_intents, idempotency_keys, account_logins to ukuk_subject;
grant select (id, kind, subject_id, locale, created_at, disabled_at) on accounts to ukuk_subject;
grant select (id, part_id, subject_id, event, from_status, to_status, actor_kind, at) on part_events to ukuk_subject;
grant select (id, subject_id, role, unit, categories, request_id, reason, at) on views to ukuk_subject;
grant select (id, subject_id, ground, categories, review_on, at, ended_at) on holds to ukuk_subject;
grant select (account_id, created_at, seen_at, ended_at, expires_at) on sessions to ukuk_subject;
grant insert on requests, request_parts, part_events, letters, messages, attachments, plans, plan_operations, consent_events,
  signing_intents, one_time_codes, outbox, ledger_inbox, ledger_payloads, idempotency_keys, search_terms, source_identities to ukuk_subject;
grant update (status, version, closed_at) on request_parts to ukuk_subject;
grant update (attempts, state) on signing_intents to ukuk_subject;
grant update (attempts, used_at) on one_time_codes to ukuk_subject;
grant update (locale) on accounts to ukuk_subject;
grant update (hash, value, verified_at) on account_logins to ukuk_subject;
grant update (until) on source_identities to ukuk_subject;
grant update (result) on idempotency_keys to ukuk_subject;
grant update (request_id) on attachments to ukuk_subject;

-- Staff: every row of the work, written only by those who work on requests; credentials never.
do $$ declare t text; begin
  foreach t in array array['subjects', 'source_identities', 'consent_events', 'requests', 'request_parts', 'part_events', 'proposals',
    'decisions', 'approvals', 'letters', 'messages', 'attachments', 'plans', 'plan_operations', 'certificates', 'views',
    'disclosures', 'holds', 'search_terms', 'ledger_payloads', 'outbox', 'account_logins', 'accounts', 'staff', 'ledger_inbox'] loop
    execute format('create policy staff_read on %I for select to ukuk_staff using ((select guard.current_staff()) is not null)', t);
  end loop;
  foreach t in array array['requests', 'request_parts', 'part_events', 'letters', 'messages', 'attachments', 'plans',
    'plan_operations', 'consent_events', 'disclosures', 'holds', 'outbox'] loop
    execute format('create policy staff_add on %I for insert to ukuk_staff with check ((select guard.staff_role()) in (''officer'', ''approver'', ''administrator''))', t);
    execute format('create policy staff_change on %I for update to ukuk_staff using ((select guard.staff_role()) in (''officer'', ''approver'', ''administrator''))', t);
  end loop;
end $$;
create policy staff_add on views for insert to ukuk_staff with check (staff_id = (select guard.current_staff()));
create policy staff_add on proposals for insert to ukuk_staff with check (author_id = (select guard.current_staff()) and (select guard.staff_role()) = 'officer');
create policy staff_add on decisions for insert to ukuk_staff with check ((select guard.staff_role()) = 'officer');
create policy staff_add on approvals for insert to ukuk_staff with check (approver_id = (select guard.current_staff()) and (select guard.staff_role()) = 'approver');
create policy staff_add on ledger_inbox for insert to ukuk_staff with check ((select guard.current_staff()) is not null);
create policy staff_add on ledger_payloads for insert to ukuk_staff with check ((select guard.current_staff()) is not null);
create policy staff_own on idempotency_keys for all to ukuk_staff using (account_id = (select guard.current_staff())) with check (account_id = (select guard.current_staff()));

grant select on subjects, source_identities, consent_events, requests, request_parts, part_events, proposals, decisions, approvals,
  letters, messages, attachments, plans, plan_operations, certificates, views, disclosures, holds, search_terms,
  account_logins, idempotency_keys to ukuk_staff;
grant select (id, kind, subject_id, locale, created_at, disabled_at) on accounts to ukuk_staff;
grant select (account_id, role, unit, name) on staff to ukuk_staff;
grant insert on requests, request_parts, part_events, proposals, decisions, approvals, letters, messages, attachments, plans,
  plan_operations, consent_events, views, disclosures, holds, outbox, ledger_inbox, ledger_payloads, idempotency_keys to ukuk_staff;
grant update (status, version, closed_at, outcome, ground, assigned_to, extended_at, due_at, due_on, due_steps, not_before,
  deferred_fact, deferred_until, stall_cause) on request_parts to ukuk_staff;
grant update (state) on plan_operations to ukuk_staff;
grant update (ended_at) on holds to ukuk_staff;
grant update (result) on idempotency_keys to ukuk_staff;

-- The worker: everything of the one person its job names; queues of ids otherwise.
do $$ declare t text; begin
  foreach t in array array['source_identities', 'consent_events', 'part_events', 'proposals', 'decisions', 'letters', 'messages',
    'attachments', 'plans', 'plan_operations', 'certificates', 'holds', 'search_terms', 'disclosures'] loop
    execute format('create policy worker_scope on %I for all to ukuk_worker using (subject_id = (select guard.worker_subject())) with check (subject_id = (select guard.worker_subject()))', t);
  end loop;
  foreach t in array array['outbox', 'sign_ups', 'request_parts', 'requests', 'ledger_inbox', 'ledger_payloads', 'suppressions', 'rate_limits'] loop
    execute format('create policy worker_all on %I for all to ukuk_worker using (true) with check (true)', t);
  end loop;
end $$;
create policy worker_scope on subjects for all to ukuk_worker using (id = (select guard.worker_subject()));
create policy worker_scope on accounts for all to ukuk_worker using (subject_id = (select guard.worker_subject()));
create policy worker_scope on account_logins for all to ukuk_worker
  using (account_id in (select id from accounts where subject_id = (select guard.worker_subject())));
create policy worker_scope on sessions for all to ukuk_worker
  using (account_id in (select id from accounts where subject_id = (select guard.worker_subject())));

grant select on subjects, source_identities, consent_events, requests, request_parts, part_events, proposals, decisions, letters,
  messages, attachments, plans, plan_operations, certificates, holds, search_terms, disclosures, outbox, sign_ups, suppressions,
  account_logins, rate_limits to ukuk_worker;
grant select (id, kind, subject_id, locale, created_at, disabled_at) on accounts to ukuk_worker;
grant select (account_id, created_at, ended_at) on sessions to ukuk_worker;
grant insert on requests, request_parts, part_events, letters, plans, plan_operations, certificates, consent_events, disclosures, outbox, suppressions,
  ledger_inbox, ledger_payloads to ukuk_worker;
grant insert, delete, update (hash, value, since, until) on source_identities to ukuk_worker;
grant insert, delete on search_terms to ukuk_worker;
grant update (status, version, closed_at, outcome, deferred_fact, deferred_until, stall_cause, not_before, data_map_id)
  on request_parts to ukuk_worker;
grant update (state, evidence, done_at) on plan_operations to ukuk_worker;
grant update (state, attempts, last_error, sent_at) on outbox to ukuk_worker;
grant update (found, code_hash) on sign_ups to ukuk_worker;
grant update (erased_at) on subjects to ukuk_worker;
grant update (disabled_at) on accounts to ukuk_worker;
grant update (ended_at, ended_why) on sessions to ukuk_worker;
grant delete, update (hash, value, verified_at) on account_logins to ukuk_worker;
grant delete on attachments, sign_ups, rate_limits, signing_intents, one_time_codes to ukuk_worker;
create policy worker_scope on signing_intents for delete to ukuk_worker using (subject_id = (select guard.worker_subject()));
create policy worker_scope on one_time_codes for delete to ukuk_worker using (subject_id = (select guard.worker_subject()));
grant select (id, subject_id) on signing_intents, one_time_codes to ukuk_worker;

-- Reference data has nobody's name in it.
do $$ declare t text; begin
  foreach t in array array['policy_editions', 'reference_editions'] loop
    execute format('create policy everyone_reads on %I for select to ukuk_subject, ukuk_staff, ukuk_worker using (true)', t);
    execute format('grant select on %I to ukuk_subject, ukuk_staff, ukuk_worker', t);
  end loop;
end $$;

-- A job is enqueued inside the change's own transaction. Owned by the worker's role, which owns the queue.
create function guard.enqueue(task text, payload json, key text default null, run_at timestamptz default null) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform graphile_worker.add_job(task, payload, job_key => key, run_at => run_at, max_attempts => 25);
end $$;
revoke all on function guard.enqueue(text, json, text, timestamptz) from public;
-- Granted before it changes hands: afterwards only the worker's role could grant it.
grant execute on function guard.enqueue(text, json, text, timestamptz)
  to ukuk_subject, ukuk_staff, ukuk_worker, ukuk_auth, current_user;
grant create on schema guard to ukuk_worker;
alter function guard.enqueue(text, json, text, timestamptz) owner to ukuk_worker;
revoke create on schema guard from ukuk_worker;

-- Rounds of the worker: the parts and people longest unlooked at come first, a bounded number at a time. A part that
-- waits for neither a date nor a fact waits for a hold or a decision to end.
create function guard.parts_to_wake(most integer) returns setof uuid
language sql security definer set search_path = public, pg_temp as $$
  update request_parts set fact_checked_at = clock_timestamp() where id in (
    select id from request_parts where status = 'deferred'
      and (deferred_until <= clock_timestamp() or deferred_until is null or deferred_fact is not null)
    order by fact_checked_at nulls first limit most) returning id
$$;
create function guard.consents_to_check(most integer) returns setof uuid
language sql security definer set search_path = public, pg_temp as $$
  update subjects set consents_checked_at = clock_timestamp() where id in (
    select s.id from subjects s where s.erased_at is null and exists (
      select 1 from consent_events given where given.subject_id = s.id and given.event = 'given' and not exists (
        select 1 from consent_events later where later.subject_id = s.id and later.purpose = given.purpose
          and later.operation = given.operation and later.at > given.at))
    order by s.consents_checked_at nulls first limit most) returning id
$$;

-- What served its moment: drafts and codes of yesterday, documents never sent, and answers to forms of last week.
create function guard.tidy() returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from signing_intents where expires_at < clock_timestamp() - interval '1 day';
  delete from one_time_codes where expires_at < clock_timestamp() - interval '1 day';
  delete from attachments where request_id is null and at < clock_timestamp() - interval '2 days';
  delete from idempotency_keys where at < clock_timestamp() - interval '7 days';
  delete from rate_limits where window_start < extract(epoch from clock_timestamp()) - 7200;
$$;

create function guard.next_number(wanted integer) returns integer
language sql security definer set search_path = public, pg_temp as $$
  insert into request_numbers (year, last) values (wanted, 1)
  on conflict (year) do update set last = request_numbers.last + 1 returning last
$$;

-- Four eyes, held by the database too.
create function guard.check_approver() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from proposals where id = new.proposal_id and part_id = new.part_id) then
    raise exception 'the approval names another part than its proposal' using errcode = 'UK001';
  end if;
  if exists (select 1 from proposals where part_id = new.part_id and author_id = new.approver_id) then
    raise exception 'the approver wrote a version of this proposal' using errcode = 'UK001';
  end if;
  return new;
end $$;
create trigger approver_is_another before insert on approvals for each row execute function guard.check_approver();

-- A person answers and takes back; every other step of a part is somebody else's.
create function guard.check_part_change() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if session_user = 'ukuk_subject' and not (
    (old.status = 'waiting' and new.status = 'working')
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
create trigger proposal_needs_approval before update of status on request_parts for each row execute function guard.check_part_change();

create function guard.check_part_added() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if session_user = 'ukuk_subject' and new.status not in ('draft', 'received') then
    raise exception 'a person cannot open a part so' using errcode = 'UK003';
  end if;
  return new;
end $$;
create trigger part_begins_received before insert on request_parts for each row execute function guard.check_part_added();

-- Sign-in, sign-up and sessions: all that the auth role may reach.
create function guard.hit(key_in text, seconds integer) returns integer
language sql security definer set search_path = public, pg_temp as $$
  insert into rate_limits (key, window_start, tries)
  values (key_in, floor(extract(epoch from clock_timestamp()) / seconds)::bigint * seconds, 1)
  on conflict (key, window_start) do update set tries = rate_limits.tries + 1 returning tries
$$;

-- A success takes back what was counted against it.
create function guard.forgive(key_in text) returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from rate_limits where key = key_in
$$;

create function guard.find_login(login bytea)
returns table (account_id uuid, kind text, password bytea, locale text, totp_secret bytea, totp_last_step bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.id, a.kind, a.password, a.locale, s.totp_secret, s.totp_last_step
  from account_logins l join accounts a on a.id = l.account_id left join staff s on s.account_id = a.id
  where l.hash = login and a.disabled_at is null
$$;

create function guard.password_of(account uuid) returns bytea
language sql stable security definer set search_path = public, pg_temp as $$
  select password from accounts where id = account and disabled_at is null
$$;

create function guard.take_totp(account uuid, step bigint) returns boolean
language sql security definer set search_path = public, pg_temp as $$
  with taken as (update staff set totp_last_step = step where account_id = account and totp_last_step < step returning 1)
  select exists (select 1 from taken)
$$;

create function guard.open_session(account uuid, session_hash bytea, level integer, hours integer, agent bytea, address bytea) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into sessions (hash, account_id, expires_at, auth_level, agent_hash, address_hash)
  values (session_hash, account, clock_timestamp() + make_interval(hours => hours), level, agent, address);
  update sessions set ended_at = clock_timestamp(), ended_why = 'too_many' where hash in (
    select hash from sessions where account_id = account and ended_at is null and auth_level = level order by created_at desc
    offset (case when level = 2 then 2 else 5 end));
end $$;

create function guard.touch_session(session_hash bytea)
returns table (account_id uuid, kind text, subject_id uuid, role text, unit text, locale text, auth_level smallint, elevated_until timestamptz)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
  update sessions set seen_at = clock_timestamp() where hash = session_hash and ended_at is null
    and seen_at between clock_timestamp() - interval '15 minutes' and clock_timestamp() - interval '1 minute';
  return query
    select a.id, a.kind, a.subject_id, f.role, f.unit, a.locale, s.auth_level, s.elevated_until
    from sessions s join accounts a on a.id = s.account_id left join staff f on f.account_id = a.id
    where s.hash = session_hash and s.ended_at is null and s.expires_at > clock_timestamp()
      and s.seen_at > clock_timestamp() - interval '15 minutes' and a.disabled_at is null
      and (a.kind = 'subject' or s.auth_level = 2);
end $$;

create function guard.end_session(session_hash bytea, why text) returns void
language sql security definer set search_path = public, pg_temp as $$
  update sessions set ended_at = clock_timestamp(), ended_why = why where hash = session_hash and ended_at is null
$$;

create function guard.elevate_session(old_hash bytea, new_hash bytea, minutes integer) returns boolean
language sql security definer set search_path = public, pg_temp as $$
  with moved as (
    update sessions set hash = new_hash, elevated_until = clock_timestamp() + make_interval(mins => minutes), seen_at = clock_timestamp()
    where hash = old_hash and ended_at is null and expires_at > clock_timestamp()
      and seen_at > clock_timestamp() - interval '15 minutes' returning 1)
  select exists (select 1 from moved)
$$;

-- A member of staff whose password fitted waits here for the one-time code: the session is no actor until then.
create function guard.pending_staff(session_hash bytea)
returns table (account_id uuid, totp_secret bytea, totp_last_step bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select f.account_id, f.totp_secret, f.totp_last_step
  from sessions s join staff f on f.account_id = s.account_id join accounts a on a.id = s.account_id
  where s.hash = session_hash and s.auth_level = 1 and s.ended_at is null and a.disabled_at is null
    and s.created_at > clock_timestamp() - interval '10 minutes'
$$;

create function guard.find_invitation(token bytea)
returns table (account_id uuid, role text, name text, login bytea, totp_secret bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select account_id, role, name, login, totp_secret from staff_invitations
  where token_hash = token and used_at is null and expires_at > clock_timestamp()
$$;
create function guard.accept_invitation(token bytea, password bytea, step bigint) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare i staff_invitations;
begin
  update staff_invitations set used_at = clock_timestamp()
  where token_hash = token and used_at is null and expires_at > clock_timestamp() returning * into i;
  if not found then return false; end if;
  insert into accounts (id, kind, password, locale) values (i.account_id, 'staff', password, 'ru');
  insert into account_logins (account_id, kind, hash, value) values (i.account_id, 'email', i.login_hash, i.login);
  insert into staff (account_id, role, unit, name, totp_secret, totp_last_step)
  values (i.account_id, i.role, i.unit, i.name, i.totp_secret, step);
  return true;
end $$;

create function guard.begin_sign_up(sign_up uuid, pin bytea, contact bytea, locale text, minutes integer) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into sign_ups (id, pin, contact, locale, expires_at)
  values (sign_up, pin, contact, locale, clock_timestamp() + make_interval(mins => minutes));
  perform guard.enqueue('send-sign-up-code', json_build_object('signUp', sign_up));
end $$;

create function guard.try_sign_up(sign_up uuid)
returns table (found bytea, code_hash bytea, attempts integer, locale text)
language sql security definer set search_path = public, pg_temp as $$
  update sign_ups set attempts = attempts + 1
  where id = sign_up and used_at is null and expires_at > clock_timestamp() and attempts < 5
  returning found, code_hash, attempts, locale
$$;

create function guard.subject_known_as(identity_hashes bytea[])
returns table (id uuid, ledger_ref uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, s.ledger_ref from source_identities i join subjects s on s.id = i.subject_id
  where i.hash = any (identity_hashes) and i.until is null and i.kind = 'customer_id' and s.erased_at is null limit 1
$$;

-- Whether somebody has an account already: by this contact, or as this customer by another.
create function guard.registered(login bytea, customers bytea[]) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from account_logins where hash = login) or exists (
    select 1 from guard.subject_known_as(customers) known join accounts a on a.subject_id = known.id)
$$;

create function guard.finish_sign_up(sign_up uuid, subject uuid, ledger uuid, account uuid, password bytea, locale text,
  logins json, identities json, terms json, entry json) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update sign_ups set used_at = clock_timestamp()
  where id = sign_up and used_at is null and expires_at > clock_timestamp() and code_hash is not null;
  if not found then return false; end if;
  insert into subjects (id, ledger_ref) values (subject, ledger) on conflict do nothing;
  insert into accounts (id, kind, subject_id, password, locale) values (account, 'subject', subject, password, locale);
  insert into account_logins (id, account_id, kind, hash, value)
    select (l->>'id')::uuid, account, l->>'kind', decode(l->>'hash', 'hex'), decode(l->>'value', 'hex') from json_array_elements(logins) l;
  insert into source_identities (id, subject_id, source, kind, hash, value, proof_level)
    select (i->>'id')::uuid, subject, i->>'source', i->>'kind', decode(i->>'hash', 'hex'), decode(i->>'value', 'hex'), 2
    from json_array_elements(identities) i on conflict do nothing;
  insert into search_terms (subject_id, hash) select subject, decode(t, 'hex') from json_array_elements_text(terms) t on conflict do nothing;
  insert into ledger_inbox (id, leaf) values ((entry->>'id')::uuid, decode(entry->>'leaf', 'hex'));
  insert into ledger_payloads (id, subject_id, salt, payload)
    values ((entry->>'id')::uuid, subject, decode(entry->>'salt', 'hex'), decode(entry->>'payload', 'hex'));
  perform guard.enqueue('import-consents', json_build_object('subject', subject));
  return true;
exception when unique_violation then
  -- Another sign-up of the same person ended first.
  return false;
end $$;

do $$ declare f text; begin
  for f in select p.oid::regprocedure::text from pg_proc p where p.pronamespace = 'guard'::regnamespace loop
    if f not like 'guard.enqueue%' then execute 'revoke all on function ' || f || ' from public'; end if;
  end loop;
end $$;
grant execute on function guard.hit(text, integer), guard.forgive(text), guard.find_login(bytea), guard.password_of(uuid),
  guard.take_totp(uuid, bigint), guard.open_session(uuid, bytea, integer, integer, bytea, bytea), guard.touch_session(bytea),
  guard.end_session(bytea, text), guard.elevate_session(bytea, bytea, integer), guard.begin_sign_up(uuid, bytea, bytea, text, integer),
  guard.pending_staff(bytea), guard.find_invitation(bytea),
  guard.accept_invitation(bytea, bytea, bigint), guard.try_sign_up(uuid), guard.subject_known_as(bytea[]),
  guard.finish_sign_up(uuid, uuid, uuid, uuid, bytea, text, json, json, json, json) to ukuk_auth;
grant execute on function guard.registered(bytea, bytea[]) to ukuk_worker;
grant execute on function guard.current_account(), guard.current_subject() to ukuk_subject;
grant execute on function guard.current_staff(), guard.staff_role() to ukuk_staff;
grant execute on function guard.worker_subject(), guard.parts_to_wake(integer), guard.consents_to_check(integer), guard.tidy() to ukuk_worker;
grant execute on function guard.next_number(integer) to ukuk_subject, ukuk_staff, ukuk_worker;

-- Every operation is written once and marked once: room in the page spares its indexes the second write.
alter table plan_operations set (fillfactor = 50);
