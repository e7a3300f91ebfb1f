-- What is answered with the data is closed by a sealed package, and by a record of the disclosure where it went to a
-- service; nothing is closed over a package that was never made.
create function guard.check_handed_over() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.status = 'fulfilled' and new.right_code in ('access', 'copy', 'portability') then
    if not exists (select 1 from packages where id = new.id and sealed_at is not null) then
      raise exception 'a copy is closed by its package' using errcode = 'UK020';
    end if;
    if new.scope ? 'service' and not exists (select 1 from disclosures where id = new.id and subject_id = new.subject_id) then
      raise exception 'a transfer is closed by its disclosure' using errcode = 'UK020';
    end if;
  end if;
  return new;
end $$;
create trigger copy_needs_package before insert or update of status on request_parts
  for each row execute function guard.check_handed_over();
revoke all on function guard.check_handed_over() from public;
