-- Rules and trainings: the staff read them, an administrator publishes in their own name, nobody changes them.
alter table trainings enable row level security;
alter table trainings force row level security;
do $$ begin
  execute format('create policy owner_all on trainings for all to %I using (true) with check (true)', current_user);
end $$;
create policy staff_read on trainings for select to ukuk_staff
  using ((select guard.current_staff()) is not null and (select guard.outside_parts()) is null);
create policy staff_add on trainings for insert to ukuk_staff
  with check ((select guard.staff_role()) = 'administrator' and published_by = (select guard.current_staff()));
create policy worker_all on trainings for select to ukuk_worker using (true);
grant select, insert on trainings to ukuk_staff;
grant select on trainings to ukuk_worker;

-- Who is on the staff now, for the rounds that set duties.
create function guard.staff_now() returns table (staff_id uuid, name text, role text, outside boolean, since timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select f.account_id, f.name, f.role, f.outside, a.created_at from staff f
  join accounts a on a.id = f.account_id and a.disabled_at is null
$$;
revoke all on function guard.staff_now() from public;
grant execute on function guard.staff_now() to ukuk_worker;

-- Nobody reviews their own access.
create function guard.check_access_review() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if session_user = 'ukuk_staff' and new.about = guard.current_staff()::text then
    raise exception 'nobody reviews their own access' using errcode = 'UK022';
  end if;
  return new;
end $$;
create trigger nobody_reviews_themselves before update on duty_tasks for each row
  when (new.kind = 'access_review') execute function guard.check_access_review();

-- Whoever is shut out has no access left to review.
create function guard.drop_access_review() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update duty_tasks set dropped_at = clock_timestamp()
    where kind = 'access_review' and about = new.id::text and done_at is null and dropped_at is null;
  return new;
end $$;
create trigger access_review_ends after update of disabled_at on accounts for each row
  when (new.kind = 'staff' and old.disabled_at is null and new.disabled_at is not null)
  execute function guard.drop_access_review();
revoke all on function guard.check_access_review(), guard.drop_access_review() from public;
