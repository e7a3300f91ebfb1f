-- A view that is withheld is reviewed by somebody else than who looked; a view that is shown never changes.
create policy staff_change on views for update to ukuk_staff
  using ((select guard.staff_role()) in ('officer', 'approver') and secrecy is not null and staff_id <> (select guard.current_staff()))
  with check (true);
create policy staff_outside_change on views as restrictive for update to ukuk_staff using ((select guard.outside_parts()) is null);
grant update (secrecy, review_on, ledger_id) on views to ukuk_staff;
create function guard.check_view_reviewed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if session_user = 'ukuk_staff' and (new.ledger_id = old.ledger_id or new.secrecy is distinct from old.secrecy and new.secrecy is not null
    or new.subject_id = any (guard.barred())) then
    raise exception 'a withheld view is shown, or withheld longer on its ground, with an entry of its own' using errcode = 'UK012';
  end if;
  return new;
end $$;
revoke all on function guard.check_view_reviewed() from public;
create trigger withheld_view_is_reviewed before update on views for each row execute function guard.check_view_reviewed();
