-- Parts whose certificate leaves nothing open any more that it does not tell yet: the last recipient answered or its day
-- passed, or the last reading is over. A round that comes half a day early finds the exact day by the policy's own clock.
create function guard.parts_to_supplement(most integer) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  with open as (
    select n.id, n.part_id, 'notice' as kind,
      n.answered_at is not null or n.due_on < (clock_timestamp() + interval '12 hours')::date as settled
    from recipient_notices n
    union all
    select r.id, r.part_id, 'reading', r.at is not null from rereads r),
  untold as (
    select o.part_id, o.kind, o.settled from open o
    where not exists (select from certificates c where c.part_id = o.part_id and o.id = any (c.tells))),
  settled as (select part_id from untold group by part_id, kind having bool_and(settled))
  select distinct p.id from settled s
  join request_parts p on p.id = s.part_id join subjects u on u.id = p.subject_id
  where p.status in ('fulfilled', 'deferred') and u.erased_at is null
  order by p.id limit most
$$;
revoke all on function guard.parts_to_supplement(integer) from public;
grant execute on function guard.parts_to_supplement(integer) to ukuk_worker;
