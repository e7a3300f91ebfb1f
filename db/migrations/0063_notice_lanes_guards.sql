-- Several batches of a run are told at once; what a killed worker left half told, the run's next job takes up again.
create or replace function guard.claim_run(run uuid, most integer)
returns table (id uuid, ref bytea, subject_id uuid, erased boolean, channel text, attempts smallint, language text, contact bytea, logins jsonb)
language sql security definer set search_path = public, pg_temp as $$
  with taken as (
    update run_people p set state = 'sending', attempts = p.attempts + 1 where p.id in (
      select q.id from run_people q where q.run_id = run and q.state = 'waiting' and q.next_at <= clock_timestamp()
      order by q.next_at limit most for update skip locked) returning p.*)
  select t.id, t.ref, t.subject_id, coalesce(s.erased_at is not null, false), t.channel, t.attempts, coalesce(a.locale, t.language), t.contact,
    coalesce((select jsonb_agg(jsonb_build_object('id', l.id, 'kind', l.kind, 'value', encode(l.value, 'hex')) order by l.verified_at)
      from account_logins l where l.account_id = a.id), '[]')
  from taken t left join subjects s on s.id = t.subject_id
    left join accounts a on a.subject_id = t.subject_id and a.disabled_at is null
$$;
