-- Notices to recipients. The worker makes and sends them and takes what comes back; an officer enters what was told or
-- answered by hand, in their own name; the person reads where each stands.
alter table recipient_notices enable row level security;
alter table recipient_notices force row level security;
do $$ begin
  execute format('create policy owner_all on recipient_notices for all to %I using (true) with check (true)', current_user);
end $$;
create policy worker_all on recipient_notices for all to ukuk_worker using (true) with check (true);
create policy subject_own on recipient_notices for select to ukuk_subject using (subject_id = (select guard.current_subject()));
create policy staff_read on recipient_notices for select to ukuk_staff using ((select guard.current_staff()) is not null);
create policy staff_barred on recipient_notices as restrictive for select to ukuk_staff
  using (not subject_id = any ((select guard.barred())::uuid[]));
create policy staff_outside on recipient_notices as restrictive for select to ukuk_staff
  using ((select guard.outside_parts()) is null);
create policy staff_enters on recipient_notices for update to ukuk_staff using ((select guard.staff_role()) = 'officer');

grant select, insert, update (attempts, last_error, told_at, reminded_at, answered_at, answer, answer_cell, answer_hash)
  on recipient_notices to ukuk_worker;
grant select, update (told_at, told_by, last_error, answered_at, answer, answer_cell, answer_by) on recipient_notices to ukuk_staff;
grant select (id, subject_id, request_id, part_id, recipient, channel, acts, due_on, made_at, told_at, reminded_at, answered_at, answer)
  on recipient_notices to ukuk_subject;

-- An answer is given once, and to what was told; what staff enter stands in their name.
create function guard.check_recipient_notice() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if old.answered_at is not null or old.told_at is not null and new.told_at is distinct from old.told_at
    or new.answered_at is not null and new.told_at is null then
    raise exception 'a notice is told once, then answered once' using errcode = 'UK035';
  end if;
  if session_user = 'ukuk_staff' and (
    new.told_at is distinct from old.told_at and new.told_by is distinct from guard.current_staff()
    or new.answered_at is not null and new.answer_by is distinct from guard.current_staff()) then
    raise exception 'what a recipient was told or answered is entered in one''s own name' using errcode = 'UK035';
  end if;
  return new;
end $$;
create trigger nobody_changes_their_own_case before update on recipient_notices
  for each row execute function guard.check_untied();
create trigger told_and_answered_once before update on recipient_notices for each row execute function guard.check_recipient_notice();

-- The e-mail with its link went out, or will not.
create function guard.mail_to_recipient() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update recipient_notices set told_at = coalesce(told_at, case when new.state = 'sent' then new.sent_at end),
    last_error = case when new.state = 'parked' then coalesce(new.last_error, 'refused') end
  where outbox_id = new.id and answered_at is null;
  return new;
end $$;
create trigger mail_to_recipient after update of state on outbox for each row
  when (new.state in ('sent', 'parked')) execute function guard.mail_to_recipient();
revoke all on function guard.check_recipient_notice(), guard.mail_to_recipient() from public;
