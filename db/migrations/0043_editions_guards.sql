-- An edition holds from its day on; what is announced does not yet. What was published before there was a day held at once.
update reference_editions set effective_at = published_at;

create view editions with (security_invoker = true) as
  select id, 'policy'::text as kind, policy as code, number, document, hash, published_at, effective_at,
    null::uuid as published_by, null::text as reason
  from policy_editions
  union all
  select id, kind, code, number, document, hash, published_at, effective_at, published_by, reason from reference_editions;
grant select on editions to ukuk_subject, ukuk_staff, ukuk_worker;

alter table edition_acts enable row level security;
alter table edition_acts force row level security;
do $$ begin
  execute format('create policy owner_all on edition_acts for all to %I using (true) with check (true)', current_user);
end $$;
-- Everybody may read under which act an edition was approved; by whom of the staff, the staff alone.
create policy everyone_reads on edition_acts for select to ukuk_subject, ukuk_staff, ukuk_worker using (true);
grant select on edition_acts to ukuk_staff;
grant select (edition_id, kind, act_body, act_number, act_on, statement, reason) on edition_acts to ukuk_subject, ukuk_worker;

create function guard.policy_in_force() returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select id from policy_editions where effective_at <= now() order by published_at desc, number desc limit 1
$$;
revoke all on function guard.policy_in_force() from public;

-- The organisation's day: its time zone stands in the policy in force.
create or replace function guard.day_of(moment timestamptz) returns date
language sql stable security definer set search_path = public, pg_temp as $$
  select (moment at time zone coalesce((
    select document->'organisation'->>'timezone' from policy_editions where id = guard.policy_in_force()), 'UTC'))::date
$$;
