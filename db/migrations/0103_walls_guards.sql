-- What the table of permissions gives nobody, the database gives nobody either: a check forgotten in one is stopped by
-- the other. What is sealed of a person is for those who may see people; whoever administers reads and writes none
-- of it.
do $$ declare t text; begin
  foreach t in array array['letters', 'messages', 'attachments', 'decisions', 'certificates', 'packages', 'source_identities'] loop
    execute format('create policy staff_content on %I as restrictive for select to ukuk_staff
      using ((select guard.staff_role()) in (''officer'', ''approver'', ''auditor''))', t);
  end loop;
  foreach t in array array['requests', 'request_parts', 'letters', 'attachments', 'plans', 'plan_operations', 'consent_events',
    'holds'] loop
    execute format('create policy staff_content_adds on %I as restrictive for insert to ukuk_staff
      with check ((select guard.staff_role()) in (''officer'', ''approver''))', t);
  end loop;
  foreach t in array array['requests', 'plan_operations', 'disclosures', 'holds'] loop
    execute format('create policy staff_content_changes on %I as restrictive for update to ukuk_staff
      using ((select guard.staff_role()) in (''officer'', ''approver''))', t);
  end loop;
end $$;

-- Who may act for whom is an officer's to enter and to end.
create policy staff_officers_add on mandates as restrictive for insert to ukuk_staff
  with check ((select guard.staff_role()) = 'officer');
create policy staff_officers_change on mandates as restrictive for update to ukuk_staff
  using ((select guard.staff_role()) = 'officer');

-- A view opens what is sealed: whoever may see nobody writes none.
create policy staff_sees on views as restrictive for insert to ukuk_staff
  with check ((select guard.staff_role()) in ('officer', 'approver', 'steward', 'auditor'));

-- Whoever administers says who works on a part, and changes nothing else of it.
create function guard.check_administrator() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if session_user = 'ukuk_staff' and guard.staff_role() = 'administrator'
    and to_jsonb(new) - 'assigned_to' <> to_jsonb(old) - 'assigned_to' then
    raise exception 'an administrator moves no part' using errcode = 'UK085';
  end if;
  return new;
end $$;
revoke all on function guard.check_administrator() from public;
create trigger administrator_assigns before update on request_parts for each row execute function guard.check_administrator();
