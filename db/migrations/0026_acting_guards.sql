-- Acting for somebody else: a session says under which mandate, and every row follows from that in one place.
alter table mandates add constraint mandates_days check (starts_on <= ends_on);

-- The organisation's day: its time zone stands in the policy in force.
create function guard.day_of(moment timestamptz) returns date
language sql stable security definer set search_path = public, pg_temp as $$
  select (moment at time zone coalesce((
    select document->'organisation'->>'timezone' from policy_editions order by published_at desc, number desc limit 1), 'UTC'))::date
$$;

-- The mandate an account may act under now: its own, begun, not over, not ended, of a person still on record.
create function guard.live_mandate(wanted uuid, by_account uuid) returns setof mandates
language sql stable security definer set search_path = public, pg_temp as $$
  select m.* from mandates m join subjects s on s.id = m.subject_id
  where m.id = wanted and m.account_id = by_account and m.ended_at is null and s.erased_at is null
    and guard.day_of(clock_timestamp()) between m.starts_on and coalesce(m.ends_on, 'infinity')
$$;

-- Whom the session acts for, whether that mandate still holds or not; null: for nobody but the account itself.
create function guard.session_mandate() returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select mandate_id from sessions
  where hash = sha256(decode(nullif(current_setting('ukuk.token', true), ''), 'hex'))
    and account_id = guard.session_account('subject')
$$;

create or replace function guard.current_subject() returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select case when guard.session_mandate() is null then a.subject_id
    else (select subject_id from guard.live_mandate(guard.session_mandate(), a.id)) end
  from accounts a where a.id = guard.session_account('subject')
$$;

drop function guard.touch_session(bytea);
create function guard.touch_session(session_hash bytea)
returns table (account_id uuid, kind text, subject_id uuid, role text, unit text, locale text, auth_level smallint,
  elevated_until timestamptz, reach text, mandate_id uuid, mandate_kind text, mandate_rights text[])
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
  update sessions set seen_at = clock_timestamp() where hash = session_hash and ended_at is null
    and seen_at between clock_timestamp() - interval '15 minutes' and clock_timestamp() - interval '1 minute';
  return query
    select a.id, a.kind, case when s.mandate_id is null then a.subject_id else m.subject_id end,
      f.role, f.unit, a.locale, s.auth_level, s.elevated_until, a.reach, s.mandate_id, m.kind, m.rights
    from sessions s join accounts a on a.id = s.account_id left join staff f on f.account_id = a.id
      left join lateral guard.live_mandate(s.mandate_id, a.id) m on true
    where s.hash = session_hash and s.ended_at is null and s.expires_at > clock_timestamp()
      and s.seen_at > clock_timestamp() - interval '15 minutes' and a.disabled_at is null
      and (a.kind = 'subject' or s.auth_level = 2);
end $$;

-- The session acts under a mandate from now on, or under none. What was proved for one's own data is not for another's.
create function guard.act_under(session_hash bytea, wanted uuid) returns boolean
language sql security definer set search_path = public, pg_temp as $$
  with moved as (
    update sessions s set mandate_id = wanted, elevated_until = null
    where s.hash = session_hash and s.ended_at is null and s.expires_at > clock_timestamp()
      and s.seen_at > clock_timestamp() - interval '15 minutes'
      and (wanted is null or exists (select 1 from guard.live_mandate(wanted, s.account_id)))
    returning 1)
  select exists (select 1 from moved)
$$;

-- Whoever acts sees where notices to the person go, and the person where those to whoever acts for them do.
create policy acting on accounts for select to ukuk_subject
  using (subject_id = (select guard.current_subject()) or id in (select account_id from mandates));
create policy acting on account_logins for select to ukuk_subject using (account_id in (select id from accounts));
create policy worker_acting on accounts for select to ukuk_worker
  using (id in (select account_id from mandates where subject_id = (select guard.worker_subject())));
create policy worker_acting on account_logins for select to ukuk_worker
  using (account_id in (select account_id from mandates where subject_id = (select guard.worker_subject())));

-- Contacts and identities of the person are not changed by whoever acts for them.
create policy own_only on one_time_codes as restrictive for all to ukuk_subject
  using ((select guard.session_mandate()) is null) with check ((select guard.session_mandate()) is null);
create policy own_only on source_identities as restrictive for insert to ukuk_subject with check ((select guard.session_mandate()) is null);
create policy own_change on source_identities as restrictive for update to ukuk_subject using ((select guard.session_mandate()) is null);
create policy own_only on search_terms as restrictive for insert to ukuk_subject with check ((select guard.session_mandate()) is null);

-- The person objects, and the mandate is over; nobody else objects for them, and nothing revives it.
create policy subject_objects on mandates for update to ukuk_subject
  using (subject_id = (select guard.current_subject()) and (select guard.session_mandate()) is null)
  with check (subject_id = (select guard.current_subject()) and ended_why = 'objected');
grant update (ended_at, ended_why) on mandates to ukuk_subject;
create policy own_hand on mandates as restrictive for insert to ukuk_staff with check (registered_by = (select guard.current_staff()));
create policy not_objecting on mandates as restrictive for update to ukuk_staff
  using (true) with check (ended_why is distinct from 'objected');

create function guard.check_mandate_change() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if old.ended_at is not null and (new.ended_at is distinct from old.ended_at or new.ended_why is distinct from old.ended_why) then
    raise exception 'an ended mandate stays ended' using errcode = 'UK005';
  end if;
  return new;
end $$;
create trigger mandate_stays_ended before update on mandates for each row execute function guard.check_mandate_change();

-- In which capacity something is asked: a session cannot claim another than its own, and a mandate carries only what is
-- about its person, on its days. Its row is held, so that it does not end beside what it carries.
create function guard.check_asker() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  m mandates;
begin
  if session_user = 'ukuk_subject' then
    if new.requester_id is distinct from guard.current_account() or new.mandate_id is distinct from guard.session_mandate()
      or (new.mandate_id is null and new.asked_by not in ('subject', 'contact_person')) then
      raise exception 'a session asks in its own capacity alone' using errcode = 'UK005';
    end if;
  end if;
  if new.mandate_id is null then
    if new.asked_by in ('representative', 'guardian', 'legal_entity', 'heir') then
      raise exception 'whoever asks for another has a mandate' using errcode = 'UK005';
    end if;
    return new;
  end if;
  select * into m from mandates where id = new.mandate_id for share;
  if m.subject_id is distinct from new.subject_id or m.kind <> new.asked_by or m.ended_at <= new.received_at
    or guard.day_of(new.received_at) not between m.starts_on and coalesce(m.ends_on, 'infinity') then
    raise exception 'the mandate does not carry this request' using errcode = 'UK005';
  end if;
  return new;
end $$;
create trigger asker_has_capacity before insert on requests for each row execute function guard.check_asker();

-- Only rights the mandate and the policy name; the restriction that holds beside one of them, and an appeal of one, too.
create function guard.check_part_in_scope() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  mine uuid := case when session_user = 'ukuk_subject' then guard.session_mandate() end;
  asked requests;
  m mandates;
begin
  select * into asked from requests where id = new.request_id;
  if mine is not null and asked.mandate_id is distinct from mine then
    raise exception 'the part belongs to another request' using errcode = 'UK005';
  end if;
  if asked.mandate_id is null or (session_user = 'ukuk_subject' and mine is null) then return new; end if;
  select * into m from mandates where id = asked.mandate_id;
  if new.subject_id is distinct from m.subject_id then
    raise exception 'the part is about another person' using errcode = 'UK005';
  end if;
  if (m.rights is null or new.right_code = any (m.rights)) and exists (
    select 1 from policy_editions e, jsonb_array_elements(e.document->'rights') r
    where e.id = new.edition_id and r->>'code' = new.right_code and r->'askedBy' ? m.kind) then return new; end if;
  if new.right_code = 'restriction' and exists (select 1 from request_parts where request_id = new.request_id) then return new; end if;
  if exists (select 1 from request_parts p join requests q on q.id = p.request_id
    where p.id = new.appeal_of and q.mandate_id = m.id) then return new; end if;
  raise exception 'the right is outside the mandate' using errcode = 'UK005';
end $$;
create trigger part_in_scope before insert on request_parts for each row execute function guard.check_part_in_scope();

-- Whoever acts for another moves only what was asked under the same mandate. What the person objected to goes no further.
create function guard.check_acting() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  asked uuid := (select mandate_id from requests where id = new.request_id);
begin
  if session_user = 'ukuk_subject' and guard.session_mandate() is not null and asked is distinct from guard.session_mandate() then
    raise exception 'the part was asked by another' using errcode = 'UK005';
  end if;
  if new.status = 'fulfilling' and old.status in ('working', 'proposed')
    and exists (select 1 from mandates where id = asked and ended_why = 'objected') then
    raise exception 'the person objected to whoever asked this' using errcode = 'UK005';
  end if;
  return new;
end $$;
create trigger part_asked_by_another before update of status on request_parts for each row execute function guard.check_acting();

-- Proof of authority stays, though it belongs to no request.
create or replace function guard.tidy() returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from signing_intents where expires_at < clock_timestamp() - interval '1 day';
  delete from one_time_codes where expires_at < clock_timestamp() - interval '1 day';
  delete from attachments a where request_id is null and at < clock_timestamp() - interval '2 days'
    and not exists (select 1 from mandates m where m.attachment_id = a.id);
  delete from idempotency_keys where at < clock_timestamp() - interval '7 days';
  delete from rate_limits where window_start < extract(epoch from clock_timestamp()) - 7200;
  delete from packages where expires_at < clock_timestamp();
  delete from account_invitations where expires_at < clock_timestamp() - interval '1 day';
$$;

revoke all on function guard.day_of(timestamptz), guard.live_mandate(uuid, uuid), guard.session_mandate(),
  guard.touch_session(bytea), guard.act_under(bytea, uuid), guard.check_mandate_change(), guard.check_asker(),
  guard.check_part_in_scope(), guard.check_acting() from public;
grant execute on function guard.touch_session(bytea), guard.act_under(bytea, uuid) to ukuk_auth;
grant execute on function guard.session_mandate() to ukuk_subject;

-- One-time links by which a person whom staff identified opens an account, or gets back into the one they had.
create function guard.find_account_invitation(token bytea)
returns table (account_id uuid, subject_id uuid, ledger_ref uuid, kind text, login bytea, locale text)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.account_id, i.subject_id, s.ledger_ref, i.kind, i.login, i.locale
  from account_invitations i left join subjects s on s.id = i.subject_id
  where token_hash = token and used_at is null and expires_at > clock_timestamp() and s.erased_at is null
$$;

-- Null: the link is used or too old; false: the contact is another account's by now, or the person has an account already.
create function guard.accept_account_invitation(token bytea, password_in bytea, locale_in text, logins json, identities json, terms json, entry json)
returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare i account_invitations;
begin
  update account_invitations set used_at = clock_timestamp()
  where token_hash = token and used_at is null and expires_at > clock_timestamp() returning * into i;
  if not found then return null; end if;
  if exists (select 1 from accounts where id = i.account_id) then
    update accounts set password = password_in, locale = locale_in, reach = i.reach where id = i.account_id;
    update sessions set ended_at = clock_timestamp(), ended_why = 'access_given' where account_id = i.account_id and ended_at is null;
    delete from account_logins where account_id = i.account_id;
    update source_identities set until = clock_timestamp()
      where subject_id = i.subject_id and source = '*' and kind in ('phone', 'email') and until is null;
  else
    insert into accounts (id, kind, subject_id, password, locale, reach)
    values (i.account_id, 'subject', i.subject_id, password_in, locale_in, i.reach);
  end if;
  insert into account_logins (id, account_id, kind, hash, value)
    select (l->>'id')::uuid, i.account_id, l->>'kind', decode(l->>'hash', 'hex'), decode(l->>'value', 'hex') from json_array_elements(logins) l;
  insert into source_identities (id, subject_id, source, kind, hash, value, proof_level)
    select (k->>'id')::uuid, i.subject_id, k->>'source', k->>'kind', decode(k->>'hash', 'hex'), decode(k->>'value', 'hex'), 3
    from json_array_elements(identities) k
    on conflict (subject_id, source, kind, hash) do update set until = null;
  insert into search_terms (subject_id, hash) select i.subject_id, decode(t, 'hex') from json_array_elements_text(terms) t on conflict do nothing;
  update mandates set account_id = i.account_id where id = i.mandate_id and account_id is null;
  insert into ledger_inbox (id, leaf) values ((entry->>'id')::uuid, decode(entry->>'leaf', 'hex'));
  if i.subject_id is not null then
    insert into ledger_payloads (id, subject_id, salt, payload)
      values ((entry->>'id')::uuid, i.subject_id, decode(entry->>'salt', 'hex'), decode(entry->>'payload', 'hex'));
  end if;
  return true;
exception when unique_violation then
  return false;
end $$;
revoke all on function guard.find_account_invitation(bytea),
  guard.accept_account_invitation(bytea, bytea, text, json, json, json, json) from public;
grant execute on function guard.find_account_invitation(bytea),
  guard.accept_account_invitation(bytea, bytea, text, json, json, json, json) to ukuk_auth;
