-- Drafts of editions: the administrator writes, an approver who wrote none of it publishes exactly what was proposed. The
-- author of every version stays named, whatever the update says.
create function guard.keep_authors() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare me uuid := guard.current_staff();
begin
  if session_user <> 'ukuk_staff' then return new; end if;
  new.authors := case when tg_op = 'INSERT' then array[me]
    when guard.staff_role() <> 'administrator' or me = any (old.authors) then old.authors
    else old.authors || me end;
  if tg_op = 'UPDATE' and guard.staff_role() = 'approver'
    and row(new.source, new.document, new.based_on, new.act_body, new.act_number, new.act_on, new.effective_on, new.reason,
        new.statement) is distinct from row(old.source, old.document, old.based_on, old.act_body, old.act_number, old.act_on,
        old.effective_on, old.reason, old.statement) then
    raise exception 'an approver changes nothing of a draft' using errcode = 'UK030';
  end if;
  return new;
end $$;
revoke all on function guard.keep_authors() from public;
create trigger authors_stay before insert or update on edition_drafts for each row execute function guard.keep_authors();

alter table edition_drafts enable row level security;
alter table edition_drafts force row level security;
do $$ begin
  execute format('create policy owner_all on edition_drafts for all to %I using (true) with check (true)', current_user);
end $$;
create policy staff_read on edition_drafts for select to ukuk_staff
  using ((select guard.staff_role()) in ('administrator', 'approver', 'auditor') and (select guard.outside_parts()) is null);
create policy staff_add on edition_drafts for insert to ukuk_staff
  with check ((select guard.staff_role()) = 'administrator' and edited_by = (select guard.current_staff()));
create policy staff_writes on edition_drafts for update to ukuk_staff
  using ((select guard.staff_role()) = 'administrator')
  with check (edited_by = (select guard.current_staff()));
create policy staff_sends_back on edition_drafts for update to ukuk_staff
  using ((select guard.staff_role()) = 'approver' and proposed_at is not null
    and not (select guard.current_staff()) = any (authors))
  with check (proposed_at is null and sent_back is not null);
create policy staff_outside_changes on edition_drafts as restrictive for update to ukuk_staff
  using ((select guard.outside_parts()) is null);
-- Thrown away by its authors, or gone into the edition it became.
create policy staff_discards on edition_drafts for delete to ukuk_staff
  using ((select guard.staff_role()) = 'administrator' or exists (select 1 from edition_acts a where a.edition_id = edition_drafts.id));
grant select, insert, delete on edition_drafts to ukuk_staff;
grant update (source, document, based_on, version, edited_by, edited_at, act_body, act_number, act_on, effective_on, reason,
  statement, proposed_at, sent_back) on edition_drafts to ukuk_staff;

-- Whether this is what waits for approval under that id, for that day, and who asks is an approver who wrote none of it.
create function guard.is_proposed(draft uuid, wanted_kind text, wanted_code text, wanted jsonb, effective timestamptz) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select guard.staff_role() = 'approver' and guard.outside_parts() is null and exists (
    select 1 from edition_drafts d where d.id = draft and d.kind = wanted_kind and d.code = wanted_code
      and d.proposed_at is not null and d.document = wanted and guard.day_of(effective) = d.effective_on
      and not guard.current_staff() = any (d.authors))
$$;
revoke all on function guard.is_proposed(uuid, text, text, jsonb, timestamptz) from public;
grant execute on function guard.is_proposed(uuid, text, text, jsonb, timestamptz) to ukuk_staff;
create policy staff_publishes on policy_editions for insert to ukuk_staff
  with check (guard.is_proposed(id, 'policy', policy, document, effective_at));
create policy staff_publishes on reference_editions for insert to ukuk_staff
  with check (kind in ('data_map', 'profile') and guard.is_proposed(id, kind, code, document, effective_at));
grant insert on policy_editions to ukuk_staff;
create policy staff_publishes on edition_acts for insert to ukuk_staff
  with check (approved_by = (select guard.current_staff()) and exists (select 1 from edition_drafts d
    where d.id = edition_id and d.kind = edition_acts.kind and d.authors = edition_acts.authors
      and (d.act_body, d.act_number, d.act_on) = (edition_acts.act_body, edition_acts.act_number, edition_acts.act_on)
      and d.reason is not distinct from edition_acts.reason and d.statement is not distinct from edition_acts.statement
      and guard.staff_role() = 'approver' and d.proposed_at is not null));
grant insert on edition_acts to ukuk_staff;
