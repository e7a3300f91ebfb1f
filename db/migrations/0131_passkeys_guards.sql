-- Passkeys: what devices prove by signing what they are asked, once and for one purpose.
do $$ declare t text; begin
  foreach t in array array['passkeys', 'passkey_challenges'] loop
    execute format('alter table public.%I enable row level security', t);
    execute format('alter table public.%I force row level security', t);
    execute format('create policy owner_all on public.%I for all to %I using (true) with check (true)', t, current_user);
  end loop;
end $$;

-- Keeps the hash of what a device is asked. What nobody answered goes.
create function guard.ask_passkey(challenge bytea, purpose_in text, bound_in bytea, minutes integer) returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from passkey_challenges where hash in (
    select hash from passkey_challenges where expires_at < clock_timestamp() limit 100 for update skip locked);
  insert into passkey_challenges (hash, purpose, bound, expires_at)
  values (challenge, purpose_in, bound_in, clock_timestamp() + make_interval(mins => minutes))
$$;

-- Uses a challenge up, whatever comes of the answer; of two at once one finds it.
create function guard.take_passkey_challenge(challenge bytea, purpose_in text, bound_in bytea) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare c passkey_challenges;
begin
  delete from passkey_challenges where hash = challenge returning * into c;
  return c.hash is not null and c.purpose = purpose_in and c.bound = bound_in and c.expires_at > clock_timestamp();
end $$;

create function guard.find_passkey(credential_in bytea)
returns table (id uuid, account_id uuid, kind text, password bytea, locale text, public_key bytea, transports text[])
language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, a.id, a.kind, a.password, a.locale, p.public_key, p.transports
  from passkeys p join accounts a on a.id = p.account_id where p.credential = credential_in and a.disabled_at is null
$$;

-- Notes a use. A counter that does not go up, where the device counts at all, is a copy's: nothing is noted, and who holds
-- the account is told.
create function guard.use_passkey(passkey uuid, counted bigint, backed boolean) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare account uuid;
begin
  update passkeys set counter = counted, backed_up = backed, used_at = clock_timestamp()
  where id = passkey and (counted > counter or counted = 0 and counter = 0);
  if found then return true; end if;
  select account_id into account from passkeys where id = passkey;
  if found then perform guard.enqueue('tell-passkey-copied', json_build_object('account', account)); end if;
  return false;
end $$;

-- The passkeys of whoever asks, in the order they came.
create function guard.own_passkeys()
returns table (id uuid, credential bytea, name bytea, transports text[], backed_up boolean, at timestamptz, used_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, p.credential, p.name, p.transports, p.backed_up, p.at, p.used_at
  from passkeys p where p.account_id = guard.own_account() order by p.at, p.id
$$;

create function guard.insert_passkey(account uuid, passkey json) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into passkeys (id, account_id, credential, public_key, counter, name, transports, backed_up)
  values ((passkey->>'id')::uuid, account, decode(passkey->>'credential', 'hex'), decode(passkey->>'publicKey', 'hex'),
    (passkey->>'counter')::bigint, decode(passkey->>'name', 'hex'),
    array(select json_array_elements_text(passkey->'transports')), (passkey->>'backedUp')::boolean)
$$;

create function guard.add_own_passkey(passkey json) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if guard.own_account() is null then raise exception 'nobody is signed in' using errcode = 'UK077'; end if;
  perform from accounts where id = guard.own_account() for update;
  if (select count(*) from passkeys where account_id = guard.own_account()) >= 10 then
    raise exception 'ten passkeys are enough' using errcode = 'UK078';
  end if;
  perform guard.insert_passkey(guard.own_account(), passkey);
end $$;

-- Whoever is on the staff keeps one second factor at least.
create function guard.remove_own_passkey(passkey uuid) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from accounts where id = guard.own_account() for update;
  if exists (select from staff where account_id = guard.own_account() and totp_secret is null)
    and not exists (select from passkeys where account_id = guard.own_account() and id <> passkey) then
    raise exception 'the last second factor stays' using errcode = 'UK079';
  end if;
  delete from passkeys where id = passkey and account_id = guard.own_account();
  return found;
end $$;

-- A passkey that comes or goes ends every session but the one that asks.
create function guard.passkeys_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform guard.end_sessions_with(coalesce(new.account_id, old.account_id), 'factor');
  return null;
end $$;
create trigger sessions_end after insert or delete on passkeys for each row execute function guard.passkeys_changed();

-- A password that is set from outside a session of the account itself gives the way in back to whoever lost it: what was added
-- meanwhile opens it no more.
create function guard.way_in_given_back() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.kind = 'subject' and new.password is distinct from old.password and guard.own_account() is distinct from new.id then
    delete from passkeys where account_id = new.id;
  end if;
  return null;
end $$;
create trigger passkeys_end after update of password on accounts for each row execute function guard.way_in_given_back();

-- Whoever of the staff waits for the second factor, and what they have shown of it.
drop function guard.pending_staff(bytea);
create function guard.pending_staff(session_hash bytea)
returns table (account_id uuid, totp_secret bytea, codes_due boolean, factor_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select f.account_id, f.totp_secret, f.codes_due, s.factor_at
  from sessions s join staff f on f.account_id = s.account_id join accounts a on a.id = s.account_id
  where s.hash = session_hash and s.auth_level = 1 and s.ended_at is null and a.disabled_at is null
    and s.created_at > clock_timestamp() - interval '10 minutes'
$$;
create function guard.pending_passkeys(session_hash bytea) returns table (credential bytea, transports text[])
language sql stable security definer set search_path = public, pg_temp as $$
  select p.credential, p.transports from guard.pending_staff(session_hash) s join passkeys p on p.account_id = s.account_id
$$;

-- The first recovery codes, between second factor and first session: made, and kept as one of them typed shows.
create function guard.factor_shown(session_hash bytea) returns void
language sql security definer set search_path = public, pg_temp as $$
  update sessions set factor_at = clock_timestamp() where hash = session_hash
$$;
create function guard.first_recovery_codes(session_hash bytea, hashes bytea[]) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare account uuid;
begin
  select account_id into account from guard.pending_staff(session_hash) where codes_due and factor_at is not null;
  if account is null then return false; end if;
  delete from recovery_codes where account_id = account;
  insert into recovery_codes (hash, account_id) select unnest(hashes), account;
  return true;
end $$;
create function guard.recovery_codes_kept(session_hash bytea, code bytea) returns boolean
language sql security definer set search_path = public, pg_temp as $$
  with kept as (
    update staff f set codes_due = false from guard.pending_staff(session_hash) s
    where f.account_id = s.account_id and s.codes_due and s.factor_at is not null
      and exists (select from recovery_codes r where r.account_id = s.account_id and r.hash = code) returning 1)
  select exists (select 1 from kept)
$$;

-- A recovery code is used up, entered and told of at once.
drop function guard.take_recovery_code(uuid, bytea);
create function guard.take_recovery_code(account uuid, code bytea, entry json) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update recovery_codes set used_at = clock_timestamp() where hash = code and account_id = account and used_at is null;
  if not found then return false; end if;
  insert into ledger_inbox (id, leaf) values ((entry->>'id')::uuid, decode(entry->>'leaf', 'hex'));
  perform guard.enqueue('tell-recovery-used', json_build_object('account', account));
  return true;
end $$;

-- An invitation is accepted with a first one-time code, a passkey, or both.
drop function guard.accept_invitation(bytea, bytea, bigint);
create function guard.accept_invitation(token bytea, password bytea, step bigint, passkey json) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare i staff_invitations;
begin
  if step is null and passkey is null then raise exception 'staff have a second factor' using errcode = 'UK077'; end if;
  update staff_invitations set used_at = clock_timestamp()
  where token_hash = token and used_at is null and expires_at > clock_timestamp() returning * into i;
  if not found then return false; end if;
  insert into accounts (id, kind, password, locale) values (i.account_id, 'staff', password, 'ru');
  insert into account_logins (account_id, kind, hash, value) values (i.account_id, 'email', i.login_hash, i.login);
  insert into staff (account_id, role, unit, name, outside, totp_secret, totp_last_step, codes_due)
  values (i.account_id, i.role, i.unit, i.name, i.outside, case when step is not null then i.totp_secret end, coalesce(step, 0), true);
  if passkey is not null then perform guard.insert_passkey(i.account_id, passkey); end if;
  return true;
exception when unique_violation then
  -- The address, or the device's key, came into use since.
  return false;
end $$;

-- Whose account it is and in which language it is written to; of staff their address, too.
create function guard.account_told(account uuid) returns table (subject_id uuid, locale text, login bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.subject_id, a.locale, l.value from accounts a
    left join account_logins l on l.account_id = a.id and a.kind = 'staff' and l.kind = 'email'
  where a.id = account and a.disabled_at is null
$$;

revoke all on function guard.ask_passkey(bytea, text, bytea, integer), guard.take_passkey_challenge(bytea, text, bytea),
  guard.find_passkey(bytea), guard.use_passkey(uuid, bigint, boolean), guard.own_passkeys(), guard.insert_passkey(uuid, json),
  guard.add_own_passkey(json), guard.remove_own_passkey(uuid), guard.passkeys_changed(), guard.way_in_given_back(),
  guard.pending_staff(bytea), guard.pending_passkeys(bytea), guard.factor_shown(bytea), guard.first_recovery_codes(bytea, bytea[]),
  guard.recovery_codes_kept(bytea, bytea), guard.take_recovery_code(uuid, bytea, json),
  guard.accept_invitation(bytea, bytea, bigint, json), guard.account_told(uuid) from public;
grant execute on function guard.ask_passkey(bytea, text, bytea, integer), guard.take_passkey_challenge(bytea, text, bytea),
  guard.find_passkey(bytea), guard.use_passkey(uuid, bigint, boolean), guard.pending_staff(bytea), guard.pending_passkeys(bytea),
  guard.factor_shown(bytea), guard.first_recovery_codes(bytea, bytea[]), guard.recovery_codes_kept(bytea, bytea),
  guard.take_recovery_code(uuid, bytea, json), guard.accept_invitation(bytea, bytea, bigint, json) to ukuk_auth;
grant execute on function guard.own_passkeys(), guard.add_own_passkey(json), guard.remove_own_passkey(uuid) to ukuk_subject, ukuk_staff;
grant execute on function guard.account_told(uuid) to ukuk_worker;
