-- Only an administrator stops writing to a source, in their own name, and only an administrator lifts it, in theirs. The
-- worker reads it and marks who was told. A stop is never deleted, nor its reason changed. Nobody's data is in it.
alter table source_stops enable row level security;
alter table source_stops force row level security;
do $$ begin
  execute format('create policy owner_all on source_stops for all to %I using (true) with check (true)', current_user);
end $$;
create policy staff_read on source_stops for select to ukuk_staff
  using ((select guard.current_staff()) is not null and (select guard.outside_parts()) is null);
create policy staff_sets on source_stops for insert to ukuk_staff
  with check ((select guard.staff_role()) = 'administrator' and set_by = (select guard.current_staff())
    and at = now() and num_nonnulls(lifted_at, told_at, lift_told_at) = 0);
create policy staff_lifts on source_stops for update to ukuk_staff
  using ((select guard.staff_role()) = 'administrator' and lifted_at is null)
  with check (lifted_by = (select guard.current_staff()) and lifted_at is not null);
create policy staff_outside_changes on source_stops as restrictive for update to ukuk_staff
  using ((select guard.outside_parts()) is null);
create policy worker_reads on source_stops for select to ukuk_worker using (true);
create policy worker_marks on source_stops for update to ukuk_worker using (true) with check (true);
grant select, insert, update (lifted_at, lifted_by, lift_reason) on source_stops to ukuk_staff;
grant select, update (told_at, lift_told_at) on source_stops to ukuk_worker;
