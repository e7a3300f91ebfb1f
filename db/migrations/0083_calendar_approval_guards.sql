-- The calendar is written by an administrator and published by an approver who wrote none of it, exactly as it was proposed.
-- The author of every version stays named, whatever the update says.
create function guard.keep_calendar_authors() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare me uuid := guard.current_staff();
begin
  if session_user <> 'ukuk_staff' then return new; end if;
  new.authors := case when tg_op = 'INSERT' then array[me]
    when guard.staff_role() <> 'administrator' or me = any (old.authors) then old.authors
    else old.authors || me end;
  if tg_op = 'UPDATE' and guard.staff_role() = 'approver'
    and row(new.code, new.document, new.based_on, new.reason) is distinct from row(old.code, old.document, old.based_on, old.reason) then
    raise exception 'an approver changes nothing of a draft' using errcode = 'UK030';
  end if;
  return new;
end $$;
revoke all on function guard.keep_calendar_authors() from public;
create trigger authors_stay before insert or update on calendar_drafts
  for each row execute function guard.keep_calendar_authors();
-- Whoever changed a draft last before this is its author.
update calendar_drafts set authors = array[edited_by] where cardinality(authors) = 0;

drop policy staff_own on calendar_drafts;
create policy staff_read on calendar_drafts for select to ukuk_staff
  using ((select guard.outside_parts()) is null and ((select guard.staff_role()) = 'administrator'
    or (num_nonnulls(proposed_at, sent_back) > 0 and (select guard.staff_role()) in ('approver', 'auditor'))));
create policy staff_add on calendar_drafts for insert to ukuk_staff
  with check ((select guard.staff_role()) = 'administrator' and edited_by = (select guard.current_staff()));
create policy staff_writes on calendar_drafts for update to ukuk_staff
  using ((select guard.staff_role()) = 'administrator')
  with check (edited_by = (select guard.current_staff()));
create policy staff_sends_back on calendar_drafts for update to ukuk_staff
  using ((select guard.staff_role()) = 'approver' and proposed_at is not null
    and not (select guard.current_staff()) = any (authors))
  with check (proposed_at is null and sent_back is not null);
create policy staff_outside_changes on calendar_drafts as restrictive for update to ukuk_staff
  using ((select guard.outside_parts()) is null);
-- Thrown away by those who write it, or gone into the edition it became.
create policy staff_discards on calendar_drafts for delete to ukuk_staff
  using ((select guard.staff_role()) = 'administrator' or exists (
    select 1 from reference_editions e where e.kind = 'calendar' and e.code = calendar_drafts.code
      and e.published_by = (select guard.current_staff())
      and e.document - 'edition' = calendar_drafts.document - 'edition'));
grant update (reason, proposed_at, sent_back) on calendar_drafts to ukuk_staff;

-- Whether this is what waits for approval, by these authors and for this reason, and who asks wrote none of it.
create function guard.is_proposed_calendar(wanted_code text, wanted jsonb, wanted_authors uuid[], wanted_reason text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select guard.staff_role() = 'approver' and guard.outside_parts() is null and exists (
    select 1 from calendar_drafts d where d.code = wanted_code and d.proposed_at is not null
      and d.document - 'edition' = wanted - 'edition' and d.authors = wanted_authors and d.reason = wanted_reason
      and not guard.current_staff() = any (d.authors))
$$;
revoke all on function guard.is_proposed_calendar(text, jsonb, uuid[], text) from public;
grant execute on function guard.is_proposed_calendar(text, jsonb, uuid[], text) to ukuk_staff;
drop policy staff_add on reference_editions;
create policy staff_adds_calendar on reference_editions for insert to ukuk_staff
  with check (kind = 'calendar' and published_by = (select guard.current_staff()) and length(btrim(reason)) >= 10
    and guard.is_proposed_calendar(code, document, authors, reason));
