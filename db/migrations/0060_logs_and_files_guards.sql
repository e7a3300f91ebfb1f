-- Logs go when their term is over, so many at a time: sessions that ended, messages that went out, days' letters to staff.
-- Consents, acceptances, ledger, views and disclosures are no logs.
create function guard.drop_logs(before timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  n integer;
  dropped integer := 0;
begin
  delete from sessions where hash in (select hash from sessions
    where least(ended_at, expires_at) < before limit 5000);
  get diagnostics n = row_count;
  dropped := dropped + n;
  delete from outbox where id in (select id from outbox
    where created_at < before and state in ('sent', 'parked') limit 5000);
  get diagnostics n = row_count;
  dropped := dropped + n;
  delete from staff_digests where at < before;
  delete from webhook_deliveries where at < before;
  return dropped;
end $$;

-- Whose cases are all closed since before a moment, with no sign of life, no hold and no authority to act since.
create function guard.case_files_over(before timestamptz, after uuid, most integer, only_one uuid default null) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id from subjects s
  where s.erased_at is null and s.created_at < before and (only_one is null or s.id = only_one) and (after is null or s.id > after)
    and exists (select 1 from requests r where r.subject_id = s.id)
    and not exists (select 1 from requests r where r.subject_id = s.id and r.received_at >= before)
    and not exists (select 1 from request_parts p where p.subject_id = s.id and (p.closed_at is null or p.closed_at >= before))
    and not exists (select 1 from holds h where h.subject_id = s.id and h.ended_at is null)
    and not exists (select 1 from mandates m where m.subject_id = s.id and m.ended_at is null)
    and not exists (select 1 from accounts a join sessions n on n.account_id = a.id
      where a.subject_id = s.id and n.seen_at >= before)
  order by s.id limit most
$$;
revoke all on function guard.drop_logs(timestamptz), guard.case_files_over(timestamptz, uuid, integer, uuid) from public;
grant execute on function guard.drop_logs(timestamptz), guard.case_files_over(timestamptz, uuid, integer, uuid) to ukuk_worker;

-- Of whom a sweep looked at once, no keyed hash is kept.
grant update (key_hash) on sweep_people to ukuk_worker;
