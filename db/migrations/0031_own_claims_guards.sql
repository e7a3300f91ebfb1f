-- The organisation's own claim is not the person's to take back.
create function guard.check_own_claim() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if session_user = 'ukuk_subject' and new.status = 'cancelled' then
    raise exception 'a person cannot take back a claim against them' using errcode = 'UK003';
  end if;
  return new;
end $$;
revoke all on function guard.check_own_claim() from public;
create trigger own_claim_stands before update of status on request_parts for each row
  when (new.scope ->> 'from' = 'organisation') execute function guard.check_own_claim();
create function guard.check_own_claim_added() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if session_user = 'ukuk_subject' then
    raise exception 'a person makes no claim in the name of the organisation' using errcode = 'UK003';
  end if;
  return new;
end $$;
revoke all on function guard.check_own_claim_added() from public;
create trigger own_claim_is_staffs before insert on request_parts for each row
  when (new.scope ->> 'from' = 'organisation') execute function guard.check_own_claim_added();
