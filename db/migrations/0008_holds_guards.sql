-- Staff set a hold in their own name, with its reason or its case, for a year at most; an approver who did not set it ends
-- it, with a reason, once. Nothing else of it changes (the grants of 0001 and 0006).
create function guard.check_hold() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if session_user <> 'ukuk_staff' then
    return new;
  end if;
  if tg_op = 'INSERT' and (
    new.set_by is distinct from guard.current_staff() or new.ended_at is not null
    or (new.reason is null and new.request_id is null)
    or new.review_on < current_date or new.review_on > current_date + interval '1 year 1 day'
  ) then
    raise exception 'a hold has who set it, why, and a day of review within a year' using errcode = 'UK010';
  end if;
  if tg_op = 'UPDATE' and (
    old.ended_at is not null or new.ended_at is null or new.end_reason is null
    or new.ended_by is distinct from guard.current_staff() or new.ended_by = old.set_by
    or guard.staff_role() is distinct from 'approver'
  ) then
    raise exception 'a hold is ended once, with a reason, by an approver who did not set it' using errcode = 'UK010';
  end if;
  return new;
end $$;
create trigger hold_has_two_people before insert or update on holds for each row execute function guard.check_hold();

-- Nothing is erased under a hold. What a source says was gone before it was asked is told as it is.
create function guard.check_erased() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (
    select 1 from holds where ended_at is null and subject_id in (select distinct subject_id from changed)
  ) then
    return null;
  end if;
  if exists (
    select 1 from changed n
    join planned o on o.id = n.id
    join holds h on h.subject_id = n.subject_id and h.ended_at is null
      and (h.categories is null or n.category = any (h.categories))
    where o.state = 'planned' and n.state in ('done', 'verified') and n.operation = 'erase'
      and coalesce(n.evidence ->> 'already', 'false') <> 'true'
  ) then
    raise exception 'nothing is erased while a hold is on it' using errcode = 'UK011';
  end if;
  return null;
end $$;
create trigger nothing_erased_under_hold after update on plan_operations
  referencing old table as planned new table as changed
  for each statement execute function guard.check_erased();
revoke all on function guard.check_hold(), guard.check_erased() from public;
