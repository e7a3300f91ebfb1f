-- The key of whoever asks for their one-time codes, sealed, and the name of the session that asks.
create function guard.own_totp() returns table (secret bytea, session uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select f.totp_secret, s.id from staff f join sessions s on s.account_id = f.account_id and s.hash = guard.this_session()
  where f.account_id = guard.current_staff()
$$;

-- Another key for them, shown to work by a first code. It ends every other session (guard.staff_changed).
create function guard.set_own_totp(sealed bytea, step bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if guard.current_staff() is null then raise exception 'no member of staff is signed in' using errcode = 'UK077'; end if;
  update staff set totp_secret = sealed, totp_last_step = step where account_id = guard.current_staff();
end $$;

revoke all on function guard.own_totp(), guard.set_own_totp(bytea, bigint) from public;
grant execute on function guard.own_totp(), guard.set_own_totp(bytea, bigint) to ukuk_staff;
