-- Who acts for whom, by one look at the session instead of four: it runs in every statement of a person's pages. The same
-- sessions are good as in guard.session_account.
create or replace function guard.current_subject() returns uuid
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare me uuid; mandate uuid; own uuid;
begin
  select s.account_id, s.mandate_id, a.subject_id into me, mandate, own
  from sessions s join accounts a on a.id = s.account_id
  where s.hash = sha256(decode(nullif(current_setting('ukuk.token', true), ''), 'hex'))
    and s.ended_at is null and s.expires_at > clock_timestamp()
    and s.seen_at > clock_timestamp() - interval '15 minutes'
    and a.disabled_at is null and a.kind = 'subject';
  if me is null or mandate is null then return own; end if;
  return (select subject_id from guard.live_mandate(mandate, me));
end $$;
create or replace function guard.session_account(wanted text) returns uuid
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return (
    select s.account_id from sessions s join accounts a on a.id = s.account_id
    where s.hash = sha256(decode(nullif(current_setting('ukuk.token', true), ''), 'hex'))
      and s.ended_at is null and s.expires_at > clock_timestamp()
      and s.seen_at > clock_timestamp() - interval '15 minutes'
      and a.disabled_at is null and a.kind = wanted and (wanted = 'subject' or s.auth_level = 2)
  );
end $$;
