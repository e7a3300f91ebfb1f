-- The entry of one of the person's own acts: its final bytes, and the salt by which it commits to what the act says.
create function guard.my_entry(wanted uuid) returns table (leaf bytea, salt bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.leaf, p.salt from ledger_payloads p join ledger_inbox i on i.id = p.id
  where p.id = wanted and p.subject_id = (select guard.current_subject())
$$;
revoke all on function guard.my_entry(uuid) from public;
grant execute on function guard.my_entry(uuid) to ukuk_subject;

-- To be asked, or to say no to something new, ends nothing that was agreed.
create or replace function guard.consents_to_check(most integer) returns setof uuid
language sql security definer set search_path = public, pg_temp as $$
  update subjects set consents_checked_at = clock_timestamp() where id in (
    select s.id from subjects s where s.erased_at is null and exists (
      select 1 from consent_events given where given.subject_id = s.id and given.event = 'given' and not exists (
        select 1 from consent_events later where later.subject_id = s.id and later.purpose = given.purpose
          and later.operation = given.operation and later.at > given.at and later.event not in ('asked', 'refused')))
    order by s.consents_checked_at nulls first limit most) returning id
$$;
