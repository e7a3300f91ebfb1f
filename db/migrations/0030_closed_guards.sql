-- What was added since is closed in the same way: to staff in their own case or a relative's, and to an approver from
-- outside in every case not put to them.
do $$ declare t text; begin
  foreach t in array array['holds', 'disclosures', 'consent_events', 'part_events', 'approvals'] loop
    execute format('create policy staff_barred on %I as restrictive for select to ukuk_staff using (subject_id is null or not subject_id = any ((select guard.barred())::uuid[]))', t);
  end loop;
  foreach t in array array['packages', 'package_pieces'] loop
    execute format('create policy staff_outside on %I as restrictive for select to ukuk_staff using ((select guard.outside_parts()) is null)', t);
  end loop;
end $$;

-- Release and lift are agreed by two while the part stays where it is.
create or replace function guard.outside_parts() returns uuid[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare me uuid := guard.session_account('staff');
begin
  if me is null or not guard.is_outside(me) then
    return null;
  end if;
  return (
    select coalesce(array_agg(p.id) || array_agg(p.appeal_of) filter (where p.appeal_of is not null), '{}')
    from request_parts p
    join proposals o on o.part_id = p.id and o.put_to = me
    where (
        p.status = 'proposed'
        or p.xmin::text = pg_current_xact_id_if_assigned()::xid::text
        or o.kind in ('release', 'lift') and p.status in ('deferred', 'fulfilled')
          and not exists (select 1 from approvals a where a.proposal_id = o.id)
      )
      and not exists (select 1 from proposals later where later.part_id = p.id and later.version > o.version)
  );
end $$;
create or replace function guard.check_outside() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if session_user = 'ukuk_staff' and guard.outside_parts() is not null and not (
    new.part_id = any (guard.outside_parts())
    and (tg_table_name <> 'part_events' or to_jsonb(new) ->> 'event' in ('approve', 'send_back', 'release', 'lift'))
  ) then
    raise exception 'from outside the organisation only what is put to one is answered' using errcode = 'UK014';
  end if;
  return new;
end $$;
