-- Which edition somebody accepted: written by themselves alone, never changed, seen by them; the staff see how many.
alter table edition_acceptances enable row level security;
alter table edition_acceptances force row level security;
do $$ begin
  execute format('create policy owner_all on edition_acceptances for all to %I using (true) with check (true)', current_user);
end $$;
create policy subject_own on edition_acceptances for select to ukuk_subject using (subject_id = (select guard.current_subject()));
-- Whoever acts for another accepts nothing for them.
create policy subject_adds on edition_acceptances for insert to ukuk_subject
  with check (subject_id = (select guard.current_subject()) and (select guard.session_mandate()) is null
    and edition_id = (select guard.policy_in_force())
    and how = (select document->'acceptance'->>'how' from policy_editions e where e.id = edition_id));
grant select, insert on edition_acceptances to ukuk_subject;
grant execute on function guard.policy_in_force() to ukuk_subject;

create function guard.acceptance_counts(edition uuid) returns table (how text, people bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.how, count(*) from edition_acceptances a where a.edition_id = edition group by 1
$$;
revoke all on function guard.acceptance_counts(uuid) from public;
grant execute on function guard.acceptance_counts(uuid) to ukuk_staff;

-- Whose last answer to an operation is a consent given before that instant.
create function guard.consents_given(wanted_purpose text, wanted_operation text, before timestamptz, most integer) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select subject_id from (select distinct on (subject_id) subject_id, event, at from consent_events
    where purpose = wanted_purpose and operation = wanted_operation and event not in ('asked', 'refused')
    order by subject_id, at desc, id desc) last
  where event = 'given' and at < before limit most
$$;
revoke all on function guard.consents_given(text, text, timestamptz, integer) from public;
grant execute on function guard.consents_given(text, text, timestamptz, integer) to ukuk_worker;
