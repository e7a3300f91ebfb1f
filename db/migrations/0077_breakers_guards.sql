-- The processes say which sources they leave alone; staff read it. Nobody's data is in it.
alter table source_breakers enable row level security;
alter table source_breakers force row level security;
do $$ begin
  execute format('create policy owner_all on source_breakers for all to %I using (true) with check (true)', current_user);
end $$;
create policy staff_read on source_breakers for select to ukuk_staff
  using ((select guard.current_staff()) is not null and (select guard.outside_parts()) is null);
create policy worker_all on source_breakers for all to ukuk_worker using (true) with check (true);
grant select on source_breakers to ukuk_staff;
grant select, insert, delete, update (since, next_try_at) on source_breakers to ukuk_worker;
