-- Whether the state said in this session who it is; of whom the session acts for it says nothing.
create function guard.session_is_national() returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from sessions
    where hash = sha256(decode(nullif(current_setting('ukuk.token', true), ''), 'hex'))
      and account_id = guard.session_account('subject') and national_at is not null)
$$;
revoke all on function guard.session_is_national() from public;
grant execute on function guard.session_is_national() to ukuk_subject;
