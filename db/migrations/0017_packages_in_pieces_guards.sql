-- A package is made by the worker, read by its person, and handed over at the desk by staff.
alter table package_pieces enable row level security;
alter table package_pieces force row level security;
do $$ begin
  execute format('create policy owner_all on package_pieces for all to %I using (true) with check (true)', current_user);
end $$;
create policy subject_own on package_pieces for select to ukuk_subject using (subject_id = (select guard.current_subject()));
create policy staff_read on package_pieces for select to ukuk_staff using ((select guard.staff_role()) in ('officer', 'approver'));
create policy staff_read on packages for select to ukuk_staff using ((select guard.current_staff()) is not null);
create policy worker_scope on package_pieces for all to ukuk_worker
  using (subject_id = (select guard.worker_subject())) with check (subject_id = (select guard.worker_subject()));
grant select on package_pieces to ukuk_subject, ukuk_staff, ukuk_worker;
grant select on packages to ukuk_staff;
grant insert on package_pieces to ukuk_worker;
grant update (body, size, hash, at, expires_at, sealed_at) on packages to ukuk_worker;

-- Who of the staff saw the data is told in the copy, too: unit and role, never who.
create policy worker_scope on views for select to ukuk_worker using (subject_id = (select guard.worker_subject()));
grant select (id, subject_id, role, unit, categories, request_id, at) on views to ukuk_worker;

-- Nor is it handed over by somebody whose own or relative's case it is.
create policy staff_barred on package_pieces as restrictive for select to ukuk_staff
  using (not subject_id = any ((select guard.barred())::uuid[]));
