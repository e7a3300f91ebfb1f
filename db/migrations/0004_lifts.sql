-- A person also lifts a restriction of their own, by a signed letter.
create or replace function guard.check_part_change() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if session_user = 'ukuk_subject' and not (
    (old.status = 'waiting' and new.status = 'working')
    or (old.status = 'fulfilled' and new.status = 'fulfilling' and old.right_code = 'restriction')
    or (new.status = 'cancelled' and old.status not in ('stalled', 'fulfilled', 'refused', 'lapsed', 'cancelled'))
  ) then
    raise exception 'a person cannot move a part so' using errcode = 'UK003';
  end if;
  if old.status = 'proposed' and new.status in ('fulfilling', 'refused') and not exists (
    select 1 from approvals a join proposals p on p.id = a.proposal_id
    where p.part_id = new.id and p.version = (select max(version) from proposals where part_id = new.id)
      and p.kind = case new.status when 'refused' then 'refuse' else 'fulfil' end
  ) then
    raise exception 'a proposal goes on only with an approval' using errcode = 'UK002';
  end if;
  return new;
end $$;
