-- A clock set back would let a session live as much longer: one used in what is now the future, by more than clocks are
-- corrected, is over. Its limits are counted anew from signing in again.
create or replace function guard.touch_session(session_hash bytea)
returns table (account_id uuid, kind text, subject_id uuid, role text, unit text, locale text, auth_level smallint,
  elevated_until timestamptz, reach text, mandate_id uuid, mandate_kind text, mandate_rights text[])
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
  update sessions set ended_at = clock_timestamp(), ended_why = 'expired'
    where hash = session_hash and ended_at is null and seen_at > clock_timestamp() + interval '2 minutes';
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
