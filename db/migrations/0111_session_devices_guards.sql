-- Sessions have a name of their own and say on what kind of device they are; they end with what they were opened by.
drop function guard.open_session(uuid, bytea, integer, integer, bytea, bytea);
create function guard.open_session(account uuid, session_hash bytea, level integer, hours integer, agent bytea, address bytea,
  session_id uuid, kind_of_device bytea) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into sessions (hash, id, account_id, expires_at, auth_level, agent_hash, address_hash, device)
  values (session_hash, session_id, account, clock_timestamp() + make_interval(hours => hours), level, agent, address, kind_of_device);
  update sessions set ended_at = clock_timestamp(), ended_why = 'too_many' where hash in (
    select hash from sessions where account_id = account and ended_at is null and auth_level = level
      and expires_at > clock_timestamp() and seen_at > clock_timestamp() - interval '15 minutes'
    order by created_at desc offset (case when level = 2 then 2 else 5 end));
end $$;

-- The hash of the session that asks, null where nobody does.
create function guard.this_session() returns bytea
language sql stable security definer set search_path = public, pg_temp as $$
  select sha256(decode(nullif(current_setting('ukuk.token', true), ''), 'hex'))
$$;

-- The account signed in, person or staff.
create function guard.own_account() returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(guard.session_account('subject'), guard.session_account('staff'))
$$;

-- The open sessions of whoever asks, newest first.
create function guard.own_sessions() returns table (id uuid, created_at timestamptz, seen_at timestamptz, device bytea, here boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, s.created_at, s.seen_at, s.device, s.hash = guard.this_session()
  from sessions s join accounts a on a.id = s.account_id
  where s.account_id = guard.own_account() and s.ended_at is null and s.expires_at > clock_timestamp()
    and s.seen_at > clock_timestamp() - interval '15 minutes' and (a.kind = 'subject' or s.auth_level = 2)
  order by s.created_at desc
$$;

-- Ends one session of whoever asks, or (null) all but the one that asks. Returns how many.
create function guard.end_own_sessions(only_one uuid) returns integer
language sql security definer set search_path = public, pg_temp as $$
  with over as (
    update sessions set ended_at = clock_timestamp(), ended_why = 'ended'
    where account_id = guard.own_account() and ended_at is null
      and (id = only_one or only_one is null and hash <> guard.this_session()) returning 1)
  select count(*)::integer from over
$$;

-- Seconds until a session ends of itself, without using it; null for one that is over.
create function guard.session_left(session_hash bytea) returns integer
language sql stable security definer set search_path = public, pg_temp as $$
  select floor(extract(epoch from least(s.expires_at, s.seen_at + interval '15 minutes') - clock_timestamp()))::integer
  from sessions s join accounts a on a.id = s.account_id
  where s.hash = session_hash and s.ended_at is null and a.disabled_at is null
    and least(s.expires_at, s.seen_at + interval '15 minutes') > clock_timestamp()
$$;

-- Why a session is over, for whoever still carries its number; null for one that is not, or never was.
create function guard.session_over(session_hash bytea) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select case when ended_at is not null then ended_why when expires_at <= clock_timestamp() then 'expired'
    when seen_at <= clock_timestamp() - interval '15 minutes' then 'idle' end
  from sessions where hash = session_hash
$$;

-- A new password, another role, a new second factor or an account that is shut end every session but the one that
-- asks, whoever writes it and wherever: no verb can forget to.
create function guard.end_sessions_with(account uuid, why text) returns void
language sql security definer set search_path = public, pg_temp as $$
  update sessions set ended_at = clock_timestamp(), ended_why = why
  where account_id = account and ended_at is null and hash is distinct from guard.this_session()
$$;
create function guard.account_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.disabled_at is not null and old.disabled_at is null then
    perform guard.end_sessions_with(new.id, 'shut_out');
  elsif new.password is distinct from old.password then
    perform guard.end_sessions_with(new.id, 'password');
  end if;
  return new;
end $$;
create trigger sessions_end after update of password, disabled_at on accounts for each row execute function guard.account_changed();
create function guard.staff_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if (new.role, new.unit, new.outside) is distinct from (old.role, old.unit, old.outside) then
    perform guard.end_sessions_with(new.account_id, 'role');
  elsif new.totp_secret is distinct from old.totp_secret then
    perform guard.end_sessions_with(new.account_id, 'factor');
  end if;
  return new;
end $$;
create trigger sessions_end after update of role, unit, outside, totp_secret on staff for each row execute function guard.staff_changed();

-- A new password for whoever asks, typed after the old one.
create function guard.change_own_password(sealed bytea) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if guard.own_account() is null then raise exception 'nobody is signed in' using errcode = 'UK075'; end if;
  update accounts set password = sealed where id = guard.own_account();
end $$;

revoke all on function guard.open_session(uuid, bytea, integer, integer, bytea, bytea, uuid, bytea), guard.this_session(),
  guard.own_account(), guard.own_sessions(), guard.end_own_sessions(uuid), guard.session_left(bytea), guard.session_over(bytea),
  guard.end_sessions_with(uuid, text), guard.account_changed(), guard.staff_changed(), guard.change_own_password(bytea) from public;
grant execute on function guard.open_session(uuid, bytea, integer, integer, bytea, bytea, uuid, bytea), guard.session_left(bytea),
  guard.session_over(bytea) to ukuk_auth;
grant execute on function guard.own_sessions(), guard.end_own_sessions(uuid), guard.change_own_password(bytea) to ukuk_subject, ukuk_staff;
