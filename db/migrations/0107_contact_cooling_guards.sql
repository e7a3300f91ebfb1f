-- A changed phone or e-mail proves nothing for a while, whoever changed it and in which way.
grant select (cooling_since) on accounts to ukuk_subject, ukuk_staff, ukuk_worker;

-- An account's first contacts are written in the transaction that opens it: its person proved them, or showed themselves.
create function guard.contacts_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_table_name = 'account_logins' then
    update accounts set cooling_since = clock_timestamp() where id = new.account_id and created_at < now();
  elsif new.source = '*' and new.kind in ('phone', 'email') and new.until is null then
    update accounts set cooling_since = clock_timestamp() where subject_id = new.subject_id and created_at < now();
  end if;
  return null;
end $$;
revoke all on function guard.contacts_changed() from public;
create trigger contacts_changed after insert on account_logins for each row execute function guard.contacts_changed();
create trigger contacts_moved after update of hash on account_logins for each row
  when (old.hash is distinct from new.hash) execute function guard.contacts_changed();
create trigger contacts_changed after insert or update of until on source_identities
  for each row execute function guard.contacts_changed();
