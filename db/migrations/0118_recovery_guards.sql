-- A new password by a code to a contact held before: the same statements and one job whether anybody has the contact.
create function guard.begin_recovery(recovery uuid, pin bytea, contact bytea, locale text, minutes integer) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into sign_ups (id, pin, contact, locale, expires_at)
  values (recovery, pin, contact, locale, clock_timestamp() + make_interval(mins => minutes));
  perform guard.enqueue('send-recovery-code', json_build_object('recovery', recovery));
end $$;

-- Whose way in a contact is. Staff are given theirs by the administrator, and whoever acts for others alone at the desk.
create function guard.recoverable(login bytea)
returns table (account text, subject text, ledger text, since timestamptz, is_first boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.id::text, s.id::text, s.ledger_ref::text, l.verified_at, l.verified_at = a.created_at
  from account_logins l join accounts a on a.id = l.account_id join subjects s on s.id = a.subject_id
  where l.hash = login and l.kind in ('phone', 'email') and a.kind = 'subject' and a.disabled_at is null and s.erased_at is null
$$;

create function guard.finish_recovery(recovery uuid, account uuid, password_in bytea, entry json) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare who uuid;
begin
  update sign_ups set used_at = clock_timestamp()
  where id = recovery and used_at is null and expires_at > clock_timestamp() and code_hash is not null;
  if not found then return false; end if;
  update accounts set password = password_in, cooling_since = clock_timestamp()
  where id = account and kind = 'subject' and disabled_at is null returning subject_id into who;
  if who is null then return false; end if;
  update sessions set ended_at = clock_timestamp(), ended_why = 'recovered' where account_id = account and ended_at is null;
  update signing_intents set state = 'dead' where account_id = account and state = 'open';
  insert into ledger_inbox (id, leaf) values ((entry->>'id')::uuid, decode(entry->>'leaf', 'hex'));
  insert into ledger_payloads (id, subject_id, salt, payload)
    values ((entry->>'id')::uuid, who, decode(entry->>'salt', 'hex'), decode(entry->>'payload', 'hex'));
  perform guard.enqueue('tell-recovered', json_build_object('subject', who));
  return true;
end $$;

revoke all on function guard.begin_recovery(uuid, bytea, bytea, text, integer), guard.recoverable(bytea),
  guard.finish_recovery(uuid, uuid, bytea, json) from public;
grant execute on function guard.begin_recovery(uuid, bytea, bytea, text, integer),
  guard.finish_recovery(uuid, uuid, bytea, json) to ukuk_auth;
grant execute on function guard.recoverable(bytea) to ukuk_worker;
