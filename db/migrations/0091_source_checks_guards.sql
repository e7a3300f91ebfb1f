-- The worker writes down what a source and the data map do not agree in; staff read it and write none of it. Names of
-- tables and columns alone: nobody's data is in it.
alter table source_checks enable row level security;
alter table source_checks force row level security;
alter table source_findings enable row level security;
alter table source_findings force row level security;
do $$ begin
  execute format('create policy owner_all on source_checks for all to %I using (true) with check (true)', current_user);
  execute format('create policy owner_all on source_findings for all to %I using (true) with check (true)', current_user);
end $$;
create policy staff_read on source_checks for select to ukuk_staff
  using ((select guard.current_staff()) is not null and (select guard.outside_parts()) is null);
create policy staff_read on source_findings for select to ukuk_staff
  using ((select guard.current_staff()) is not null and (select guard.outside_parts()) is null);
create policy worker_all on source_checks for all to ukuk_worker using (true) with check (true);
create policy worker_all on source_findings for all to ukuk_worker using (true) with check (true);
grant select on source_checks, source_findings to ukuk_staff;
grant select, insert, delete, update (checked_at, reached) on source_checks to ukuk_worker;
grant select, insert, delete on source_findings to ukuk_worker;
